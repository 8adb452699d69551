"""The order of the reading steps, and nothing else.

In: an Article. Out: a Reading. Each step is a function whose signature tells what it needs and gives; `docs/reference/
steps.md` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from onrecord import __version__
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article
from onrecord.knowledge import Knowledge
from onrecord.reading.parse import parse_article
from onrecord.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A loaded pipeline, knowledge and models: build once, read many. Not shared between processes."""

    settings: Settings
    knowledge: Knowledge

    @cached_property
    def pipeline(self) -> Language:
        from onrecord.reading.pipeline import load_pipeline

        return load_pipeline(self.settings.pipeline)

    @cached_property
    def recipe(self) -> Recipe:
        return Recipe(onrecord=__version__, knowledge=self.knowledge.version, models={})

    def read(self, article: Article) -> Reading:
        """Read one article. Equal articles and equal recipes give equal readings."""
        parse = parse_article(article, self.pipeline)
        _ = parse
        return Reading(recipe=self.recipe, report=replace(article, problems=()), problems=article.problems)
