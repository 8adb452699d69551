"""Claims as FollowTheMoney entities, one JSON object a line, for Aleph and the tools around it.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: entities of the schemata `Article` (a report),
`Person`, `PublicBody`, `Company`, `Organization` and `LegalEntity` (who takes part or speaks), `Vessel` and `Airplane`
(what carries), `Event` (a claim), `Mention` (who is named in which report) and `Documentation` (who is quoted in which
report, and how he stands to it). Plain JSON; the `followthemoney` library is needed by the tests alone. Rules:

- An `Event` is a claim, not a fact: its name says how far it got and that it is claimed or denied, its summary quotes
  the sentence, its `proof` is the report. No ownership, link or payment is made of what somebody says.
- A schema is chosen only by what is known: who holds an office is a `Person`, a state or its known body a `PublicBody`,
  a business a `Company`; who may be either stays a `LegalEntity`.
- Ids follow from what they name, so that a later import replaces an earlier one. Names that are blotted out stay apart
  by claim. Values that FollowTheMoney would not take (a ship's number with a wrong check digit) stay in the notes.
- FollowTheMoney has no marking: articles and events bear the TLP level among their keywords.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.exports.claims_csv import is_web
from onrecord.exports.dossier import visible
from onrecord.exports.plain import goods, how_far, parties, short, told, when
from onrecord.exports.sheet import Row

Entity = dict[str, Any]

#: Sectors whose bodies are of the state.
_PUBLIC = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG"})
_BODIES = frozenset({"IGO", "NGO", "PTY", "REB", "UAF", "PRM", "UNO", "EUR"})
#: Schemata of which several claims may tell more.
_MERGED = frozenset({"Person", "PublicBody", "Company", "Organization", "LegalEntity", "Vessel", "Airplane"})
#: Categories of characters that FollowTheMoney takes away: control, format, private and not assigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
#: Properties that hold running text.
_TEXTS = frozenset({"summary", "description", "notes"})
#: The most code points of a value, where it is not 1024 as for plain strings.
_LONGEST = {"name": 384, "alias": 384, "location": 250, "summary": 65000, "description": 65000, "notes": 65000}
_LONGEST |= {"sourceUrl": 4096}
#: What is put in place of a protected name.
_BLOT = "█"


@dataclass(frozen=True, kw_only=True)
class Countries:
    """How FollowTheMoney writes countries. Attributes: alpha-2 codes and names, each by alpha-3 code."""

    alpha_2: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def codes(self, *countries: str | None) -> list[str]:
        """Alpha-2 codes in small letters, of those that have one."""
        return list(dict.fromkeys(self.alpha_2[c].lower() for c in countries if c and c in self.alpha_2))


def export(rows: Iterable[Row], *, countries: Countries) -> Iterator[str]:
    """Entities, line by line, each once; those who take part come last, with all that the claims tell of them."""
    seen: set[str] = set()
    parties: dict[str, Entity] = {}
    for row in rows:
        for entity in entities(row, countries):
            if entity["schema"] in _MERGED:
                known = parties.get(entity["id"])
                parties[entity["id"]] = entity if known is None else _merged(known, entity)
            elif entity["id"] not in seen:
                seen.add(entity["id"])
                yield json.dumps(entity, ensure_ascii=False) + "\n"
    for entity in parties.values():
        yield json.dumps(entity, ensure_ascii=False) + "\n"


def entities(row: Row, countries: Countries) -> Iterator[Entity]:
    """What one claim brings: its report, who takes part, what carries, the claim itself, who is quoted."""
    article = _article(row)
    yield article
    involved = []
    for actor in (*row["actors"], *row["recipients"], *row["intermediaries"]):
        party = _party(actor, row, countries)
        if party is None:
            continue
        involved.append(party["id"])
        yield party
        yield _mention(actor, party, article, countries)
    for carrier in row["carriers"]:
        yield from _carried(carrier, row, article, countries)
    yield _event(row, article, involved, countries)
    speaker = None if row["source"] is None else _party(row["source"], row, countries)
    if speaker is not None:
        yield speaker
        yield _entity(
            "Documentation",
            f"{article['id']} {speaker['id']} {row['stance']}",
            document=[article["id"]],
            entity=[speaker["id"]],
            role=[f"quoted as a source ({row['stance']})" if row["stance"] else "quoted as a source"],
            date=_one(row["published"]),
        )


def _id(kind: str, what: str) -> str:
    return f"onr-{kind}-{hashlib.sha256(f'{kind}|{what}'.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def _entity(schema: str, what: str, *, id: str = "", **properties: list[str]) -> Entity:
    kept = {name: told for name, values in properties.items() if (told := _values(name, values))}
    return {"id": id or _id(schema.lower(), what), "schema": schema, "properties": kept}


def _values(name: str, values: Iterable[str]) -> list[str]:
    """Values as FollowTheMoney keeps them, each once; what is nothing but spaces is left out."""
    longest = _LONGEST.get(name, 1024)
    kept = (_kept(value, text=name in _TEXTS) for value in values)
    return list(dict.fromkeys(v if len(v) <= longest else f"{v[: longest - 2].rstrip()} …" for v in kept if v))


def _kept(value: str, *, text: bool = False) -> str:
    """A value without what FollowTheMoney takes away: characters that nobody sees, line breaks outside running text."""
    shown = unicodedata.normalize("NFC", visible(unicodedata.normalize("NFC", value)))
    spaced = "".join(" " if unicodedata.category(c) in _SPACES else c for c in shown)
    seen = "".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN or c in "\n\t")
    return seen.strip() if text else " ".join(seen.split())


def _merged(known: Entity, more: Entity) -> Entity:
    """One entity of two under one id: the schema that says more, and all values."""
    schema = more["schema"] if known["schema"] == "LegalEntity" else known["schema"]
    names = {*known["properties"], *more["properties"]}
    values = {
        name: list(dict.fromkeys([*known["properties"].get(name, ()), *more["properties"].get(name, ())]))
        for name in sorted(names)
    }
    if schema != "Person":
        values.pop("position", None)
    return {"id": known["id"], "schema": schema, "properties": values}


def _one(value: str | None) -> list[str]:
    return [value] if value else []


def _address(url: str | None) -> list[str]:
    # A longer one could only be cut, and then leads nowhere.
    return [str(url)] if is_web(url) and len(str(url)) <= _LONGEST["sourceUrl"] else []


def _article(row: Row) -> Entity:
    title = row["title"] or f"Report of {row['published'] or 'unknown date'}"
    return _entity(
        "Article",
        row["report"],
        title=[title],
        name=[title],
        publisher=_one(row["publisher"]),
        publishedAt=_one(row["published"]),
        date=_one(row["published"]),
        sourceUrl=_address(row["url"]),
        keywords=[f"TLP:{row['tlp']}"],
        notes=[f"Text {row['report']}"],
    )


def _schema(actor: Row) -> str:
    role = actor.get("role") or ""
    if actor.get("office"):
        return "Person"
    if role in _PUBLIC and (actor.get("id") or not actor.get("name")):
        return "PublicBody"
    if role == "BUS":
        return "Company"
    if role in _BODIES:
        return "Organization"
    # A state that is told of without a part of it, by its id or its code alone.
    if not role and (re.fullmatch(r"[A-Z]{2}", actor.get("id") or "") or not actor.get("name")):
        return "PublicBody"
    return "LegalEntity"


def _party(actor: Row, row: Row, countries: Countries) -> Entity | None:
    """An actor; None where nothing is known of it that could name it."""
    name, country = actor.get("name"), actor.get("country")
    called = name or countries.names.get(country or "", country)
    if not called or not _kept(called):
        return None
    schema = _schema(actor)
    if _BLOT in called:
        what = f"{called} {row['key']}"
    elif re.fullmatch(r"[A-Z]{2}", actor.get("id") or "") or not name:
        # A state under whatever name: *Moscow*, *the Kremlin* and *Russia* are one.
        what = f"state {country}"
        called = countries.names.get(country or "", called)
    else:
        what = actor.get("id") or f"{called} {country or ''}"
    codes = countries.codes(country)
    properties: dict[str, list[str]] = {"name": [called], "country": codes}
    if name and name != called:
        properties["alias"] = [name]
    if schema == "Person":
        properties["position"] = _one(actor.get("office"))
    elif actor.get("role"):
        properties["sector"] = [actor["role"]]
    return _entity(schema, what, id=_id("party", what), **properties)


def _mention(actor: Row, party: Entity, article: Entity, countries: Countries) -> Entity:
    return _entity(
        "Mention",
        f"{article['id']} {party['id']}",
        document=[article["id"]],
        resolved=[party["id"]],
        name=[_kept(actor.get("name") or "") or party["properties"]["name"][0]],
        detectedSchema=[party["schema"]],
        contextCountry=countries.codes(actor.get("country")),
    )


def _carried(carrier: Row, row: Row, article: Entity, countries: Countries) -> Iterator[Entity]:
    """A ship or aircraft that has a name or a number, and that the report tells of it."""
    ids = carrier.get("ids") or {}
    schema = {"vessel": "Vessel", "aircraft": "Airplane"}.get(carrier["kind"])
    named = carrier.get("name") or ids.get("imo") or ids.get("tail") or ids.get("mmsi")
    if schema is None or not named:
        return
    properties = {"name": [str(named)], "country": countries.codes(carrier.get("flag"))}
    if schema == "Vessel":
        properties["flag"] = properties["country"]
        properties["mmsi"] = [ids["mmsi"]] if re.fullmatch(r"\d{9}", ids.get("mmsi") or "") else []
        imo = ids.get("imo") or ""
        properties["imoNumber"] = [f"IMO{imo}"] if imo_is_right(imo) else []
        if imo and not properties["imoNumber"]:
            properties["notes"] = [f"IMO number as told, its check digit is wrong: {imo}"]
    else:
        properties["registrationNumber"] = _one(ids.get("tail"))
    what = ids.get("imo") or ids.get("tail") or ids.get("mmsi") or f"{named} {carrier.get('flag') or ''}"
    thing = _entity(schema, f"{what} {row['key']}" if _BLOT in str(named) else str(what), id="", **properties)
    yield thing
    yield _entity(
        "Documentation",
        f"{article['id']} {thing['id']} carrier",
        document=[article["id"]],
        entity=[thing["id"]],
        role=["told of as carrier"],
        date=_one(row["published"]),
    )


def imo_is_right(number: str) -> bool:
    """Whether a ship's number of seven digits has the right check digit."""
    if not re.fullmatch(r"\d{7}", number):
        return False
    return sum(int(digit) * (7 - n) for n, digit in enumerate(number[:6])) % 10 == int(number[6])


def _event(row: Row, article: Entity, involved: list[str], countries: Countries) -> Entity:
    time, place = row["time"] or {}, row["place"] or {}
    first, last = time.get("from"), time.get("to")
    day = when(row) if row["time"] else f"reported {row['published'] or 'on an unknown day'}"
    head = f"{day} {row['type']} {how_far(row)} (claimed)"
    rest = ", ".join(filter(None, [parties(row), goods(row)]))
    name = f"{head}: {rest} [{short(row['key'])}]" if rest else f"{head} [{short(row['key'])}]"
    return _entity(
        "Event",
        row["key"],
        id=row["key"],
        name=[name],
        summary=[row["quote"]],
        description=[told(row)],
        date=_one(first) if first == last else [],
        startDate=_one(first),
        endDate=_one(last),
        location=_one((place.get("name") or "").replace(";", ",")),
        country=countries.codes(place.get("country")),
        involved=involved,
        proof=[article["id"]],
        recordId=[row["key"]],
        publisher=_one(row["publisher"]),
        sourceUrl=_address(row["url"]),
        keywords=[row["type"], row["status"], row["certainty"], row["decision"], f"TLP:{row['tlp']}"],
    )
