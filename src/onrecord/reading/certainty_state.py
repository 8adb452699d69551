"""The standing of a happening while the walk goes outwards, and what each effect does to it.

In: the happening's type and, one by one, the effects of what governs it, innermost first. Out: a Standing, from which
`certainty` composes status, polarity and certainty. A governor that lowers wins: a plan to seek talks is sought, an
offer under *if* is hypothetical.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.domain.certainty import Outcome, Reason, Status
from onrecord.reading.parse import Token

#: Aims from the lowest up; of two the lower stays.
_HEIGHT = {
    Status.HYPOTHETICAL: 0,
    Status.SOUGHT: 1,
    Status.DISCUSSED: 1,
    Status.PLANNED: 2,
    Status.PLEDGED: 3,
    Status.AGREED: 4,
}
CERTAIN, PROBABLE, POSSIBLE, UNCOMMITTED = range(4)
#: Effects that end the walk.
FINAL = frozenset({"saying", "factive"})
#: Types whose announcement puts the deed ahead; of others (a ban, a death) it is the deed or follows it.
_TO_COME = frozenset({"CONSULT", "EXERCISE", "RETREAT", "DEPLOY", "LAUNCH", "MOBILIZE", "COOPERATE"})


@dataclass(kw_only=True)
class Standing:
    """Mutable while the walk lasts; never leaves `reading.certainty`."""

    type: str
    aim: Status | None = None
    aspect: Status | None = None
    negated: bool = False
    contrary: bool = False
    degree: int = CERTAIN
    failed: bool = False
    stopped: bool = False
    pending: bool = False
    cancelled: bool = False
    outcome: Outcome | None = None
    probability: tuple[float, float] | None = None
    last: str = ""
    attributed: bool = False
    hinted: Status | None = None
    soft: Token | None = None
    given: bool = False
    vowed: bool = False
    negators: set[int] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)

    def note(self, rule: str, token: Token | None, note: str | None = None) -> None:
        self.reasons.append(Reason(rule=rule, span=token.span if token is not None else None, note=note))

    def lower(self, aim: Status) -> None:
        if self.aim is None or _HEIGHT[aim] < _HEIGHT[self.aim]:
            self.aim = aim

    def weaken(self, degree: int) -> None:
        self.degree = max(self.degree, degree)

    def negate(self, token: Token | None) -> None:
        """A negation that stands outside everything applied so far; each word counts once."""
        if token is not None:
            if token.i in self.negators:
                return
            self.negators.add(token.i)
        self.note("polarity.negation", token)
        if self.last == "denies":
            self.contrary, self.degree = False, UNCOMMITTED
        elif self.last == "fails":
            self.failed = False
        elif self.last == "stops":
            self.stopped, self.aspect, self.outcome = False, Status.UNDER_WAY, None
        elif self.last in ("refuses", "cancels"):
            self.negated, self.cancelled, self.outcome = not self.negated, False, None
        elif self.last == "probable" and self.aim is None:
            self.negated = not self.negated
        elif self.last in ("possible", "uncommitted", "knowledge", "told", "asked", "accused"):
            self.weaken(UNCOMMITTED)
        else:
            self.negated = not self.negated

    def apply(self, effect: str, token: Token) -> None:
        """One governor's effect. Its own negation, modal and adverbs come after it, by `negate` and `lower`."""
        if effect not in ("manages",):
            self.note(f"status.{effect}" if effect not in _CERTAINTY_EFFECTS else f"certainty.{effect}", token)
        self.last = effect
        match effect:
            case "planned" | "sought" | "discussed" | "pledged" | "agreed" | "hypothetical":
                aim = Status(effect)
                if aim in (Status.AGREED, Status.DISCUSSED, Status.PLEDGED) and self.type != "TRANSFER":
                    aim = {Status.AGREED: Status.PLANNED}.get(aim, aim)
                self.lower(aim)
            case "condition" | "groundwork":
                self.lower(Status.HYPOTHETICAL)
            case "must" | "threatened":
                self.lower(Status.PLANNED)
            case "announced":
                if self.type in ("TRANSFER", "AID"):
                    self.lower(Status.PLEDGED)
                elif self.type in _TO_COME:
                    self.lower(Status.PLANNED)
            case "fulfils":
                self.aim = None
            case "sought_not":
                self.lower(Status.SOUGHT)
                self.negated = not self.negated
            case "planned_not":
                self.lower(Status.PLANNED)
                self.negated = not self.negated
            case "banned":
                self.lower(Status.HYPOTHETICAL)
                self.negated = True
            case "starts" | "continues":
                self.aspect = Status.UNDER_WAY
            case "finished":
                self.aspect = Status.DONE
            case "ends":
                self.stopped, self.aspect = True, Status.DONE
            case "unlikely":
                self.lower(Status.PLANNED)
                self.negated = True
            case "stops":
                self.stopped, self.aspect, self.outcome = True, Status.DONE, Outcome.HALTED
            case "fails" | "thwarts":
                self.failed = True
            case "collapses":
                self.failed, self.aspect = self.type not in ("CONSULT", "AGREE"), Status.DONE
            case "failed_attempt":
                self.lower(Status.SOUGHT)
            case "prevents":
                self.negated = not self.negated
            case "stopped_short":
                self.negated = True
                self.aspect = self.aspect or Status.DONE
            case "cancels":
                self.aim, self.negated, self.cancelled = Status.PLANNED, True, True
                self.outcome = Outcome.CANCELLED
            case "postpones":
                self.lower(Status.PLANNED)
            case "refuses":
                if self.aim is not Status.SOUGHT:
                    self.lower(Status.PLEDGED if self.type == "TRANSFER" else Status.PLANNED)
                    self.negated, self.outcome = not self.negated, Outcome.REFUSED
                    self.vowed = True
            case "probable":
                self.weaken(PROBABLE)
            case "possible":
                self.weaken(POSSIBLE)
            case "uncommitted":
                self.weaken(UNCOMMITTED)
            case "accused":
                self.weaken(UNCOMMITTED)
            case "asked":
                if self.aspect is None:
                    self.lower(Status.HYPOTHETICAL)
                self.weaken(UNCOMMITTED)
            case "denies":
                self.contrary, self.degree = True, CERTAIN
            case "doubts":
                self.contrary = True
                self.weaken(PROBABLE)
            case _:
                pass


_CERTAINTY_EFFECTS = frozenset(
    {"probable", "possible", "uncommitted", "denies", "doubts", "accused", "factive", "saying", "asked"}
)
