"""The reader as ingest and verify use it: from a report to its article, from an article to its reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.domain.reading import Reading, Recipe
    from onrecord.domain.report import Article, Report
    from onrecord.reading.read import Reader


@dataclass(frozen=True)
class ReportReader:
    """A Reader with the article step before it; the two are apart so that a known text is not read again."""

    reader: Reader

    @property
    def recipe(self) -> Recipe:
        """What makes its readings."""
        return self.reader.recipe

    def article(self, report: Report) -> Article:
        """The one text of a report."""
        from onrecord.reading.article import read_article

        return read_article(report, self.reader.knowledge)

    def read(self, article: Article) -> Reading:
        """The reading of an article."""
        return self.reader.read(article)
