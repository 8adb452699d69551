"""Reading very many reports: the figures of `docs/performance.md`, each a ratio within one run.

    python bench/batch.py speed  --gold FOLDER [--reports 20]     mixed and relevant reports against plain spaCy
    python bench/batch.py gate   --gold FOLDER [--reports 491]    claims that the gate loses
    python bench/batch.py scale  --gold FOLDER --engine local --workers 1 2
    python bench/batch.py growth --gold FOLDER --sizes 1000 10000
    python bench/batch.py memory --gold FOLDER
    python bench/batch.py cold

FOLDER has `stories/*.jsonl` (reports of the field) and `places/lgl.jsonl` (local news), as lines with a `text`. Times
are seconds of processor time of this process, or of the workers, so that other work on the machine moves them little;
`--wall` takes the clock. The machine, versions and words read are printed with every figure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from onrecord.batch.local import RETIRE, read_local
from onrecord.batch.memory import keep_for_good
from onrecord.batch.parquet import read_table
from onrecord.batch.reading import read_record
from onrecord.batch.record import Record, Result
from onrecord.batch.run import run_batch
from onrecord.domain.report import Report
from onrecord.intake.arrival import Arrival
from onrecord.intake.gather import Gatherer
from onrecord.reading.article import read_article
from onrecord.reading.gate import load_gate
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader

ROOT = Path(__file__).resolve().parent.parent


def texts_of(gold: Path, *names: str) -> list[str]:
    """The texts of files of JSON lines below the folder, mixed by a fixed seed."""
    found = [
        json.loads(line)["text"]
        for name in names
        for path in sorted(gold.glob(name))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    ]
    if not found:
        sys.exit(f"no texts below {gold}. Name a folder that has {' and '.join(names)}")
    random.Random(9).shuffle(found)
    return found


def records(texts: Sequence[str]) -> list[Record]:
    return [
        Record(index=at, shard=0, arrival=Arrival(name=f"mix:{at + 1}", payload=text.encode(), media_type="text/plain"))
        for at, text in enumerate(texts)
    ]


def spent(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    begun = clock()
    work()
    return clock() - begun


def best(rounds: int, clock: Callable[[], float], *works: Callable[[], Any]) -> list[float]:
    """The fastest of some rounds of each, taken in turn, so that a slow minute falls on all."""
    times = [[spent(work, clock) for work in works] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def speed(given: argparse.Namespace) -> None:
    """Reports a second on one core, gate and all, against spaCy's parser and recogniser on the same texts."""
    import spacy

    matter = texts_of(given.gold, "stories/*.jsonl")[: given.reports]
    other = texts_of(given.gold, "places/lgl.jsonl")
    settings = Settings(use_encoder=not given.no_encoder)
    reader = make_reader(settings)
    plain = spacy.load(settings.pipeline, exclude=["tagger", "attribute_ruler", "lemmatizer"])
    whole = spacy.load(settings.pipeline)
    count = max(1, given.reports // 4)
    mixed = matter[:count] + other[: 9 * count]
    random.Random(9).shuffle(mixed)
    for text in matter[:3]:
        read_record(records([text])[0], reader)
    keep_for_good()
    clock = time.perf_counter if given.wall else time.process_time
    for name, texts in (("relevant", matter), ("mixed", mixed)):
        made = records(texts)
        flat = [" ".join(text.split()) for text in texts]
        ours, ner, all_ = best(
            given.rounds,
            clock,
            lambda made=made: [read_record(record, reader) for record in made],
            lambda flat=flat: list(plain.pipe(flat)),
            lambda flat=flat: list(whole.pipe(flat)),
        )
        fates = [read_record(record, reader).fate for record in made]
        print(
            f"{name}: {len(texts)} reports, {sum(len(t.split()) for t in texts):,} words, {fates.count('read')} read; "
            f"{len(texts) / ours:.2f} reports a second; {ner / ours:.2f} times spaCy parse+NER, "
            f"{all_ / ours:.2f} times spaCy with all components"
        )


def gate(given: argparse.Namespace) -> None:
    """Claims of the field's reports that are read without a gate and not with it, by type and trigger."""
    reader = make_reader(Settings(use_encoder=not given.no_encoder))
    door = reader.knowledge.made("gate", load_gate)
    whole = lost = closed = same = parsed = length = 0
    for text in texts_of(given.gold, "stories/*.jsonl")[: given.reports]:
        article = read_article(Report(payload=text.encode(), media_type="text/plain"), reader.knowledge)
        full = {(c.type, c.trigger): c for c in reader.read(article).claims}
        whole += len(full)
        length += len(article.text)
        if not door.text(article.text).keep:
            closed, lost = closed + 1, lost + len(full)
            continue
        parts = door.parts(article)
        parsed += sum(span.end - span.start for block in parts for span in block)
        found = {(c.type, c.trigger): c for c in reader.read(article, parts).claims}
        lost += len(full.keys() - found.keys())
        same += sum(
            (found[key].status, found[key].certainty, found[key].polarity) == (c.status, c.certainty, c.polarity)
            for key, c in full.items()
            if key in found
        )
    print(
        f"{whole:,} claims; lost {lost} ({100 * lost / max(1, whole):.2f} %); reports closed on {closed}; of the "
        f"claims kept {100 * same / max(1, whole - lost):.2f} % have the same status, certainty and polarity; "
        f"{100 * parsed / max(1, length):.1f} % of the text was parsed"
    )


#: Distinct reports of a mix; larger ones repeat them, so that every size has the same composition.
BASE = 1000


def invented(number: int) -> str:
    """A name that no other number has, made of syllables."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    made = ""
    while number or not made:
        number, at = divmod(number, len(syllables))
        made += syllables[at]
    return made.capitalize() + "nek"


def mix(gold: Path, folder: Path, count: int) -> Path:
    """A file of reports, one of the field in ten.

    The same thousand reports come again after a thousand. Each has a last line of its own with three invented names:
    the texts have 35,800 different words in 579,000, and by the law that their growth follows (Heaps, exponent 0.52)
    another 99,000 reports would bring three new words each.
    """
    matter, other = texts_of(gold, "stories/*.jsonl"), texts_of(gold, "places/lgl.jsonl")
    path = folder / f"mix-{count}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            at = number % BASE
            pool = matter if at % 10 == 0 else other
            names = [invented(3 * number + k) for k in range(3)]
            note = f"Note {number} was left by {names[0]} {names[1]} in {names[2]}."
            text = f"{pool[(at // 10 if at % 10 == 0 else at) % len(pool)]}\n\n{note}"
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    return path


def batch(
    path: Path, out: Path, engine: str, workers: int, progress: Callable[[Result], None] | None = None
) -> tuple[float, float, dict[str, int]]:
    """Seconds by the clock, processor seconds of driver and workers, and fates of one batch."""
    settings = Settings()
    if engine == "ray":
        from onrecord.batch.ray_engine import read_ray

        read = partial(read_ray, workers=workers, limit=60.0)
    else:
        read = partial(read_local, workers=workers, limit=60.0)
    arrivals = Gatherer(max_bytes=settings.max_bytes, wanted=lambda name: True).gather([str(path)])
    before, begun = _processor(), time.perf_counter()
    summary = run_batch(arrivals, out, settings, read, recipe={"bench": 1}, progress=progress)
    return time.perf_counter() - begun, _processor() - before, dict(summary.fates)


def _seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _processor() -> float:
    return _seconds(resource.RUSAGE_SELF) + _seconds(resource.RUSAGE_CHILDREN)


def scale(given: argparse.Namespace) -> None:
    """One process against several: by the clock, and by processor seconds a report."""
    with tempfile.TemporaryDirectory() as name:
        path = mix(given.gold, Path(name), given.reports)
        first: tuple[float, float] | None = None
        for workers in given.workers:
            wall, processor, fates = batch(path, Path(name) / f"out-{workers}", given.engine, workers)
            first = first or (wall, processor)
            print(
                f"{given.engine}, {workers} workers: {wall:.1f} s, {processor:.1f} s of processor time; "
                f"{first[0] / wall:.2f} times as fast as {given.workers[0]}, a report costs "
                f"{processor / first[1]:.2f} times as much processor time, which on as many free cores would be "
                f"{workers / given.workers[0] * first[1] / processor:.2f} times as fast; {fates}"
            )


def growth(given: argparse.Namespace) -> None:
    """Processor time a report and peak memory, by size of the batch, with the loading of models and without."""
    with tempfile.TemporaryDirectory() as name:
        one = mix(given.gold, Path(name), 1)
        _, loading, _ = batch(one, Path(name) / "out-1", "local", 1)
        print(
            f"a batch of one report, that is the loading of the models: {loading:.2f} s of processor time", flush=True
        )
        first = None
        for size in given.sizes:
            path = mix(given.gold, Path(name), size)
            begun = [_seconds(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            done = 0

            def progress(result: Result, begun: list[float] = begun) -> None:
                # a worker's time is known once it has retired: a little after its last report
                nonlocal done
                done += 1
                if done > RETIRE and done % RETIRE == 100:
                    whole = done - 100
                    driver = (_seconds(resource.RUSAGE_SELF) - begun[0]) * whole / done
                    workers = _seconds(resource.RUSAGE_CHILDREN) - begun[1]
                    print(
                        f"  {whole:,} so far: {1000 * (driver + workers) / whole:.2f} ms a report, "
                        f"{1000 * driver / whole:.2f} of them the driver's",
                        flush=True,
                    )

            _, processor, fates = batch(path, Path(name) / f"out-{size}", "local", 1, progress)
            loads = -(-size // RETIRE)
            cost = 1000 * processor / size, 1000 * (processor - loads * loading) / size
            first = first or cost
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{size:,} reports: {cost[0]:.2f} ms of processor time a report, {cost[0] / first[0]:.3f} times that "
                f"of {given.sizes[0]:,}; without the loading of {loads} workers {cost[1]:.2f} ms, "
                f"{cost[1] / first[1]:.3f} times; peak of a worker {peak:.0f} MB, of the driver {mine:.0f} MB; {fates}",
                flush=True,
            )
            shutil.rmtree(Path(name) / f"out-{size}")


def memory(given: argparse.Namespace) -> None:
    """Peak memory of a worker and the driver over ordinary reports and one page of 100 MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        mix(given.gold, folder, 100)
        with (folder / "huge.html").open("w", encoding="utf-8") as file:
            file.write("<html><body>")
            for number in range(100_000_000 // 62):
                file.write(f"<p>Officials of Iran met officials of Syria, part {number:08}.</p>")
            file.write("</body></html>")
        _, _, fates = batch(folder, Path(name) / "out", "local", 1)
        reason = next(
            r["reason"] for r in read_table(Path(name) / "out", "account") if r["input"].endswith("huge.html")
        )
    print(f"{fates}; the page: {reason}")
    for who, label in ((resource.RUSAGE_CHILDREN, "worker"), (resource.RUSAGE_SELF, "driver")):
        print(f"peak of the {label}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")


def cold(given: argparse.Namespace) -> None:
    """`onrecord read` of one page in a fresh process against one that only loads spaCy's pipeline."""
    page = next(iter(sorted((ROOT / "demo" / "reports").glob("*.html"))))
    onrecord = Path(sys.executable).parent / "onrecord"
    name = Settings().pipeline

    # compiled modules are kept, as they are where the package was installed
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    kept = tempfile.TemporaryDirectory()
    environment["PYTHONPYCACHEPREFIX"] = kept.name

    def run(command: list[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        if given.wall:
            return time.perf_counter() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ours, theirs = [], []
    for _ in range(given.rounds + 1):
        ours.append(run([str(onrecord), "read", str(page)]))
        theirs.append(run([sys.executable, "-c", f"import {name}; {name}.load()"]))
    print(
        f"read: {min(ours):.2f} s; loading spaCy's pipeline: {min(theirs):.2f} s; {min(ours) / min(theirs):.2f} times"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands: dict[str, Callable[[argparse.Namespace], None]] = {
        "speed": speed, "gate": gate, "scale": scale, "growth": growth, "memory": memory, "cold": cold,
    }  # fmt: skip
    parser.add_argument("what", choices=commands)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engine", choices=("local", "ray"), default="local")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--wall", action="store_true", help="time by the clock, on a machine that does nothing else")
    given = parser.parse_args()
    if given.gold is None and given.what != "cold":
        parser.error(f"{given.what} needs --gold FOLDER")
    import spacy

    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, spaCy {spacy.__version__}"
    )
    commands[given.what](given)


if __name__ == "__main__":
    main()
