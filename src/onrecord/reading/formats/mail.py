"""Mail messages (.eml): the text of a message, its subject, sender and date.

In: a Report. Out: the Draft of its plain text part, or of its HTML part where there is no other, under its subject.
Attachments are not read; a problem says how many there are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from typing import Any

from onrecord.domain.report import BlockKind, Problem, Report
from onrecord.reading.formats.draft import Draft, Part, clean


def draft(report: Report) -> Draft:
    """The subject and body of a message."""
    message = message_from_bytes(report.payload, policy=policy.default)
    body = message.get_body(("plain", "html"))
    attached = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    problems: tuple[Problem, ...] = ()
    if attached:
        problems = (Problem(code="attachments", message=f"{attached} attachments of the message were not read"),)
    subject = _header(message, "Subject")
    told = Draft(parts=())
    if body is not None:
        text, replaced = clean(_content(body))
        problems += replaced
        if body.get_content_type() == "text/html":
            from onrecord.reading.formats.page import page

            told = page(text)
        else:
            told = Draft(parts=(Part(text=text),))
    if subject and not any(part.kind is BlockKind.TITLE for part in told.parts):
        told = replace(told, parts=(Part(text=subject, kind=BlockKind.TITLE), *told.parts))
    return replace(
        told,
        title=subject or told.title,
        byline=_header(message, "From") or told.byline,
        published=_sent(message) or told.published,
        problems=problems + told.problems,
    )


def _content(part: MIMEPart[Any, Any]) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, KeyError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)


def _header(message: EmailMessage[Any, Any], name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError):
        return None
    return None if value is None else clean(" ".join(str(value).split()))[0] or None


def _sent(message: EmailMessage) -> date | None:
    told = _header(message, "Date")
    if told is None:
        return None
    try:
        return parsedate_to_datetime(told).date()
    except (TypeError, ValueError):
        return None
