"""Reading very many reports: the figures of `docs/performance.md`, each a ratio within one run.

    python bench/batch.py speed  --gold FOLDER [--reports 40]     relevant reports and mixtures against plain spaCy
    python bench/batch.py gate   --gold FOLDER [--reports 491]    claims that the gate loses
    python bench/batch.py scale  --gold FOLDER --engine local --workers 1 2
    python bench/batch.py scale  --gold FOLDER --engine ray --workers 1 2 4 [--at-once 2]
    python bench/batch.py cluster --gold FOLDER [--reports 1200]  a Ray cluster of three nodes on this machine
    python bench/batch.py growth --gold FOLDER --sizes 1000 10000
    python bench/batch.py memory --gold FOLDER
    python bench/batch.py cold

FOLDER has `stories/*.jsonl` (reports of the field) and `places/lgl.jsonl` (local news), as lines with a `text`. Times
are seconds of processor time of this process, or of the workers, so that other work on the machine moves them little;
`--wall` takes the clock. The machine, versions and words read are printed with every figure.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import platform
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from mixtures import Mixture, mixtures, words

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
from onrecord.reading.read import Reader
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader

ROOT = Path(__file__).resolve().parent.parent


def machine() -> str:
    """The machine and the versions that figures hang on."""
    import spacy

    return (
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, spaCy {spacy.__version__}"
    )


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


#: Reports that are timed at a time.
PORTION = 20


def best_of_portions(
    rounds: int, clock: Callable[[], float], count: int, *works: Callable[[slice], Any]
) -> list[float]:
    """Seconds for so many reports, of each work: the sum over portions, each at its fastest of some rounds.

    The works take turns at every portion, so that a slow minute falls on all and is left out where it can be.
    """
    fastest = [0.0] * len(works)
    for at in range(0, count, PORTION):
        part = slice(at, at + PORTION)
        found = best(rounds, clock, *(partial(work, part) for work in works))
        fastest = [before + seconds for before, seconds in zip(fastest, found, strict=True)]
    return fastest


def speed(given: argparse.Namespace) -> None:
    """Reports a second on one core, gate and all, against spaCy's parser and recogniser on the same texts."""
    import spacy

    field, local = texts_of(given.gold, "stories/*.jsonl"), texts_of(given.gold, "places/lgl.jsonl")
    settings = Settings(use_encoder=not given.no_encoder)
    reader = make_reader(settings)
    plain = spacy.load(settings.pipeline, exclude=["tagger", "attribute_ruler", "lemmatizer"])
    whole = spacy.load(settings.pipeline)

    @cache
    def claims(text: str) -> int:
        article = read_article(Report(payload=text.encode(), media_type="text/plain"), reader.knowledge)
        return len(reader.read(article).claims)

    matter = field[: given.reports]
    made = [Mixture("relevant", "reports of the field alone", matter, [True] * len(matter))]
    made += mixtures(field, local, given.reports, claims)
    made = [mixture for mixture in made if not given.mixtures or mixture.name in given.mixtures]
    keep_for_good()
    clock = time.perf_counter if given.wall else time.process_time
    for mixture in made:
        texts = mixture.texts
        given_records = records(texts)
        flat = [" ".join(text.split()) for text in texts]
        ours, ner, all_ = best_of_portions(
            given.rounds,
            clock,
            len(texts),
            lambda part, held=given_records: [read_record(record, reader) for record in held[part]],
            lambda part, flat=flat: list(plain.pipe(flat[part])),
            lambda part, flat=flat: list(whole.pipe(flat[part])),
        )
        read = [read_record(record, reader).fate == "read" for record in given_records]
        lengths = [words(text) for text in texts]
        in_all = sum(lengths)
        missed = sum(flag and not kept for flag, kept in zip(mixture.relevant, read, strict=True))
        print(
            f"{mixture.name} ({mixture.how}):\n  {len(texts)} reports, {in_all:,} words; relevant "
            f"{_share(mixture.relevant, lengths)}; read {_share(read, lengths)}; closed on "
            f"{missed} of {sum(mixture.relevant)} relevant ones\n  {len(texts) / ours:.2f} reports a second, "
            f"{1000 * ours / len(texts):.1f} ms each; {ner / ours:.2f} times spaCy parse+NER, {all_ / ours:.2f} times "
            f"spaCy with all components",
            flush=True,
        )


def _share(flags: Sequence[bool], lengths: Sequence[int]) -> str:
    held = sum(length for flag, length in zip(flags, lengths, strict=True) if flag)
    return f"{100 * sum(flags) / len(flags):.1f} % of the reports and {100 * held / sum(lengths):.1f} % of the words"


def gate(given: argparse.Namespace) -> None:
    """Claims that are read without a gate and not with it, by type and trigger: of the field, and of local news.

    The gate is set for the field's claims: local reports in which few claims are between states, of armed groups or of
    arms count as the rest of the news when it is trained. So the figure of local news says how much of all that could
    be read it leaves out. Short reports are the beginnings of the field's, to the end of a sentence.
    """
    reader = make_reader(Settings(use_encoder=not given.no_encoder))
    field, local = (texts_of(given.gold, name)[: given.reports] for name in ("stories/*.jsonl", "places/lgl.jsonl"))
    for name, texts in (
        ("field", field),
        *((f"field, first {count} words", [beginning(text, count) for text in field]) for count in (60, 150, 350)),
        ("local", local),
    ):
        _gate(name, texts, reader)


