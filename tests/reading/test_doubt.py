"""Where the rules may have missed a saying: words of saying that no rule took, and speech, in no saying."""

from __future__ import annotations

import pytest

from onrecord.domain.report import Report
from onrecord.reading.article import read_article
from onrecord.reading.attribution import RuleSayings, sayings_by_rule
from onrecord.reading.doubt import doubtful
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader

TEXT = "The bridge is closed. The minister said that it would open on Friday. Repairs go on."


def ruled(reader: Reader, text: str) -> tuple[Parse, RuleSayings]:
    article = read_article(Report(payload=text.encode(), media_type="text/plain"), reader.knowledge)
    parse = parse_article(article, reader.pipeline)
    return parse, sayings_by_rule(parse, article, reader.knowledge)


def test_only_what_lies_in_no_saying_is_in_doubt(reader: Reader) -> None:
    parse, found = ruled(reader, TEXT)
    assert found.whole
    assert doubtful(parse, found, reader.knowledge) == []
    ((start, end),) = doubtful(parse, RuleSayings((), ()), reader.knowledge)
    assert (start, end) == (TEXT.index("The minister"), TEXT.index("Friday.") + len("Friday."))


def test_speech_that_nobody_is_found_to_say_is_in_doubt(reader: Reader) -> None:
    text = "The bridge is closed. “We have been waiting for a year now and nobody cares.” Repairs go on."
    parse, found = ruled(reader, text)
    assert doubtful(parse, RuleSayings(found.quotes, ()), reader.knowledge) == [(text.index("“"), text.index("”") + 1)]
    assert doubtful(parse, RuleSayings((), ()), reader.knowledge) == []


@pytest.mark.parametrize(
    "text",
    [
        # what is thought, felt or planned is never added to a reading
        "The family feared the worst. The town wanted a new bridge.",
        # left out by the rules on purpose
        "The minister will not say whether it opens. The town did not announce the works.",
        # words in quotation marks that nobody speaks
        "The “road to nowhere” is closed.",
    ],
)
def test_where_nothing_could_be_added_nothing_is_in_doubt(reader: Reader, text: str) -> None:
    parse, found = ruled(reader, text)
    assert doubtful(parse, RuleSayings(found.quotes, ()), reader.knowledge) == []
