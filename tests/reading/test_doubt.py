"""Where the rules may have missed a saying: quotations and cue verbs in no saying."""

from __future__ import annotations

from onrecord.domain.report import Report
from onrecord.reading.article import read_article
from onrecord.reading.attribution import sayings_by_rule
from onrecord.reading.doubt import doubtful
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader

TEXT = "The bridge is closed. The minister said that it would open on Friday. Repairs go on."


def test_only_what_lies_in_no_saying_is_in_doubt(reader: Reader) -> None:
    article = read_article(Report(payload=TEXT.encode(), media_type="text/plain"), reader.knowledge)
    parse = parse_article(article, reader.pipeline)
    sayings = sayings_by_rule(parse, article, reader.knowledge).whole
    assert sayings
    assert doubtful(parse, sayings, reader.knowledge) == []
    ((start, end),) = doubtful(parse, (), reader.knowledge)
    assert (start, end) == (TEXT.index("The minister"), TEXT.index("Friday.") + len("Friday."))
