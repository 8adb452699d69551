"""Events and their participants, on sentences written for the project: every type, many constructions, and words that
name events elsewhere but not here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

from onrecord.domain.claim import Claim
from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader

CASES = Path(__file__).parent / "events" / "sentences.yml"
_WANT = re.compile(
    r"^(?P<type>[A-Z]+) ?(?P<trigger>[^|>!]*)(\|(?P<actors>[^>!]*))?(>(?P<recipients>[^!]*))?(!(?P<items>.*))?$"
)


def cases() -> list[tuple[str, str, list[str]]]:
    groups = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [(group, row["text"], row["want"]) for group, rows in groups.items() for row in rows]


def read(reader: Reader, text: str) -> tuple[Claim, ...]:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    return reader.read(read_article(report, reader.knowledge)).claims


@dataclass(frozen=True)
class Wanted:
    """What one line of the cases asks for; None asks nothing."""

    type: str
    trigger: str
    actors: set[str] | None
    recipients: set[str] | None
    items: set[str] | None

    @classmethod
    def of(cls, line: str) -> Wanted:
        match = _WANT.match(line)
        assert match is not None, line

        def words(part: str) -> set[str] | None:
            found = match.group(part)  # type: ignore[union-attr]
            return None if found is None else {w for w in found.split() if w != "-"}

        return cls(match["type"], match["trigger"].strip(), words("actors"), words("recipients"), words("items"))

    def met_by(self, claim: Claim, text: str) -> bool:
        return (
            claim.type == self.type
            and (not self.trigger or claim.trigger.of(text) == self.trigger)
            and (self.actors is None or self.actors <= {a.country for a in claim.actors})
            and (self.recipients is None or self.recipients <= {a.country for a in claim.recipients})
            and (self.items is None or self.items <= {i.item for i in claim.items})
        )


#: Sentences marked `missed`: the reader does not give their claims yet.
MISSED = frozenset(
    row["text"]
    for rows in yaml.safe_load(
        (Path(__file__).parent / "events" / "sentences.yml").read_text(encoding="utf-8")
    ).values()
    if isinstance(rows, list)
    for row in rows
    if isinstance(row, dict) and row.get("missed")
)


@pytest.mark.parametrize(("group", "text", "want"), cases(), ids=[text for _, text, _ in cases()])
def test_sentence_gives_its_claims(reader: Reader, group: str, text: str, want: list[str]) -> None:
    claims = read(reader, text)
    if text in MISSED:
        # Known faults, kept in sight: the day one is mended this fails, and the mark is to be taken off.
        assert not all(any(Wanted.of(line).met_by(c, text) for c in claims) for line in want), (
            "mended: take `missed` off"
        )
        return
    told = [
        f"{c.type} {c.trigger.of(text)} | {' '.join(a.country or '?' for a in c.actors)} > "
        f"{' '.join(a.country or '?' for a in c.recipients)} ! {' '.join(i.item for i in c.items)}"
        for c in claims
    ]
    if not want:
        assert told == []
    for line in want:
        assert any(Wanted.of(line).met_by(c, text) for c in claims), f"{line}; read: {told}"
