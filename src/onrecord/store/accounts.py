"""Accounts of a shared workbench: people, roles, sessions, tokens, failed sign-ins, and what everybody did.

In and out: a small SQLite file beside the casebook (`<case>.accounts`), because who may look is no part of what was
read. Passwords are kept as Argon2 hashes, sessions and tokens as SHA-256 of random words; none can be read back.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from onrecord.domain.report import Tlp
from onrecord.errors import CaseError, QueryError

#: Roles that an account can have.
ROLES = ("reader", "analyst", "admin")
#: How long a session lasts.
SESSION = timedelta(hours=12)
#: Failed sign-ins of one name within FAILED_WITHIN after which that name waits.
FAILED_MOST = 5
#: The same of one address, whatever names are tried.
FAILED_MOST_FROM = 20
FAILED_WITHIN = timedelta(minutes=15)
#: Shortest password.
PASSWORD_LEAST = 12

metadata = sa.MetaData()
people = sa.Table(
    "people",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("tlp_max", sa.String(12), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
keys = sa.Table(
    "keys",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("name", sa.Text, sa.ForeignKey("people.name"), nullable=False),
    sa.Column("label", sa.Text),
    sa.Column("csrf", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
)
failures = sa.Table(
    "failures",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.Text, nullable=False),
)
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target", sa.Text),
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person who may sign in."""

    name: str
    role: str
    tlp_max: Tlp
    active: bool


@dataclass(frozen=True, kw_only=True)
class Session:
    """An open session or a token: whose it is, and the word that its forms carry (sessions only)."""

    account: Account
    csrf: str


