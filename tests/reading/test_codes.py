"""PLOVER types and CAMEO codes: the manuals' conventions, each in a sentence and its contrast."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.claim import Claim
from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


def read(reader: Reader, text: str) -> tuple[Claim, ...]:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2024, 5, 15)))
    return reader.read(read_article(report, reader.knowledge)).claims


def codes(reader: Reader, text: str, type_: str) -> tuple[str | None, str | None]:
    claim = next(claim for claim in read(reader, text) if claim.type == type_)
    return claim.plover, claim.cameo


@pytest.mark.parametrize(
    ("text", "type_", "plover", "cameo"),
    [
        # what is intended
        ("Chad's president met Sudan's president on Monday.", "CONSULT", "CONSULT", "040"),
        ("Chad's president will meet Sudan's president on Friday.", "CONSULT", "AGREE", "036"),
        ("Russian forces withdrew from the town.", "RETREAT", "RETREAT", "0873"),
        ("Russian forces will withdraw from the town.", "RETREAT", "CONCEDE", "035"),
        ("The rebels released ten prisoners on Monday.", "RETREAT", "RETREAT", "0841"),
        ("The rebels will release ten prisoners on Friday.", "RETREAT", "AGREE", "0354"),
        ("Turkish forces attacked the village.", "ASSAULT", "ASSAULT", "190"),
        ("Turkish forces will attack the village.", "ASSAULT", "THREATEN", "138"),
        # what is refused
        ("France lifted the ban on Chinese firms.", "CONCEDE", "CONCEDE", "080"),
        ("France will not lift the ban on Chinese firms.", "CONCEDE", "REJECT", "120"),
        # what is only weighed or denied
        ("Norway is considering sending rifles to Chad.", "TRANSFER", None, "014"),
        ("Iran rejected the proposal.", "REJECT", "REJECT", "120"),
        ("Iran rejected accusations that it had sent rifles to Chad.", "REJECT", None, "016"),
        ("Iran denied that it had sent rifles to Chad.", "REJECT", None, "016"),
        # agreements, truces, norms
        ("Serbia and Kosovo signed an agreement in Brussels.", "AGREE", "SUPPORT", "057"),
        ("Serbia and Kosovo reached an agreement in Brussels.", "AGREE", "AGREE", "030"),
        ("Serbia and Kosovo failed to reach an agreement.", "AGREE", "REJECT", "120"),
        ("Sudan's army declared a ceasefire.", "AGREE", "CONCEDE", "0871"),
        ("Sudan's army violated the ceasefire.", "VIOLATE", "ASSAULT", "196"),
        ("Sudan's army violated the resolution.", "VIOLATE", "REJECT", "128"),
        ("Chad accused Sudan's army of violating the resolution.", "VIOLATE", "ACCUSE", "112"),
        # restrictions, expulsions, peacekeepers
        ("The European Union imposed sanctions on Belarus.", "SANCTION", "COERCE", "163"),
        ("Niger's government imposed a curfew on the capital.", "COERCE", "COERCE", "1723"),
        ("Sudan expelled ten United Nations inspectors.", "SANCTION", "SANCTION", "166"),
        ("Norway suspended food supplies to Chad.", "SANCTION", "SANCTION", "162"),
        ("Ghana sent peacekeepers to Liberia.", "DEPLOY", "AID", "074"),
        ("Ghana sent troops to Liberia.", "DEPLOY", "MOBILIZE", "154"),
    ],
)
def test_codes_follow_type_status_and_frame(
    reader: Reader, text: str, type_: str, plover: str | None, cameo: str | None
) -> None:
    assert codes(reader, text, type_) == (plover, cameo)


def test_what_is_hypothetical_or_did_not_happen_has_no_code(reader: Reader) -> None:
    for text in ("If Turkey attacks the village, Chad will leave.", "Turkish forces did not attack the village."):
        claim = next(claim for claim in read(reader, text) if claim.type == "ASSAULT")
        assert (claim.plover, claim.cameo) == (None, None)
