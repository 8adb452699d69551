"""Goods named in an article, with their quantities: weapons, ammunition, materials, money.

In: a Parse and Knowledge. Out: ItemMentions, in the order of the text; then which of them a noun phrase holds.

Names are matched word by word, longest first, over all tokens. The noun phrase decides what a name means: a specific
name before a general noun keeps its category (*S-300 rockets*), another noun of goods at the head makes another
category (*helicopter parts*), and a noun that is no goods leaves none (*arms embargo*). A general noun alone points
back to the narrower goods told before (*the missiles*), else has the nearest general category. It does not decide
whether goods were supplied, nor by whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.domain.item import Item, Quantity
from onrecord.knowledge import Knowledge
from onrecord.knowledge.items import Form, ItemTable, item_table
from onrecord.knowledge.roles import role_nouns
from onrecord.reading.bombers import human_bombers
from onrecord.reading.mentions import ItemMention
from onrecord.reading.parse import Parse, Sentence, Token
from onrecord.reading.quantities import QuantityMention, find_quantities

_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "SYM", "X"})
_INSIDE_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "SYM", "X", "ADV", "PART"})
_NOT_GOODS_POS = frozenset({"VERB", "AUX", "PRON", "ADV", "ADP", "DET", "ADJ", "SCONJ", "CCONJ", "INTJ"})
_INCLUDING = frozenset({"of", "including", "like", "as", "in", "worth", "with"})
_HOLDING = frozenset({"contain", "carry", "hold", "include", "comprise", "total"})
_DEFINITE = frozenset({"the", "this", "these", "those", "that", "such", "its", "their"})
_BULLET = re.compile(r"^\s*(?:[-–—•*▪◦·‣]|\(?\d{1,2}[.)]|o\s)\s*")


@dataclass(slots=True)
class _Match:
    """A name found: tokens `first` to `last`, the token that heads its noun phrase, and whether it is a name proper."""

    first: int
    last: int
    item: str | None
    named: bool
    head: int = -1
    noun: str = ""
    general: bool = False


def find_items(parse: Parse, knowledge: Knowledge) -> tuple[ItemMention, ...]:
    """Find the goods that an article names.

    Args:
        parse: The parsed article.
        knowledge: The tables `items/*`.

    Returns:
        Mentions in the order of the text. `head` is the token that heads the noun phrase of the goods, `item.quantity`
        what is counted directly or through a measure (*20 million rounds of ammunition*). Empty where none is named.
    """
    table = item_table(knowledge)
    people = human_bombers(parse, role_nouns(knowledge))
    names = [m for m in _match_names(parse, table) if not people.intersection(range(m.first, m.last))]
    matches = _coordinated(parse, table, names)
    matches = _by_phrase(parse, table, matches)
    matches = _point_back(parse, table, matches)
    counts = find_quantities(parse, knowledge)
    matches = _by_their_number(parse, table, matches, counts)
    _beside(parse, table, matches)
    quantities = _assign(parse, table, matches, counts)
    mentions = []
    for match in matches:
        if match.item is None:
            continue
        mentions.append(
            ItemMention(
                first=match.first,
                last=match.last,
                head=match.head,
                item=Item(
                    span=parse.span(match.first, match.last), item=match.item, quantity=quantities.get(match.first)
                ),
            )
        )
    return tuple(mentions)


def items_of(mentions: Sequence[ItemMention], token: Token) -> tuple[Item, ...]:
    """The goods in the noun phrase headed by a token: itself, coordinated and apposed nouns, what stands before it
    (*arms shipments*), and what follows with *of*, *including*, *such as*, *worth of* or *carrying*.

    Returns:
        Items in the order of the text; empty where the phrase names none.
    """
    by_token = {i: mention for mention in mentions for i in range(mention.first, mention.last)}
    found: dict[int, ItemMention] = {}
    todo, seen = [token], {token.i}
    while todo:
        one = todo.pop()
        mention = by_token.get(one.i)
        if mention is not None:
            found[mention.first] = mention
        for child in _inside(one):
            if child.i not in seen:
                seen.add(child.i)
                todo.append(child)
    return tuple(found[first].item for first in sorted(found))


def listed_items(parse: Parse, mentions: Sequence[ItemMention], sentence: Sentence) -> tuple[Item, ...]:
    """The goods of the points that follow a heading such as *The package includes:*.

    Returns:
        The goods of every point below the heading; empty where the sentence heads no list.
    """
    if not sentence.span.of(parse.text).rstrip(" \n").endswith(":"):
        return ()
    end = _end_of_points(parse.text, sentence.span.end)
    return tuple(m.item for m in mentions if sentence.last <= m.first and m.item.span.end <= end)


def _end_of_points(text: str, start: int) -> int:
    """Where the points after a heading end: the first line that is neither blank, a point, nor a point's next line."""
    at, open_point = text.find("\n", start), False
    if at < 0:
        return start
    while at < len(text):
        stop = text.find("\n", at + 1)
        stop = len(text) if stop < 0 else stop
        line = text[at + 1 : stop]
        if _BULLET.match(line):
            open_point = not line.rstrip().endswith((";", "."))
        elif line.strip() and not open_point and not line.rstrip().endswith((";", "; and", "; or")):
            return at
        elif line.strip():
            open_point = not line.rstrip().endswith((";", "."))
        at = stop
    return at


