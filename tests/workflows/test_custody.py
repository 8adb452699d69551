"""Verify, reread, copy, diff, decide and watch over a small case."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from casebook_support import RECIPE, TEXT, FakeReader, new_case
from onrecord.domain.casebook import Verdict
from onrecord.domain.certainty import Status
from onrecord.domain.query import ClaimQuery
from onrecord.errors import CaseError, IntegrityError, QueryError
from onrecord.intake.fetch import FetchSettings
from onrecord.store import decisions, queries, register, reports, runs
from onrecord.store import tables as t
from onrecord.store.case import Case, open_case
from onrecord.store.files import FolderBytes
from onrecord.workflows import decide as decide_
from onrecord.workflows.copy import copy
from onrecord.workflows.diff import diff
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.reread import reread
from onrecord.workflows.verify import verify
from onrecord.workflows.watch import read_watchlist, round_

OPTIONS = IngestOptions(by="ann", fetch=None)
NEWER = replace(RECIPE, onrecord="0.2.0")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(TEXT + f" Part {n}.")
    ingest(made, [str(folder)], FakeReader(), OPTIONS)
    yield made
    made.close()


def test_a_whole_case_has_no_faults(case: Case) -> None:
    found = verify(case, FakeReader())
    assert (found.faults, found.payloads, found.reports, found.claims, found.reread) == ((), 3, 3, 9, 3)


@pytest.mark.parametrize("position", [0, 0.3, 0.9])
def test_a_flipped_byte_is_found_and_named(case: Case, position: float) -> None:
    assert isinstance(case.kept, FolderBytes)
    payload = sorted(case.kept.ids())[1]
    path = case.kept.path(payload)
    data = bytearray(path.read_bytes())
    data[int(position * len(data))] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    faults = verify(case).faults
    assert [(fault.code, fault.where) for fault in faults] == [("payload", str(path))]
    assert "back-up" in faults[0].remedy
    with pytest.raises(IntegrityError):
        copy(case, str(path.parent / "copy.db"))


def test_a_missing_payload_is_named(case: Case) -> None:
    assert isinstance(case.kept, FolderBytes)
    path = case.kept.path(next(case.kept.ids()))
    path.unlink()
    assert [fault.where for fault in verify(case).faults] == [str(path)]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE reports SET text = replace(text, '40', '90') WHERE n = 2", "text"),
        ("UPDATE claims SET trigger = 'sent' WHERE n = 1", "evidence"),
        ("UPDATE claims SET trigger_start = trigger_start + 1 WHERE n = 1", "evidence"),
        ("UPDATE claims SET key = 'clm-0000000000000000' WHERE n = 1", "key"),
        ("UPDATE readings SET current = 1, report_n = 1 WHERE n = 2", "reading"),
        ("UPDATE reports SET day = 5 WHERE n = 3", "report"),
        ("DELETE FROM receipts WHERE report_n = 3", "custody"),
    ],
)
def test_what_was_altered_in_the_tables_is_named(case: Case, statement: str, code: str) -> None:
    with case.write() as connection:
        connection.execute(sa.text(statement))
    assert code in {fault.code for fault in verify(case).faults}


def test_a_reading_that_no_longer_comes_out_the_same_is_named(case: Case) -> None:
    faults = verify(case, FakeReader(status=Status.SOUGHT)).faults
    assert {fault.code for fault in faults} == {"reread"} and len(faults) == 3


def test_a_reading_by_another_recipe_is_not_compared_but_counted(case: Case) -> None:
    found = verify(case, FakeReader(NEWER, status=Status.SOUGHT))
    assert (found.faults, found.reread, found.not_reread) == ((), 0, 3)


def test_reread_touches_only_what_the_recipe_affects(case: Case) -> None:
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
        decisions.decide(connection, key, Verdict.CORRECT, by="ann", changes={"status": "used"})
    account = reread(case, FakeReader(NEWER, status=Status.DELIVERED), by="ann")
    assert dict(account.fates) == {"read": 3}
    with case.read() as connection:
        found = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows
        assert sorted(c.data["status"] for c in found) == ["delivered", "delivered", "used"]
        assert queries.count_claims(connection, ClaimQuery(superseded=True, type=("TRANSFER",))) == 7
    again = reread(case, FakeReader(NEWER, status=Status.DELIVERED), by="ann")
    assert dict(again.fates) == {}
    everything = reread(case, FakeReader(NEWER, status=Status.DELIVERED), by="ann", everything=True)
    assert dict(everything.fates) == {"unchanged": 3}
    assert verify(case, FakeReader(NEWER, status=Status.DELIVERED)).faults == ()


def test_a_damaged_payload_costs_only_its_own_report(case: Case) -> None:
    assert isinstance(case.kept, FolderBytes)
    path = case.kept.path(next(case.kept.ids()))
    path.chmod(0o644)
    path.write_bytes(b"broken")
    account = reread(case, FakeReader(NEWER), by="ann")
    assert dict(account.fates) == {"failed": 1, "unchanged": 2}


def test_a_copy_of_a_case_in_use_is_whole(case: Case, tmp_path: Path) -> None:
    target = tmp_path / "backup" / "copy.db"
    with case.write() as connection:
        # Whoever writes meanwhile is not in the copy, and does not keep it waiting.
        connection.execute(
            t.notes.insert().values(on_kind="claim", on_id="x", text="y", tlp="CLEAR", said_by="a", at="b")
        )
        assert copy(case, str(target)).payloads == 3
    twin = open_case(target)
    try:
        assert verify(twin, FakeReader()).faults == ()
        with twin.read() as connection:
            assert queries.count_claims(connection, ClaimQuery()) == 9
            assert connection.scalar(sa.select(sa.func.count()).select_from(t.notes)) == 0
    finally:
        twin.close()
    with pytest.raises(CaseError, match="already"):
        copy(case, str(target))


def test_a_case_at_rest_can_be_read_without_write_access(case: Case, tmp_path: Path) -> None:
    copy(case, str(tmp_path / "rest.db"))
    path = tmp_path / "rest.db"
    path.chmod(0o444)
    reader = open_case(path)
    try:
        with reader.read() as connection:
            assert queries.count_claims(connection, ClaimQuery()) == 9
        with pytest.raises(CaseError, match="read only"), reader.write():
            pass
    finally:
        reader.close()


def test_diff_tells_what_changed(case: Case) -> None:
    reread(case, FakeReader(NEWER, status=Status.SOUGHT), by="ann")
    with case.read() as connection:
        first, second = (mark.n for mark in reversed(reports.readings_of(connection, 1)))
        changes = diff(connection, f"r{first}", f"r{second}")
        assert [(c.kind, c.type, c.fields) for c in changes] == [
            ("changed", "TRANSFER", {"status": ["shipped", "sought"]})
        ]
        assert len(diff(connection, "recipe:0.1.0", "recipe:0.2.0")) == 3
        other = diff(connection, *(reports.id_of(connection, n) for n in (1, 2)))
        assert {c.kind for c in other} == {"removed", "added"}
        with pytest.raises(QueryError, match="different kinds"):
            diff(connection, "r1", "2024-01-01")
        with pytest.raises(QueryError):
            diff(connection, "r1", "r99")


def test_codes_follow_a_corrected_rung(case: Case) -> None:
    with case.read() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
    decision = decide_.decide(case, key, Verdict.CORRECT, by="ann", changes={"status": "sought"})
    assert decision.changes["plover"] == "REQUEST" and decision.original["plover"] == "AID"
    with case.read() as connection:
        (n,) = decide_.decided_reports(connection)
        gold = decide_.gold_file(connection, n)
    assert gold is not None
    (claim,) = gold["claims"]
    assert (claim["status"], claim["must"], claim["source"]["name"]) == ("sought", True, "Anna Petrova")
    assert gold["text"][slice(*claim["trigger"])] == "shipped"


FEED = """<rss version="2.0"><channel><title>Harbour Post</title>{}</channel></rss>"""
ITEM = "<item><link>{0}/page/{1}</link><pubDate>Tue, 14 May 2024 10:00:00 GMT</pubDate></item>"


class Site(BaseHTTPRequestHandler):
    pages = 1
    sentence = ""

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path == "/feed":
            body = FEED.format("".join(ITEM.format(base, n) for n in range(self.pages))).encode()
        elif self.path.startswith("/page/"):
            body = (TEXT + f" Page {self.path[-1]}." + self.sentence).encode()
        else:
            self.send_response(500 if self.path == "/bad" else 404)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/plain")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        POSTED.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


POSTED: list[dict[str, object]] = []


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    Site.pages, Site.sentence = 1, ""
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_watch_tells_each_thing_once_and_a_bad_feed_stops_nobody(tmp_path: Path, site: str) -> None:
    case = new_case(tmp_path)
    file = tmp_path / "watch.toml"
    file.write_text(
        f'[[feed]]\nurl = "{site}/bad"\n[[feed]]\nurl = "{site}/feed"\n'
        '[[watch]]\nname = "arms"\ntype = ["TRANSFER"]\ndyad = "RUS:SDN"\n'
    )
    fetch = FetchSettings(allow_hosts=frozenset({"127.0.0.1"}), pause_s=0.0, robots=False)
    options = IngestOptions(by="ann", fetch=fetch)
    try:
        first = round_(case, read_watchlist(file), FakeReader(), options)
        assert [n.kind for n in first] == ["feed", "claim"]
        assert "500" in first[0].what
        assert [n.kind for n in round_(case, read_watchlist(file), FakeReader(), options)] == ["feed"]
        Site.pages = 2
        third = round_(case, read_watchlist(file), FakeReader(status=Status.DELIVERED), options)
        assert [n.kind for n in third] == ["feed", "claim", "rung"]
        assert third[2].what == "TRANSFER RUS → SDN is now delivered"
        with case.read() as connection:
            assert {r.command for r in runs.runs(connection)} == {"watch"}
            publishers = {c.publisher for c in queries.find_claims(connection, ClaimQuery()).rows}
            assert publishers <= {"Harbour Post", None}
    finally:
        case.close()


def test_news_are_posted_to_a_webhook(site: str) -> None:
    from onrecord.workflows.watch import News, post

    settings = FetchSettings(allow_hosts=frozenset({"127.0.0.1"}))
    post(f"{site}/hook", [News(kind="claim", watch="arms", what="x", claim="clm-1")], settings)
    assert POSTED[-1] == {"news": [{"kind": "claim", "watch": "arms", "what": "x", "claim": "clm-1"}]}


@pytest.mark.parametrize(
    "text",
    [
        "[[feed]]\n",
        "x = 1\n",
        '[[watch]]\ntype = "X"\n',
        '[[watch]]\nname = "a"\ncolour = "red"\n',
        "[[[",
        '[[watch]]\nname="a"\n[[watch]]\nname="a"\n',
    ],
)
def test_a_watchlist_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(text)
    with pytest.raises(QueryError):
        read_watchlist(file)


def test_notes_respect_their_marking(case: Case) -> None:
    from onrecord.domain.report import Tlp

    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery()).rows[0].key
        register.add_note(connection, "claim", key, "open", Tlp.CLEAR, by="ann")
        register.add_note(connection, "claim", key, "closed", Tlp.RED, by="ann")
    with case.read() as connection:
        shown = register.notes_on(connection, "claim", key, tlp_max=Tlp.AMBER)
        assert [note["text"] for note in shown] == ["open"]
