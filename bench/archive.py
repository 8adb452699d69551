"""Archived pages end to end: a WARC with pages in, readings out, against extracting and parsing the same pages.

    python bench/archive.py --gold FOLDER [--reports 20] [--rounds 2]

No archive of real pages comes with the project. So the texts are put into pages made here: a head with metadata, inline
style and scripts, navigation, the report with pictures and adverts between its paragraphs, related links, readers'
comments and a footer, 60 to 100 kB each, of which a report is a few. The words around the report are invented. Each
page is a gzipped record of a WARC of its own, as crawlers write them. The other side is `trafilatura.extract` and
spaCy's parser and recogniser over what that gives, in one batch, from the same pages already unpacked: what it does not
count of its own work (opening the archive) is to its advantage. Times are processor seconds of this process.
"""

from __future__ import annotations

import argparse
import gzip
import html
import os
import random
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from string import Template

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import spacy
import trafilatura

from batch import best, machine, texts_of
from onrecord.batch.memory import keep_for_good
from onrecord.batch.reading import read_record
from onrecord.batch.record import Record
from onrecord.intake.gather import Gatherer
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader

_NAMES = "Home News Opinion Sport Business Culture Travel Weather Food Gardens Homes Jobs Notices Archive"
SECTIONS = tuple(_NAMES.split())
_TALK = (
    "garden market season recipe holiday budget school choir winter summer coast harbour library museum festival "
    "concert review guide ten best ways why how your weekend plan save money shop sale street corner bakery cyclists "
    "runners ferry tickets forecast rain sunshine window kitchen paint roof letters quiz puzzle crossword"
)
WORDS = tuple(_TALK.split())
PAGE = Template(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title | The Daily Sample</title>
<meta property="og:title" content="$title"><meta property="og:type" content="article">
<meta property="article:published_time" content="${day}T08:00:00Z">
<meta property="og:site_name" content="The Daily Sample">
<link rel="canonical" href="https://daily.example/$number"><style>$style</style>
$head</head>
<body><header><nav class="nav"><ul>$menu</ul></nav></header>
<main><article itemscope itemtype="https://schema.org/NewsArticle"><h1>$title</h1>
<div class="byline">By <a rel="author" href="/a">A Reporter</a> <time datetime="$day">$day</time></div>
<div class="article__body" itemprop="articleBody">$body</div></article></main>
<aside class="related"><h2>Related</h2><ul>$related</ul></aside>
<section class="comments"><h2>Comments</h2><ul>$comments</ul></section>
$tail<footer><ul>$footer</ul><p>© The Daily Sample</p></footer></body></html>
"""
)
COMMENT = Template(
    """<li class="comment" id="c$number"><div class="comment__meta">
<span class="comment__name">reader$reader</span> <time datetime="$day">$number hours ago</time></div>
<div class="comment__body"><p>$words</p></div></li>
"""
)


def headline(draw: random.Random) -> str:
    return " ".join(draw.choices(WORDS, k=draw.randint(5, 9))).capitalize()


def link(draw: random.Random, css: str) -> str:
    told = headline(draw)
    at = told.lower().replace(" ", "-")
    return (
        f'<li class="{css}__item {css}__item--{draw.randint(1, 9)}" data-component="{css}" data-link-name="{at}">'
        f'<a class="{css}__link js-track" href="/{draw.choice(SECTIONS).lower()}/2021/{at}">'
        f'<span class="{css}__kicker">{draw.choice(SECTIONS)}</span> '
        f'<span class="{css}__title">{told}</span></a></li>\n'
    )


def script(draw: random.Random, size: int) -> str:
    lines, length = [], 0
    while length < size:
        name = "".join(draw.choices("abcdefghijk", k=6))
        lines.append(f"window.__{name}=window.__{name}||{{q:[],id:{draw.randint(1, 10**9)},on:e=>e}};")
        length += len(lines[-1])
    return f"<script>{''.join(lines)}</script>\n"


def picture(draw: random.Random, name: str) -> str:
    sources = "".join(f'<source media="(min-width:{w}px)" srcset="/{name}-{w}.webp {w}w">' for w in (1300, 980, 740))
    return f'<figure><picture>{sources}<img alt="{headline(draw)}" src="/{name}.jpg"></picture></figure>\n'


def page(text: str, number: int) -> str:
    """One page around a text; equal for equal numbers."""
    draw = random.Random(number)
    paragraphs = [part.strip() for part in text.split("\n") if part.strip()]
    headed = len(paragraphs[0].split()) < 16
    title, rest = (paragraphs[0], paragraphs[1:]) if headed else (headline(draw), paragraphs)
    day = f"2021-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    body = []
    for at, paragraph in enumerate(rest):
        body.append(f'<p class="article__p" data-at="{at}">{html.escape(paragraph)}</p>\n')
        if at % 5 == 2:
            body.append(picture(draw, f"img/{number}-{at}"))
        if at % 7 == 4:
            body.append(f'<aside class="ad-slot" data-slot="inline{at}">{script(draw, 800)}</aside>\n')
    comments = [
        COMMENT.substitute(number=k, reader=draw.randint(1, 999), day=day, words=f"{headline(draw)}. {headline(draw)}!")
        for k in range(draw.randint(10, 40))
    ]
    rules = range(draw.randint(250, 500))
    return PAGE.substitute(
        title=html.escape(title),
        day=day,
        number=number,
        style="".join(f".c{k}{{margin:{k % 40}px;padding:{k % 7}px;color:#{k:06x}}}" for k in rules),
        head=script(draw, 12_000),
        menu="".join(link(draw, "nav") for _ in range(40)),
        body="".join(body),
        related="".join(link(draw, "related") for _ in range(30)),
        comments="".join(comments),
        tail=script(draw, 15_000),
        footer="".join(link(draw, "footer") for _ in range(30)),
    )


def archive(pages: Sequence[str], path: Path) -> None:
    """A gzipped WARC of the pages, a member a record."""
    with path.open("wb") as file:
        for number, text in enumerate(pages):
            content = text.encode()
            answer = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(content)}\r\n\r\n"
            ).encode() + content
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=number)}>\r\n"
                f"WARC-Target-URI: https://daily.example/{number}\r\nWARC-Date: 2021-06-01T00:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            ).encode()
            file.write(gzip.compress(head + answer + b"\r\n\r\n"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=20, help="reports of the field; of the mixture, a tenth")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    print(machine())
    field, local = texts_of(given.gold, "stories/*.jsonl"), texts_of(given.gold, "places/lgl.jsonl")
    settings = Settings()
    reader = make_reader(settings)
    plain = spacy.load(settings.pipeline, exclude=["tagger", "attribute_ruler", "lemmatizer"])
    _ = reader.pipeline, reader.encoder
    keep_for_good()
    mixed = field[: given.reports] + local[: 9 * given.reports]
    random.Random(9).shuffle(mixed)
    with tempfile.TemporaryDirectory() as name:
        for label, texts in (("relevant", field[: given.reports]), ("one in ten", mixed)):
            pages = [page(text, number) for number, text in enumerate(texts)]
            path = Path(name) / f"{label.replace(' ', '-')}.warc.gz"
            archive(pages, path)
            seen: list[str] = []
            ours = lambda path=path, seen=seen: seen.extend(fates(path, reader, settings))  # noqa: E731
            both: list[Callable[[], object]] = [
                ours,
                lambda pages=pages: list(plain.pipe(filter(None, map(extracted, pages)))),
                lambda pages=pages: [extracted(one) for one in pages],
            ]
            read, parsed, only = best(given.rounds, time.process_time, *both)
            sizes = sorted(len(one.encode()) for one in pages)
            told = Counter(seen[: len(pages)])
            print(
                f"{label}: {len(pages)} pages of {sizes[0] // 1000} to {sizes[-1] // 1000} kB, half of them below "
                f"{sizes[len(sizes) // 2] // 1000} kB; {dict(told)}\n  {1000 * read / len(pages):.1f} ms a page from "
                f"the archive; trafilatura and spaCy parse+NER {1000 * parsed / len(pages):.1f} ms, of them "
                f"trafilatura {1000 * only / len(pages):.1f} ms; {parsed / read:.2f} times as many pages a second",
                flush=True,
            )


def extracted(page: str) -> str:
    """What trafilatura takes for the text, on one line."""
    return " ".join((trafilatura.extract(page) or "").split())


def fates(path: Path, reader: object, settings: Settings) -> Iterator[str]:
    """What becomes of each page of an archive; at which stage the gate closed."""
    arrivals = Gatherer(max_bytes=settings.max_bytes, wanted=lambda name: True).gather([str(path)])
    for index, arrival in enumerate(arrivals):
        result = read_record(Record(index=index, shard=0, arrival=arrival), reader)  # type: ignore[arg-type]
        stage = "page" if "page" in (result.reason or "") else "text"
        yield f"gated by its {stage}" if result.fate == "gated" else result.fate


if __name__ == "__main__":
    main()
