"""The order of the reading steps, and nothing else.

In: an Article. Out: a Reading. Each step is a function whose signature tells what it needs and gives; `docs/reference/
steps.md` lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from onrecord import __version__
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import READ_KINDS, Article, Problem
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.reading.actors import find_actors
from onrecord.reading.attempts import mark_failed
from onrecord.reading.attribution import RuleSayings, find_attributions, sayings_by_rule
from onrecord.reading.certainty import against_day, day_told, judge
from onrecord.reading.circumstances import circumstances_of
from onrecord.reading.claims import assemble
from onrecord.reading.doubt import doubtful
from onrecord.reading.events import find_events
from onrecord.reading.interception import mark_intercepted
from onrecord.reading.items import find_items
from onrecord.reading.likely import type_check
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.places import find_places
from onrecord.reading.retold import share_standing
from onrecord.reading.times import find_times
from onrecord.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language

    from onrecord.reading.encoder import Encoded, Encoder


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A loaded pipeline, knowledge and models: build once, read many. Not shared between processes."""

    settings: Settings
    knowledge: Knowledge

    @cached_property
    def pipeline(self) -> Language:
        from onrecord.reading.pipeline import load_pipeline

        if self.encoder is not None:
            self.encoder.open_ahead()
        return load_pipeline(self.settings.pipeline)

    @cached_property
    def encoder(self) -> Encoder | None:
        """The trained encoder; None where the settings leave it out."""
        if not self.settings.use_encoder:
            return None
        from onrecord.reading.encoder import Encoder

        return Encoder(threads=self.settings.threads)

    @cached_property
    def recipe(self) -> Recipe:
        meta = self.pipeline.meta
        models = {f"spacy:{meta['lang']}_{meta['name']}": str(meta["version"])}
        if self.encoder is not None:
            models["encoder"] = self.encoder.version
        return Recipe(onrecord=__version__, knowledge=self.knowledge.version, models=models)

    def read(self, article: Article, parts: Sequence[Sequence[Span]] | None = None) -> Reading:
        """Read one article. Equal articles and equal recipes give equal readings.

        A text that is not English gives an empty reading, whose problems say so. `parts` are the stretches of each
        block that are parsed (`Gate.parts`); None reads all. With parts the recipe names the gate, and a problem tells
        how much was left out.
        """
        if article.language != "en":
            return Reading(recipe=self.recipe, report=replace(article, problems=()), problems=article.problems)
        knowledge = self.knowledge
        parse = parse_article(article, self.pipeline, parts)
        actors = find_actors(parse, article, knowledge)
        times = find_times(parse, article, knowledge)
        places = find_places(parse, article, actors, knowledge)
        items = find_items(parse, knowledge)
        ruled = sayings_by_rule(parse, article, knowledge)
        encoded = self._encode(article, parse, ruled)
        attributions = find_attributions(parse, ruled, actors, times, knowledge, encoded)
        likely = None if encoded is None else type_check(encoded)
        events = find_events(parse, actors, places, items, attributions, knowledge, likely)
        judgements = [judge(event, parse, attributions, knowledge, encoded) for event in events]
        around = circumstances_of(events, parse, article, times, places, items, knowledge)
        day = day_told(judgements, [c.time for c in around], article.provenance.published)
        judgements = [against_day(judged, c.time, day) for judged, c in zip(judgements, around, strict=True)]
        judgements = share_standing(events, judgements, [c.time for c in around], parse, knowledge)
        judgements = mark_failed(events, judgements, parse, knowledge)
        judgements = mark_intercepted(events, judgements, parse, knowledge)
        claims, relations = assemble(article, parse, events, judgements, around, attributions, knowledge)
        recipe, problems = self.recipe, article.problems
        if parts is not None:
            recipe = replace(recipe, models={**recipe.models, "gate": "sentences"})
            problems = (*problems, *_left_out(article, parts))
        return Reading(
            recipe=recipe,
            report=replace(article, problems=()),
            attributions=attributions,
            claims=claims,
            relations=relations,
            problems=problems,
        )

    def _encode(self, article: Article, parse: Parse, ruled: RuleSayings) -> Encoded | None:
        """What the encoder sees where the rules leave a doubt; None where they leave none."""
        if self.encoder is None:
            return None
        spans = doubtful(parse, ruled, self.knowledge)
        if not spans:
            return None
        starts = [block.span.start for block in article.blocks]
        return self.encoder.encode(article.text, spans, starts=starts, tight=True)


def _left_out(article: Article, parts: Sequence[Sequence[Span]]) -> tuple[Problem, ...]:
    """A problem that tells how much of the running text was not parsed; none where all of it was."""
    body = sum(block.span.end - block.span.start for block in article.blocks if block.kind in READ_KINDS)
    parsed = sum(span.end - span.start for block in parts for span in block)
    if parsed >= body:
        return ()
    told = (
        f"{body - parsed:,} of {body:,} characters were not parsed: the gate finds no claim there (--no-gate reads all)"
    )
    return (Problem(code="left-out", message=told),)
