"""Reports: the list, and one report with its text marked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from onrecord.domain.contract import reading_from_dict
from onrecord.domain.query import parse_day
from onrecord.errors import QueryError
from onrecord.exports import page as report_page
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import queries
from onrecord.store.detail import report_detail


def reports(asked: Asked) -> Shown:
    """Reports, newest first; `text` searches in them."""
    options = asked.options("after")
    first, last = asked.one("published_from"), asked.one("published_to")
    with asked.bench.reading() as connection:
        page = queries.find_reports(
            connection,
            text=asked.one("text"),
            publisher=options.get("publisher", ()),
            published_from=None if first is None else parse_day(first, where="published_from"),
            published_to=None if last is None else parse_day(last, last=True, where="published_to"),
            limit=50,
            after=asked.one("after"),
            tlp_max=asked.viewer.tlp_max,
        )
    pairs = [(name, value) for name, values in options.items() for value in values]
    following = None if page.next is None else "/reports?" + urlencode([*pairs, ("after", page.next)])
    return Shown(
        template="reports.html",
        data={
            "reports": [r.to_dict() for r in page.rows],
            "text": asked.one("text"),
            "query": options,
            "next": following,
        },
    )


def report(asked: Asked) -> Shown:
    """One report: text with claims and attributions, versions, custody."""
    try:
        with asked.bench.reading() as connection:
            data = report_detail(connection, asked.path("id"), tlp_max=asked.viewer.tlp_max)
    except QueryError:
        return Shown(template="missing.html", data={"what": f"report {asked.path('id')}"}, status=404)
    return Shown(template="report.html", data=data)


def marked(data: dict[str, Any], nonce: str) -> Markup:
    """The marked text of a report as safe HTML, for the template; everything that comes from the report is escaped.

    Its own generated rules, which show the parts of a claim that is pointed at, bear the nonce of the page.
    """
    html = "".join(report_page.report(reading_from_dict(data), "r1"))
    return Markup(html.replace("<style>", f'<style nonce="{nonce}">', 1))


PAGES = (
    Page(path="/reports", handler=reports),
    Page(path="/reports/{id}", handler=report),
)