def _inside(token: Token) -> Iterator[Token]:
    """Children that belong to the goods that a noun phrase names."""
    for child in token.children:
        if child.dep in {"conj", "appos"} or (
            child.dep in {"compound", "nmod", "amod", "nummod", "poss"} and child.i < token.i
        ):
            yield child
        elif child.dep == "prep" and child.lower in _INCLUDING:
            yield from child.kids("pobj", "pcomp")
            yield from (t for kid in child.kids("prep") if kid.lower in _INCLUDING for t in kid.kids("pobj"))
        elif child.dep in {"acl", "relcl"} and child.lemma in _HOLDING:
            yield from child.kids("dobj", "pobj")
        elif child.dep in {"dep", "npadvmod"} and child.pos in _NOMINAL:
            yield child


def _match_names(parse: Parse, table: ItemTable) -> list[_Match]:
    """Longest names from left to right, never across sentences."""
    words: list[tuple[str, bool, int]] = []
    for token in parse.tokens:
        words.extend((word, capital, token.i) for word, capital in table.fold(token.text))
    found: list[_Match] = []
    at = 0
    while at < len(words):
        skip = _blocked(table, words, at, parse)
        if skip:
            at += skip
            continue
        calibre = _calibre(table, words, at, parse)
        if calibre is not None:
            found.append(calibre[0])
            at += calibre[1]
            continue
        form = _longest(table, words, at, parse)
        if form is not None:
            first, last = words[at][2], words[at + len(form.words) - 1][2] + 1
            general = len(form.words) == 1 and form.words[0] in table.general and not form.is_name
            found.append(_Match(first=first, last=last, item=form.item, named=form.is_name, general=general))
            at += len(form.words)
            continue
        word, _, token_index = words[at]
        if word in table.general and parse.tokens[token_index].pos in _NOMINAL:
            found.append(_Match(first=token_index, last=token_index + 1, item=None, named=False, general=True))
        at += 1
    return found


def _coordinated(parse: Parse, table: ItemTable, found: list[_Match]) -> list[_Match]:
    """Names that share the noun of the next one: *ballistic and cruise missiles*, *mortar and artillery rounds*."""
    extra: list[_Match] = []
    for match in found:
        if match.last - match.first < 2:
            continue
        noun = table.singular(parse.tokens[match.last - 1].lower)
        if noun not in table.general:
            continue
        at = match.first
        while (
            at >= 2 and parse.tokens[at - 1].lower in {"and", "or", ","} and parse.tokens[at - 2].pos in _INSIDE_PHRASE
        ):
            start = at - 2
            if parse.tokens[start].text == "," and start:
                start -= 1
            first = parse.tokens[start]
            if first.sent != parse.tokens[match.first].sent:
                break
            words = tuple(word for word, _ in table.fold(first.text))
            forms = [f for f in table.forms.get(words[0], ()) if f.words == (*words, noun)] if words else []
            if not forms:
                break
            if not any(m.first <= start < m.last and not m.general for m in found):
                extra.append(_Match(first=start, last=start + 1, item=forms[0].item, named=False))
            at = start
    return sorted([m for m in found if not any(e.first == m.first for e in extra)] + extra, key=lambda m: m.first)


def _same_sentence(parse: Parse, words: Sequence[tuple[str, bool, int]], start: int, end: int) -> bool:
    if end > len(words):
        return False
    first, last = parse.tokens[words[start][2]], parse.tokens[words[end - 1][2]]
    # words are gathered without punctuation: a comma or full stop between them ends a name
    return first.sent == last.sent and not any(
        parse.tokens[i].text in {",", ";", ":", ".", "(", ")", "—", "–"} for i in range(first.i, last.i)
    )