def beginning(text: str, count: int) -> str:
    """At least so many words of a text, to the end of the sentence."""
    places = [match.end() for match in re.finditer(r"\S+", text)]
    if len(places) <= count:
        return text
    end = re.search(r"[.!?][\"”’)\]]*\s", text[places[count - 1] - 1 :])
    return text[: places[count - 1] - 1 + end.end()] if end else text


def _gate(name: str, texts: Sequence[str], reader: Reader) -> None:
    door = reader.knowledge.made("gate", load_gate)
    whole = lost = closed = shut_out = same = parsed = length = 0
    types: Counter[str] = Counter()
    for text in texts:
        article = read_article(Report(payload=text.encode(), media_type="text/plain"), reader.knowledge)
        full = {(c.type, c.trigger): c for c in reader.read(article).claims}
        whole += len(full)
        if not door.text(article.text).keep:
            closed, shut_out, lost = closed + 1, shut_out + len(full), lost + len(full)
            types.update(str(kind) for kind, _ in full)
            continue
        length += len(article.text)
        parts = door.parts(article)
        parsed += sum(span.end - span.start for block in parts for span in block)
        found = {(c.type, c.trigger): c for c in reader.read(article, parts).claims}
        missing = full.keys() - found.keys()
        lost += len(missing)
        types.update(str(kind) for kind, _ in missing)
        same += sum(
            (found[key].status, found[key].certainty, found[key].polarity) == (c.status, c.certainty, c.polarity)
            for key, c in full.items()
            if key in found
        )
    print(
        f"{name}: {len(texts)} reports, {whole:,} claims; lost {lost} ({100 * lost / max(1, whole):.2f} %), {shut_out} "
        f"of them with the {closed} reports that it closes on; of the claims kept "
        f"{100 * same / max(1, whole - lost):.2f} % have the same status, certainty and polarity; of the reports let "
        f"through {100 * parsed / max(1, length):.1f} % is parsed; lost by type: {dict(types.most_common(6))}",
        flush=True,
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
        if given.engine == "ray":
            scale_ray(given, path, Path(name))
            return
        first: tuple[float, float] | None = None
        for workers in given.workers:
            wall, processor, fates = batch(path, Path(name) / f"out-{workers}", given.engine, workers)
            first = first or (wall, processor)
            print(
                f"{given.engine}, {workers} workers: {wall:.1f} s, {processor:.1f} s of processor time; "
                f"{first[0] / wall:.2f} times as fast as {given.workers[0]}, a report costs "
                f"{processor / first[1]:.2f} times as much processor time, which on as many free cores would be "
                f"{workers / given.workers[0] * first[1] / processor:.2f} times as fast; {fates}",
                flush=True,
            )


@contextmanager
def turn(folder: Path, at_once: int) -> Iterator[None]:
    """Wait until fewer than so many processes that ask in this folder are at work; 0 is no limit.

    Processes share so many locks, each taking the one of its number. Who waits spends no processor time.
    """
    if not at_once:
        yield
        return
    number = 0
    while not (mine := folder / f"turn-{number}").exists() or mine.read_text() != str(os.getpid()):
        try:
            with mine.open("x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            number += 1
    with (folder / f"lock-{number % at_once}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def timed_actor(folder: Path, at_once: int = 0) -> type[Any]:
    """What runs in a Ray actor, noting in a file of its own what it has spent: loading, and after each call reading."""
    from onrecord.batch.ray_engine import Reading

    class TimedReading(Reading):
        def __init__(self, settings: Settings, limit: float) -> None:
            with turn(folder, at_once):
                super().__init__(settings, limit)
            self._loading = time.process_time()
            self._reports = 0
            self._note()

        def read(self, records: Sequence[Record]) -> list[Result]:
            with turn(folder, at_once):
                results = super().read(records)
            self._reports += len(records)
            self._note()
            return results

        def _note(self) -> None:
            told = {
                "loading": self._loading,
                "reading": time.process_time() - self._loading,
                "reports": self._reports,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
            (folder / f"{os.getpid()}.json").write_text(json.dumps(told))

    return TimedReading


def others(process: int) -> float:
    """Processor seconds of all processes below one that are no actors: Ray's own."""
    spent, below = 0.0, {process}
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")[0]
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.append((int(folder.name), int(fields[1]), words, (int(fields[11]) + int(fields[12])) / 100))
    for _ in range(5):
        below |= {number for number, parent, _, _ in found if parent in below}
    for number, _, words, seconds in found:
        if number in below and number != process and not words.startswith(b"ray::"):
            spent += seconds
    return spent


def ray_accounts(
    path: Path, folder: Path, workers: int, address: str | None = None, at_once: int = 0
) -> tuple[list[dict[str, float]], float, float, float, dict[str, int]]:
    """What each actor noted; seconds of the driver, of Ray's own processes, and by the clock; fates."""
    from onrecord.batch.ray_engine import read_ray

    notes = folder / f"notes-{workers}"
    notes.mkdir(parents=True)
    settings = Settings()
    read = partial(read_ray, workers=workers, limit=60.0, actor=timed_actor(notes, at_once), address=address)
    arrivals = Gatherer(max_bytes=settings.max_bytes, wanted=lambda name: True).gather([str(path)])
    total = sum(1 for _ in path.open(encoding="utf-8"))
    done, overhead = 0, 0.0

    def progress(result: Result) -> None:
        nonlocal done, overhead
        done += 1
        if done == total:
            overhead = others(os.getpid())

    before, begun = _seconds(resource.RUSAGE_SELF), time.perf_counter()
    out = folder / f"out-{workers}"
    summary = run_batch(arrivals, out, settings, read, recipe={"bench": 1}, progress=progress)
    wall, driver = time.perf_counter() - begun, _seconds(resource.RUSAGE_SELF) - before
    told = [json.loads(note.read_text()) for note in sorted(notes.glob("*.json"))]
    return told, driver, overhead, wall, dict(summary.fates)


def scale_ray(given: argparse.Namespace, path: Path, folder: Path) -> None:
    """Ray actors, one core each, by accounts: what an actor needs for its share, loading apart and included.

    With a core for each actor a batch lasts as long as one actor loads and reads its share. The driver has a core of
    its own; it is the bound where what it does for all reports takes longer than that. With `--at-once` no more actors
    compute at a time than there are cores for them, so that each has one to itself while it does.
    """
    first: tuple[float, float] | None = None
    for workers in given.workers:
        told, driver, overhead, wall, fates = ray_accounts(path, folder, workers, at_once=given.at_once)
        reading = sum(one["reading"] for one in told)
        loading = sum(one["loading"] for one in told) / len(told)
        share = reading / workers
        first = first or (share, share + loading)
        print(
            f"Ray, {workers} actors, {given.reports:,} reports: {1000 * reading / given.reports:.2f} ms of an "
            f"actor's processor time a report, {loading:.2f} s of loading an actor; with a core each "
            f"{first[0] / max(share, driver):.2f} times as fast as {given.workers[0]}, loading included "
            f"{first[1] / (max(share, driver) + loading):.2f} times; driver {1000 * driver / given.reports:.2f} ms a "
            f"report, Ray's own processes {overhead:.1f} s in all; {wall:.0f} s on {os.cpu_count()} cores; "
            f"reports by actor {[round(one['reports']) for one in told]}, peak of an actor "
            f"{max(one['peak'] for one in told):.0f} MB; {fates}",
            flush=True,
        )


def cluster(given: argparse.Namespace) -> None:
    """A Ray cluster of three nodes on this machine, an actor on each, against one local process."""
    from faults import digest
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = mix(given.gold, folder, given.reports)
        _, local, _ = batch(path, folder / "local", "local", 1)
        nodes = {"num_cpus": 1, "object_store_memory": 100_000_000}
        held = Cluster(initialize_head=True, head_node_args={**nodes, "include_dashboard": False})
        try:
            for _ in range(2):
                held.add_node(**nodes)
            told, driver, _, wall, fates = ray_accounts(path, folder / "ray", 3, held.address)
        finally:
            held.shutdown()
        reading, loading = (sum(one[part] for one in told) for part in ("reading", "loading"))
        same = digest(folder / "local") == digest(folder / "ray" / "out-3")
        print(
            f"three nodes, an actor each, {given.reports:,} reports: {1000 * reading / given.reports:.2f} ms of an "
            f"actor's processor time a report, {loading / len(told):.2f} s of loading an actor, driver "
            f"{1000 * driver / given.reports:.2f} ms a report; reports by actor "
            f"{[round(one['reports']) for one in told]}; one local worker and its driver "
            f"{1000 * local / given.reports:.2f} ms a report, loading included; "
            f"{wall:.0f} s by the clock on {os.cpu_count()} cores; tables {'equal' if same else 'DIFFER'}; {fates}"
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
    """Peak memory of a worker and the driver over a mix, all reports of the field, and one page of 100 MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        mix(given.gold, folder, 100)
        with (folder / "field.jsonl").open("w", encoding="utf-8") as file:
            for text in texts_of(given.gold, "stories/*.jsonl"):
                file.write(json.dumps({"text": text}) + "\n")
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
        "cluster": cluster,
    }  # fmt: skip
    parser.add_argument("what", choices=commands)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mixtures", nargs="+", help="of the mixtures that speed is measured on, those; else all")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engine", choices=("local", "ray"), default="local")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--at-once", type=int, default=0, help="actors of Ray that compute at a time; 0: all")
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--wall", action="store_true", help="time by the clock, on a machine that does nothing else")
    given = parser.parse_args()
    if given.gold is None and given.what != "cold":
        parser.error(f"{given.what} needs --gold FOLDER")
    print(machine())
    commands[given.what](given)


if __name__ == "__main__":
    main()
