// What scripts add to pages that work without them: layers and keys in a report, and progress of adding.
"use strict";
(() => {
  const report = document.querySelector(".report");
  const layers = document.querySelector(".layers");
  if (report && layers) {
    layers.hidden = false;
    for (const box of layers.querySelectorAll("input[data-layer]")) {
      box.addEventListener("change", () => report.classList.toggle("no-" + box.dataset.layer, !box.checked));
    }
    const marks = [...report.querySelectorAll(".t")];
    let at = -1;
    document.addEventListener("keydown", (event) => {
      if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (!step || !marks.length) return;
      at = Math.min(marks.length - 1, Math.max(0, at + step));
      marks[at].focus();
      marks[at].scrollIntoView({ block: "center" });
    });
  }
  const job = document.querySelector("[data-job]");
  if (job && !job.dataset.done) {
    const list = job.querySelector("[data-entries]");
    const state = document.querySelector("[data-state]");
    const follow = async () => {
      const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      state.textContent = told.state;
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
        row.append(" " + entry.claims + " claims " + (entry.reason || ""));
        return row;
      }));
      if (told.state === "waiting" || told.state === "reading") setTimeout(follow, 1000);
      else if (told.problem) location.reload();
    };
    setTimeout(follow, 500);
  }
})();