def _blocked(table: ItemTable, words: Sequence[tuple[str, bool, int]], at: int, parse: Parse) -> int:
    for phrase in table.blocked.get(words[at][0], ()):
        if tuple(w for w, _, _ in words[at : at + len(phrase)]) == phrase and _same_sentence(
            parse, words, at, at + len(phrase)
        ):
            return len(phrase)
    return 0


def _calibre(
    table: ItemTable, words: Sequence[tuple[str, bool, int]], at: int, parse: Parse
) -> tuple[_Match, int] | None:
    """`152mm shells`, `7.62 mm calibre ammunition`: the category follows from calibre and noun."""
    if (
        not words[at][0][0].isdigit()
        or at + 2 >= len(words)
        or words[at + 1][0] not in {"mm", "millimeter", "millimetre"}
    ):
        return None
    try:
        millimetres = float(words[at][0].replace(",", ""))
    except ValueError:
        return None
    for end in range(at + 2, min(at + 7, len(words))):
        if not _same_sentence(parse, words, at, end + 1) or parse.tokens[words[end][2]].pos not in _INSIDE_PHRASE:
            break
        following = parse.tokens[words[end][2] + 1] if words[end][2] + 1 < len(parse.tokens) else None
        noun = words[end][0]
        goes_on = (
            following is not None
            and following.pos in {"NOUN", "PROPN"}
            and following.sent == parse.tokens[words[end][2]].sent
        )
        item = table.by_calibre(millimetres, noun)
        if item is not None and not (
            goes_on and table.by_calibre(millimetres, table.singular(following.lower)) if following else False
        ):
            return _Match(first=words[at][2], last=words[end][2] + 1, item=item, named=True), end + 1 - at
    return None


def _longest(table: ItemTable, words: Sequence[tuple[str, bool, int]], at: int, parse: Parse) -> Form | None:
    for form in table.forms.get(words[at][0], ()):
        size = len(form.words)
        stretch = words[at : at + size]
        if tuple(w for w, _, _ in stretch) != form.words or not _same_sentence(parse, words, at, at + size):
            continue
        if any(need and not capital for need, (_, capital, _) in zip(form.capitals, stretch, strict=True)):
            continue
        last = parse.tokens[stretch[-1][2]]
        goes_on = at + size < len(words) and words[at + size][2] == last.i
        if goes_on and not form.is_name and words[at + size][0] not in {"type", "class", "made"}:
            continue  # the token goes on: *oil-rich*; a code may carry a suffix (*S-300V4*), a plain word may not
        if not form.is_name and last.pos in (_NOT_GOODS_POS if size == 1 else {"VERB", "AUX", "PRON"}):
            continue
        if size == 1 and form.words[0] in table.only_plural and not last.lower.endswith("s"):
            continue
        if form.needs_noun and not _stands_as_goods(table, form, words, at + size, last, parse):
            continue
        return form
    return None


def _stands_as_goods(
    table: ItemTable, form: Form, words: Sequence[tuple[str, bool, int]], after: int, last: Token, parse: Parse
) -> bool:
    """Whether a name that is also something else is shown to be goods by its neighbours."""
    if form.plural_alone and (last.text.isupper() or (last.text.endswith("s") and form.words[-1] != last.lower)):
        return True
    for word, _, index in words[after : after + 4]:
        token = parse.tokens[index]
        if token.sent != last.sent or token.pos not in _INSIDE_PHRASE:
            return False
        if word in table.general or word in table.heads or word in table.measures:
            return True
    # counted names are goods: *2,000 Javelin*
    before = parse.tokens[last.i - 1] if last.i else None
    return before is not None and before.pos == "NUM" and before.sent == last.sent and form.plural_alone


def _phrase_end(parse: Parse, token: Token) -> Token:
    """The last noun of the run of words that a name stands in: the head of its noun phrase in English order."""
    end = token
    for i in range(token.i + 1, min(token.i + 8, len(parse.tokens))):
        other = parse.tokens[i]
        if other.sent != token.sent or (other.pos not in _INSIDE_PHRASE and other.text not in {"-", "/", "‑"}):
            break
        if other.pos in {"NOUN", "PROPN"}:
            between = parse.tokens[end.i + 1 : i]
            if other not in token.ancestors() and any(
                t.pos not in {"NOUN", "PROPN"} and t.text != "-" for t in between
            ):
                break  # neither above it in the parse nor right beside it
            end = other
        elif (other.pos == "NUM" and parse.tokens[i - 1].text != "-") or other.text in {"'s", "’s", "'", "’"}:
            break
    return end


