"""Place: a grounded toponym."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.domain.span import Span


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place as told; `lat`, `lon` in degrees WGS84; `country` ISO 3166-1 alpha-3; None where unknown."""

    span: Span | None
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
