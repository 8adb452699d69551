"""All pages of the workbench, in the order of the navigation."""

from onrecord.interfaces.web.page import Page
from onrecord.interfaces.web.pages import actors, charts, claims, dossiers, events, reports, rules, start

PAGES: tuple[Page, ...] = (
    *start.PAGES,
    *claims.PAGES,
    *events.PAGES,
    *charts.PAGES,
    *reports.PAGES,
    *actors.PAGES,
    *rules.PAGES,
    *dossiers.PAGES,
)