def _by_phrase(parse: Parse, table: ItemTable, matches: list[_Match]) -> list[_Match]:
    """Let the head of each noun phrase decide what the names inside it mean."""
    kept: list[_Match] = []
    ends = {match.last - 1: match for match in matches}
    for match in matches:
        last = parse.tokens[match.last - 1]
        end = _phrase_end(parse, last)
        match.head, match.noun = last.i, table.singular(last.lower)
        if end is not last:
            nouns = [
                table.singular(t.lower) for t in parse.tokens[last.i + 1 : end.i + 1] if t.pos in {"NOUN", "PROPN"}
            ]
            if not nouns or any(noun in table.not_goods for noun in nouns):
                continue
            other = ends.get(end.i)
            noun = nouns[-1]
            if (
                match.item is not None
                and not match.general
                and noun in table.general
                and match.item in table.general[noun].family
            ):
                match.last, match.head, match.noun = end.i + 1, end.i, noun
            elif other is not None and other is not match and other.item is not None and noun not in table.measures:
                continue  # the head is goods of another kind: *tank shells*, *missile parts*
            elif noun in table.heads and match.item is not None:
                match.item, match.last, match.head, match.noun = table.heads[noun], end.i + 1, end.i, noun
                match.general = False
            elif match.item is None:
                continue
        kept.append(match)
    # a name that grew over another one has swallowed it
    kept.sort(key=lambda m: (m.first, -m.last))
    result: list[_Match] = []
    for match in kept:
        if result and match.first < result[-1].last:
            before = result[-1]
            if before.item is None and match.item is not None:
                result[-1] = match
            continue
        result.append(match)
    return result


def _point_back(parse: Parse, table: ItemTable, matches: list[_Match]) -> list[_Match]:
    """Give general nouns the narrower goods that they point back to."""
    known = [m for m in matches if m.item is not None]
    specific = [m for m in known if not m.general]
    result: list[_Match] = []
    for match in matches:
        if not match.general:
            result.append(match)
            continue
        family = table.general[match.noun].family if match.noun in table.general else frozenset()
        token = parse.tokens[match.head]
        bare = not any(
            t.pos in {"ADJ", "NOUN", "PROPN"}
            and t.lower not in {"same", "other", "more", "such", "additional", "new", "advanced"}
            for t in token.children
            if t.i < token.i and t.dep in {"amod", "compound", "nmod"}
        )
        definite = any(t.lower in _DEFINITE for t in token.children if t.i < token.i)
        plural = token.tag in {"NNS", "NNPS"}
        may = (bare and match.noun in table.back) or (match.noun == "weapon" and definite and not plural)
        may = may and (definite or match.noun not in table.back_definite)
        if match.item is None:
            near = token.sent - 3
            before = [
                m for m in known if m.last <= match.first and m.item in family and parse.tokens[m.head].sent >= near
            ]
            if may and before and (definite or match.noun in table.mass):
                match.item = before[-1].item
                result.append(match)
            continue
        if may:
            before = [m for m in specific if m.last <= match.first and m.item in family]
            if before:
                match.item = before[-1].item
            elif token.sent <= 2:
                later = [m for m in specific if m.first >= match.last and m.item in family]
                match.item = later[0].item if later and definite else match.item
        result.append(match)
    return result


def _by_their_number(
    parse: Parse, table: ItemTable, matches: list[_Match], quantities: Sequence[QuantityMention]
) -> list[_Match]:
    """With nouns that are goods where there are many of them: *3 million rounds*, not *two rounds of talks*."""
    taken = {i for m in matches for i in range(m.first, m.last)}
    added = []
    for quantity in quantities:
        if quantity.last >= len(parse.tokens) or quantity.last in taken or quantity.currency is not None:
            continue
        noun = parse.tokens[quantity.last]
        item = table.many.get(table.singular(noun.lower))
        of = any(prep.lower == "of" for prep in noun.kids("prep"))
        if item is None or of or (quantity.low or quantity.value or 0) < table.many_from:
            continue
        added.append(_Match(first=noun.i, last=noun.i + 1, item=item, named=False, head=noun.i, noun=noun.lower))
    return sorted([*matches, *added], key=lambda m: m.first)


