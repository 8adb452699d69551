"""The one tree of errors.

    OnrecordError
    ├── InputError          a report cannot be read
    │   ├── PayloadError    its bytes are broken, too large, or of a kind that is not read
    │   ├── LanguageError   its language is not read
    │   └── SpanError       a span lies outside its text
    ├── KnowledgeError      a table of knowledge is missing or ill-formed
    ├── ModelError          trained weights are missing, altered or of another version
    ├── QueryError          a filter, date or option cannot be understood
    ├── CaseError           a casebook cannot be opened, is locked, or is of another version
    │   └── IntegrityError  something kept in it is not what was put in
    └── FetchError          an address was refused or did not answer

Every message tells what happened, where, and what to do about it; the parts are fields of the error, so that an
interface can show them its own way.
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of all errors of the package.

    Args:
        what: What happened, in one clause.
        where: The file, record, span or table concerned; empty if there is none.
        remedy: What the user can do about it; empty if nothing.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(kind: type[OnrecordError], what: str, where: str, remedy: str) -> OnrecordError:
    """Errors cross process borders in batch runs, and keyword-only fields do not pickle by themselves."""
    return kind(what, where=where, remedy=remedy)


class InputError(OnrecordError):
    """A report cannot be read."""


class PayloadError(InputError):
    """The bytes of a report are broken, too large, or of a kind that is not read."""


class LanguageError(InputError):
    """The language of a report is not one that is read."""


class SpanError(InputError):
    """A span lies outside its text."""


class KnowledgeError(OnrecordError):
    """A table of knowledge is missing or ill-formed."""


class ModelError(OnrecordError):
    """Trained weights are missing, altered, or of another version."""


class QueryError(OnrecordError):
    """A filter, date or option cannot be understood."""


class CaseError(OnrecordError):
    """A casebook cannot be opened, is locked, or is of another version."""


class IntegrityError(CaseError):
    """Something kept in a casebook is not what was put in."""


class FetchError(OnrecordError):
    """An address was refused or did not answer."""
