// What scripts add to pages that work without them: layers, keys and pairs in a report, and progress of adding.
"use strict";
(() => {
  for (const part of document.querySelectorAll(".js")) part.hidden = false;
  for (const part of document.querySelectorAll(".nojs")) part.hidden = true;
  // on a narrow page the facets are folded until asked for
  const facets = document.querySelector(".facets");
  if (facets && window.matchMedia("(max-width: 56rem)").matches) facets.open = false;

  // so are the links to the other pages
  const menu = document.querySelector(".menu");
  if (menu) {
    const top = menu.parentElement;
    const fold = (folded) => {
      top.classList.toggle("folded", folded);
      menu.setAttribute("aria-expanded", String(!folded));
    };
    fold(true);
    menu.addEventListener("click", () => fold(!top.classList.contains("folded")));
  }

  const review = document.querySelector(".review");
  if (review) {
    const text = review.querySelector(".report");
    for (const box of document.querySelectorAll("input[data-layer]")) {
      box.addEventListener("change", () => text.classList.toggle("no-" + box.dataset.layer, !box.checked));
    }
    const marks = [...text.querySelectorAll(".t")];
    const cards = [...review.querySelectorAll(".panel article")];
    const status = document.querySelector("[data-picked]");
    const narrow = window.matchMedia("(max-width: 62rem)");
    let current = null;
    const cardOf = (mark) => document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    const choose = (card, follow = true) => {
      if (current) current.classList.remove("current");
      current = card;
      if (!card) return;
      card.classList.add("current");
      // on a wide page the list beside the text follows; on a narrow one the text stays where it is
      if (follow && !narrow.matches) card.parentElement.scrollTop = card.offsetTop - 8;
    };
    for (const mark of marks) mark.addEventListener("focus", () => choose(cardOf(mark)));
    // a card that is worked in must not move away under the pointer
    for (const card of cards) card.addEventListener("focusin", () => choose(card, false));
    const go = (step) => {
      if (!cards.length) return;
      const at = current ? cards.indexOf(current) : step > 0 ? -1 : cards.length;
      const card = cards[Math.min(cards.length - 1, Math.max(0, at + step))];
      const mark = marks.find((one) => one.classList.contains("k-" + card.id));
      if (mark) {
        mark.focus({ preventScroll: true });
        mark.scrollIntoView({ block: "center" });
      }
      choose(card);
    };
    const press = (verdict) => {
      const button = current && current.querySelector('.decide .buttons button[value="' + verdict + '"]');
      if (button) button.click();
    };
    const picked = [];
    const pick = () => {
      if (!current || !review.dataset.judge) return;
      const at = picked.indexOf(current);
      if (at >= 0) picked.splice(at, 1);
      else picked.push(current);
      while (picked.length > 2) picked.shift();
      for (const card of cards) card.classList.toggle("picked", picked.includes(card));
      const hints = document.querySelector("[data-hints]");
      if (hints) hints.hidden = picked.length > 0;
      status.textContent = picked.length === 2 ? "Two claims picked: s for the same event, d for different ones."
        : picked.length ? "One claim picked." : "";
    };
    const judge = (same) => {
      if (picked.length !== 2) return;
      const form = document.createElement("form");
      form.method = "post";
      form.action = review.dataset.judge;
      const values = {
        csrf: review.dataset.word, first: picked[0].dataset.key, second: picked[1].dataset.key, same,
        onward: location.pathname + location.search + "#" + picked[1].id,
      };
      for (const [name, value] of Object.entries(values)) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    };
    const correct = () => {
      const details = current && current.querySelector(".correct");
      if (!details) return;
      details.open = true;
      details.querySelector("select, input").focus();
    };
    const keys = {
      j: () => go(1), k: () => go(-1), a: () => press("accept"), r: () => press("reject"), u: () => press("undo"),
      c: correct, x: pick, s: () => judge("yes"), d: () => judge("no"),
    };
    document.addEventListener("keydown", (event) => {
      const open = current && current.querySelector(".correct[open]");
      if (event.key === "Escape" && open) {
        open.open = false;
        open.querySelector("summary").focus({ preventScroll: true });
        return;
      }
      if (event.target.closest("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });
    if (location.hash.startsWith("#r1-")) {
      const card = document.getElementById(location.hash.slice(1));
      if (card) {
        choose(card);
        const mark = marks.find((one) => one.classList.contains("k-" + card.id));
        if (mark && !narrow.matches) mark.scrollIntoView({ block: "center" });
      }
    }
  }

  const job = document.querySelector("[data-job]");
  if (job && !job.dataset.done) {
    const list = job.querySelector("[data-entries]");
    const state = job.querySelector("[data-state]");
    const bar = job.querySelector("[data-bar]");
    const follow = async () => {
      const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer || !answer.ok) return setTimeout(follow, 3000);
      const told = await answer.json();
      state.textContent = told.state;
      if (bar) {
        bar.max = Math.max(told.inputs, told.entries.length);
        bar.value = told.entries.length;
      }
      list.replaceChildren(...told.entries.map((entry) => {
        const row = document.createElement("li");
        const fate = document.createElement("span");
        fate.className = "fate " + entry.fate;
        fate.textContent = entry.fate;
        row.append(fate, " ");
        if (entry.report) {
          const link = document.createElement("a");
          link.href = "/reports/" + encodeURIComponent(entry.report);
          link.textContent = entry.input;
          row.append(link);
        } else {
          row.append(entry.input);
        }
        row.append(" " + entry.claims + (entry.claims === 1 ? " claim " : " claims ") + (entry.reason || ""));
        return row;
      }));
      if (["waiting", "reading", "linking", "checking"].includes(told.state)) return setTimeout(follow, 700);
      location.reload();
    };
    setTimeout(follow, 400);
  }
})();
