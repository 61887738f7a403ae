"""A connection to the database of an address. The address holds a password: no part of it is ever said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo.errors import DataError, LostError, MalformedFileError

NAME: Final = "the database"
"""What it is called in every message."""
CONNECT_S: Final = 5
USUAL: Final[Mapping[str, Any]] = {
    "application_name": "granica",
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""Settings where the address has none: a host that is gone is noticed within a quarter of a minute."""
ADDRESS: Final = (
    "postgresql://USER@HOST/DATABASE, with what is neither letter nor digit in the password as %40 is for @"
)
MENDED: Final = "a server that answers"
_STATES: Final = {
    "08": "the connection was lost",
    "28": "it does not let this user in",
    "3D": "there is no database of that name",
    "40": "it was busy with other changes",
    "53": "it has no room for one more",
    "55": "it is busy",
    "57": "it was stopped, or is just starting",
    "58": "its machine has a fault",
}
"""By the class of SQLSTATE: what is wrong with the server, not with what it holds."""
_WORDS: Final = (
    ("password", _STATES["28"]),
    ("no pg_hba.conf entry", _STATES["28"]),
    ('role "', _STATES["28"]),
    ('database "', _STATES["3D"]),
    ("starting up", _STATES["57"]),
    ("shutting down", _STATES["57"]),
    ("not accepting connections", _STATES["57"]),
    ("too many", _STATES["53"]),
    ("remaining connection slots", _STATES["53"]),
    ("timeout", f"no answer in {CONNECT_S} seconds"),
    ("resolve host", "no such host"),
    ("translate host name", "no such host"),
    ("refused", "nobody answers there"),
    ("No such file", "nobody answers there"),
    ("SSL", "the two do not agree on TLS"),
)
"""What libpq's own messages hold, and what is said for them: its words may repeat parts of the address."""


@contextmanager
def connected(address: str, *, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """Connect, commit at the end, and say in our words what went wrong.

    Parameters
    ----------
    address
        Of the database, as libpq writes one.
    autocommit
        Whether each statement is a transaction of its own.

    Raises
    ------
    LostError
        If there is no connection, or it ends.
    DataError
        If the database refuses what it was asked.
    """
    try:
        with psycopg.connect(_settings(address), autocommit=autocommit) as connection:
            connection.execute("SET datestyle TO iso, ymd")
            yield connection
    except psycopg.Error as error:
        raise told(error) from None


def _settings(address: str) -> str:
    try:
        given: dict[str, Any] = conninfo_to_dict(address)
        return make_conninfo(**(dict(USUAL) | given))
    except psycopg.Error:
        raise MalformedFileError(NAME, "its address cannot be read", ADDRESS) from None


def told(error: psycopg.Error) -> DataError:
    """Say what a fault of the driver is, without a word of the address."""
    state, said = error.sqlstate or "", error.diag.message_primary
    if state[:2] in _STATES:
        return LostError(NAME, f"cannot be reached: {_STATES[state[:2]]}", MENDED)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        words = str(error)
        why = next((ours for theirs, ours in _WORDS if theirs in words), _STATES["08"])
        return LostError(NAME, f"cannot be reached: {why}", MENDED)
    if said is None:  # of the driver itself, such as a letter that no text in PostgreSQL can have
        return DataError(NAME, f"cannot take or give a value: {type(error).__name__}", "text without bytes of zero")
    return DataError(NAME, said, "tables as `granica postgis init` makes them, and leave to use them")