class Accounts:
    """The accounts of one casebook. Times are UTC; `now` can be set by tests."""

    def __init__(self, path: str | Path):
        self.engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})
        try:
            metadata.create_all(self.engine)
        except sa.exc.OperationalError as error:
            raise CaseError(
                "the file of accounts cannot be opened", where=str(path), remedy="Check that its folder can be written"
            ) from error

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self.engine.begin() as connection:
            yield connection

    def add(self, name: str, password: str, role: str, tlp_max: Tlp = Tlp.RED) -> None:
        """Make an account, or give one a new password, role and ceiling.

        Raises:
            QueryError: The name is blank, the role unknown, or the password too short.
        """
        from argon2 import PasswordHasher

        if not name.strip() or len(name) > 80:
            raise QueryError("an account needs a name of at most 80 characters", where="user")
        if role not in ROLES:
            raise QueryError(f"there is no role {role!r}", where="--role", remedy=f"Give one of {', '.join(ROLES)}")
        if len(password) < PASSWORD_LEAST:
            raise QueryError(
                f"the password has fewer than {PASSWORD_LEAST} characters", where="password", remedy="Take a longer one"
            )
        row = {
            "name": name,
            "hash": PasswordHasher().hash(password),
            "role": role,
            "tlp_max": str(tlp_max),
            "active": True,
            "at": self.now().isoformat(),
        }
        with self._write() as connection:
            connection.execute(keys.delete().where(keys.c.name == name))
            connection.execute(people.delete().where(people.c.name == name))
            connection.execute(people.insert().values(row))
            self._note(connection, name, "account set", role)

    def close(self, name: str) -> bool:
        """Close an account and end its sessions and tokens; False where there is none."""
        with self._write() as connection:
            connection.execute(keys.delete().where(keys.c.name == name))
            found = connection.execute(people.update().where(people.c.name == name).values(active=False))
            self._note(connection, name, "account closed", None)
        return bool(found.rowcount)

    def all(self) -> list[Account]:
        """Every account."""
        with self.engine.connect() as connection:
            return [_account(row) for row in connection.execute(sa.select(people).order_by(people.c.name)).mappings()]

    def sign_in(self, name: str, password: str, address: str = "") -> str | None:
        """A session's secret, or None where name and password do not go together, or the name or address has to wait.

        A name waits after `FAILED_MOST` failures, an address after `FAILED_MOST_FROM`, within `FAILED_WITHIN`.
        """
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error

        with self.engine.connect() as connection:
            since = (self.now() - FAILED_WITHIN).isoformat()
            tries = connection.scalar(sa.select(sa.func.count()).where(failures.c.name == name, failures.c.at > since))
            # no account can be called so: names hold no blank before an @
            place = f" @{address}"
            strange = connection.scalar(
                sa.select(sa.func.count()).where(failures.c.name == place, failures.c.at > since)
            )
            row = connection.execute(sa.select(people).where(people.c.name == name)).mappings().first()
        waits = (tries or 0) >= FAILED_MOST or bool(address and (strange or 0) >= FAILED_MOST_FROM)
        # an unknown name costs the same work as a known one, so that time tells nothing
        known = row["hash"] if row is not None else _NOBODY
        try:
            right = bool(PasswordHasher().verify(known, password))
        except Argon2Error:
            right = False
        if waits or not right or row is None or not row["active"]:
            with self._write() as connection:
                at = self.now().isoformat()
                connection.execute(failures.delete().where(failures.c.at <= since))
                connection.execute(failures.insert().values(name=name[:80], at=at))
                if address:
                    connection.execute(failures.insert().values(name=place, at=at))
                self._note(connection, name[:80], "sign-in refused", "waits" if waits else None)
            return None
        secret = secrets.token_urlsafe(32)
        with self._write() as connection:
            connection.execute(failures.delete().where(failures.c.name == name))
            connection.execute(
                keys.insert().values(
                    hash=_hash(secret),
                    kind="session",
                    name=name,
                    csrf=secrets.token_urlsafe(24),
                    at=self.now().isoformat(),
                    until=(self.now() + SESSION).isoformat(),
                )
            )
            self._note(connection, name, "signed in", None)
        return secret

    def token(self, name: str, label: str) -> str:
        """A new token for programs; it is shown once and works until its account is closed or it is revoked."""
        secret = "onr_" + secrets.token_urlsafe(32)
        with self._write() as connection:
            connection.execute(
                keys.insert().values(
                    hash=_hash(secret), kind="token", name=name, label=label, at=self.now().isoformat()
                )
            )
            self._note(connection, name, "token made", label)
        return secret

    def find(self, secret: str, kind: str) -> Session | None:
        """The session or token of a secret, if it is open."""
        with self.engine.connect() as connection:
            row = (
                connection.execute(
                    sa.select(people, keys.c.csrf, keys.c.until)
                    .join(keys, keys.c.name == people.c.name)
                    .where(keys.c.hash == _hash(secret), keys.c.kind == kind, people.c.active.is_(True))
                )
                .mappings()
                .first()
            )
        if row is None or (row["until"] is not None and row["until"] < self.now().isoformat()):
            return None
        return Session(account=_account(row), csrf=row["csrf"] or "")

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._write() as connection:
            connection.execute(keys.delete().where(keys.c.hash == _hash(secret)))

    def note(self, name: str, action: str, target: str | None = None) -> None:
        """Put down what somebody did."""
        with self._write() as connection:
            self._note(connection, name, action, target)

    def noted(self, limit: int = 500) -> list[dict[str, str | None]]:
        """What was done, newest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(audit).order_by(audit.c.n.desc()).limit(limit)).mappings()
            return [{"at": r["at"], "name": r["name"], "action": r["action"], "target": r["target"]} for r in rows]

    def _note(self, connection: sa.Connection, name: str, action: str, target: str | None) -> None:
        connection.execute(audit.insert().values(at=self.now().isoformat(), name=name, action=action, target=target))


#: Argon2 hash of a random word, for names that are not there.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$y2ZxTzQ1bV1Yz6Qk2p6j3Y2g7xJ3cVh0m0k1m9u8x5A"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _account(row: sa.RowMapping) -> Account:
    return Account(name=row["name"], role=row["role"], tlp_max=Tlp(row["tlp_max"]), active=row["active"])