def _beside(parse: Parse, table: ItemTable, matches: Sequence[_Match]) -> None:
    """Ammunition told in one sentence with guns of one kind is theirs."""
    told: dict[int, set[str]] = {}
    for match in matches:
        if match.item is not None:
            told.setdefault(parse.tokens[match.first].sent, set()).add(match.item)
    for match in matches:
        if match.item in table.beside:
            guns = table.beside[match.item]
            fitting = {guns[item] for item in told[parse.tokens[match.first].sent] if item in guns}
            if len(fitting) == 1:
                match.item = fitting.pop()


def _assign(
    parse: Parse, table: ItemTable, matches: Sequence[_Match], quantities: Sequence[QuantityMention]
) -> dict[int, Quantity]:
    """Which goods each quantity counts, by the first token of the goods; a number stands on the first of a list."""
    by_token = {i: m for m in matches for i in range(m.first, m.last)}
    found: dict[int, Quantity] = {}
    for quantity in quantities:
        if any(i in by_token and by_token[i].named for i in range(quantity.first, quantity.last)):
            inside = by_token[next(i for i in range(quantity.first, quantity.last) if i in by_token)]
            if inside.first <= quantity.first:
                continue  # the number is part of a name
        target, unit = _counted(parse, table, quantity, by_token)
        if target is None or target.first in found:
            continue
        found[target.first] = Quantity(
            text=quantity.text,
            value=quantity.value,
            low=quantity.low,
            high=quantity.high,
            unit=quantity.currency or unit,
        )
    return found


def _counted(
    parse: Parse, table: ItemTable, quantity: QuantityMention, by_token: dict[int, _Match]
) -> tuple[_Match | None, str | None]:
    """The goods that a quantity counts and the noun that counts them: through adjectives, measures and *of*."""
    sentence = parse.tokens[quantity.first].sent
    at, unit = quantity.last, None
    hops = 0
    while at < len(parse.tokens) and at < quantity.last + 14:
        token = parse.tokens[at]
        if token.sent != sentence:
            break
        if at in by_token:
            match = by_token[at]
            noun = parse.tokens[match.last - 1]
            if unit is None and table.singular(parse.tokens[match.first].lower) in table.measures:
                noun = parse.tokens[match.first]  # rounds of ammunition
            following = parse.tokens[match.last] if match.last < len(parse.tokens) else None
            if (
                unit is None
                and following is not None
                and table.singular(following.lower) in table.measures
                and following.pos in _NOMINAL
            ):
                unit = table.singular(following.lower)  # 49 arms shipments
            return match, unit or table.unit(parse.tokens[noun.i - 1].lower if noun.i else "", noun.lower)
        word = table.singular(token.lower)
        if word in {"of", "worth", "in", "for"} and hops < 3:
            hops += 1
            if word in {"in", "for"} and quantity.currency is None:
                break
        elif word in table.measures and token.pos in _NOMINAL:
            unit = word if hops == 0 or unit is None else unit
        elif quantity.currency is not None and token.text == "(":
            closing = next((i for i in range(at, min(at + 8, len(parse.tokens))) if parse.tokens[i].text == ")"), at)
            at = closing  # the sum in another currency
        elif token.lower in {"containing", "carrying", "holding", "full", "loaded", "with", "filled"} and unit:
            pass
        elif (
            token.pos in _INSIDE_PHRASE
            or token.text in {"-", "‑"}
            or token.lower in {"the", "a", "an", "its", "their", "different"}
        ):
            if token.pos == "NUM" and at > quantity.last:
                break
        else:
            break
        at += 1
    if quantity.currency is not None:
        # goods before the sum: *weapons worth $1 billion*, *arms valued at about $40 million*
        for back in range(quantity.first - 1, max(-1, quantity.first - 8), -1):
            token = parse.tokens[back]
            if token.sent != sentence or (
                token.pos == "VERB" and token.lemma not in {"value", "estimate", "total", "price"}
            ):
                break
            if back in by_token and any(
                parse.tokens[i].lower in {"worth", "valued", "totaling", "totalling", "priced", "estimated"}
                for i in range(by_token[back].last, quantity.first + 1)
            ):
                return by_token[back], None
    return None, unit
