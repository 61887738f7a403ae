"""Check whether the addresses of sources still lead somewhere, and look for archived copies of them."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, zip_longest
from typing import Any, Final
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from geo.curate.asking import Answer, Asker, NoAnswerError
from geo.errors import RequestError
from geo.schema.limits import ADDRESS_MAX_CHARS

AVAILABILITY: Final = "https://archive.org/wayback/available"
"""Where the Wayback Machine tells which copy of an address is nearest to a time (archive.org/help/wayback_api.php)."""
ALIVE, GONE, MOVED = "alive", "gone", "moved"

OK: Final = 200
LASTING: Final = frozenset({301, 308})
PASSING: Final = frozenset({302, 303, 307})
NOT_THERE: Final = frozenset({404, 410})
BUSY: Final = frozenset({429, 503})
MAX_HOPS: Final = 8
MAX_BODY: Final = 64 * 1024
MAX_ROBOTS: Final = 256 * 1024
MAX_WAIT_S: Final = 120.0
TRIES: Final = 3
OUT_OF_REACH: Final = 8
"""Hosts one after the other that cannot be reached, after which it is this machine that reaches nothing."""

Json = Mapping[str, Any]


class UnclearError(RequestError):
    """A server's answer does not tell whether the page is there."""


@dataclass(frozen=True, slots=True)
class Page:
    """What became of an address: one of `ALIVE`, `GONE` and `MOVED`, and for the last where to."""

    state: str
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """An archived copy and the second at which it was made, UTC."""

    address: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one source.

    Attributes
    ----------
    id, address
        Of the source.
    page
        What became of the address; None if no answer told.
    copy
        The archived copy that is nearest to the day of publication; None if there is none.
    archive_asked
        Whether the archive answered.
    unclear
        Why something is not known; empty if all is.
    """

    id: str
    address: str
    page: Page | None
    copy: Copy | None
    archive_asked: bool
    unclear: str = ""


def _unclear(answer: Answer) -> UnclearError:
    message = f"answers {answer.status}"
    return UnclearError(message)


def open_entries(entries: Iterable[Json], *, archive: str, again: bool = False) -> list[Json]:
    """Give the sources that have something left to ask, those of one host as far apart as can be.

    Parameters
    ----------
    entries
        CSL-JSON.
    archive
        Address that is asked for copies; empty for none.
    again
        Whether addresses that were checked before are checked once more.
    """
    hosts: dict[str, list[Json]] = defaultdict(list)
    for entry in entries:
        if entry.get("URL") and (again or not _is_done(entry["custom"], archive=archive)):
            hosts[urlsplit(entry["URL"]).netloc].append(entry)
    return [entry for entry in chain.from_iterable(zip_longest(*hosts.values())) if entry is not None]


def _is_done(custom: Json, *, archive: str) -> bool:
    return "checked" in custom and (not archive or bool(custom["archive_url"]) or "archive_checked" in custom)


def check(entries: Iterable[Json], *, asker: Asker, archive: str = AVAILABILITY) -> Iterator[Found]:
    """Ask for each source whether its page is there and, where it has no archived copy yet, for one.

    Parameters
    ----------
    entries
        CSL-JSON with addresses.
    asker
        Asks servers.
    archive
        An address that answers as the Wayback Machine's does; empty to ask for no copies.

    Raises
    ------
    RequestError
        If nothing can be reached from this machine.
    """
    manners = Manners(asker)
    unreached: deque[str] = deque(maxlen=OUT_OF_REACH)
    for entry in entries:
        found, reached = _check(entry, manners=manners, archive=archive)
        if reached:
            unreached.clear()
        elif (host := urlsplit(entry["URL"]).netloc) not in unreached:
            unreached.append(host)
        if len(unreached) == OUT_OF_REACH:
            message = f"{OUT_OF_REACH} sites one after the other cannot be reached: is this machine on a network?"
            raise RequestError(message)
        yield found


def _check(entry: Json, *, manners: Manners, archive: str) -> tuple[Found, bool]:
    """Check one source; tell also whether anybody was reached."""
    address, reasons, reached = entry["URL"], [], False
    page, copy, asked = None, None, False
    try:
        page, reached = look(address, ask=manners.ask), True
    except NoAnswerError as error:
        reasons, reached = [f"the page {error}"], error.reached
    except UnclearError as error:
        reasons, reached = [f"the page {error}"], True
    if archive and not entry["custom"]["archive_url"]:
        try:
            copy, asked, reached = nearest_copy(entry, asker=manners.asker, archive=archive), True, True
        except NoAnswerError as error:
            reasons, reached = [*reasons, f"the archive {error}"], reached or error.reached
        except UnclearError as error:
            reasons, reached = [*reasons, f"the archive {error}"], True
    return Found(entry["id"], address, page, copy, asked, "; ".join(reasons)), reached


# --- the page ------------------------------------------------------------------------


class Manners:
    """Ask pages, but none that a site's robots.txt closes, and none of a site that has asked to be left alone."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self._rules: dict[str, RobotFileParser] = {}
        self._tired: set[str] = set()

    def ask(self, method: str, address: str) -> Answer:
        """Ask for a page's head or the beginning of its answer.

        Raises
        ------
        NoAnswerError
            If there is no answer.
        UnclearError
            If the site does not want to be asked.
        """
        site = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
        if site in self._tired:
            raise UnclearError("is on a site that asks to be left alone for now")
        if site not in self._rules:
            self._rules[site] = self._read_rules(site)
        if not self._rules[site].can_fetch("granica-archive", address):
            raise UnclearError("is closed to programs by the site's robots.txt")
        answer = self.asker.ask(method, address)
        if answer.status in BUSY:
            self._tired.add(site)
        return answer

    def _read_rules(self, site: str) -> RobotFileParser:
        """Read a site's robots.txt; one that is not there, or is none, closes nothing (RFC 9309, 2.3.1)."""
        rules = RobotFileParser()
        answer = self.asker.ask("GET", f"{site}/robots.txt", max_bytes=MAX_ROBOTS)
        said = answer.body.decode("utf-8", "replace") if answer.status == OK else ""
        rules.parse(said.splitlines())
        return rules


def look(address: str, *, ask: Callable[[str, str], Answer]) -> Page:
    """Tell what became of an address.

    A page that sends on for good has moved, to where the last such step leads; one that sends on for now is where it
    was. One that sends on to the front page of a site is gone: that is how many sites say so.

    Parameters
    ----------
    address
        Where it was.
    ask
        Asks with a method for an address.

    Raises
    ------
    NoAnswerError
        If there is no answer.
    UnclearError
        If the answer does not tell.
    """
    seen, lasting = [_bare(address)], True
    moved_to: str | None = None
    for _ in range(MAX_HOPS):
        answer = _head_or_get(seen[-1], ask=ask)
        if answer.status not in LASTING | PASSING:
            return _page(answer, address=address, at=seen[-1], moved_to=moved_to)
        goal = _goal(seen[-1], answer.location)
        if goal in seen:
            raise UnclearError("sends round in a circle")
        seen.append(goal)
        lasting = lasting and answer.status in LASTING
        moved_to = goal if lasting else moved_to
    raise UnclearError("sends on too often")


def _page(answer: Answer, *, address: str, at: str, moved_to: str | None) -> Page:
    if answer.status in NOT_THERE:
        return Page(GONE)
    if answer.status != OK:
        raise _unclear(answer)
    if _is_front(at) and not _is_front(address):
        return Page(GONE)
    return Page(MOVED, moved_to) if moved_to else Page(ALIVE)


def _head_or_get(address: str, *, ask: Callable[[str, str], Answer]) -> Answer:
    """Ask for the head; if that is not answered well, for the page: many servers know the second only."""
    try:
        answer = ask("HEAD", address)
    except NoAnswerError as error:
        if not error.reached:
            raise
    else:
        if answer.status in LASTING | PASSING | BUSY | {OK}:
            return answer
    return ask("GET", address)


def _goal(address: str, location: str) -> str:
    try:
        goal = _bare(urljoin(address, location.strip()))
        parts = urlsplit(goal)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        fit = False
    if not location or not fit or not _is_address(goal):
        raise UnclearError("sends on to what is no page")
    return goal


def _bare(address: str) -> str:
    return urldefrag(address).url


def _is_front(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def _is_address(text: Any) -> bool:
    return (
        isinstance(text, str)
        and text.startswith(("http://", "https://"))
        and text.isprintable()
        and not any(letter.isspace() for letter in text)
        and len(text) <= ADDRESS_MAX_CHARS
    )


# --- the copy ------------------------------------------------------------------------


def nearest_copy(entry: Json, *, asker: Asker, archive: str) -> Copy | None:
    """Ask an archive for the copy of a source's page that is nearest to its publication; None if it has none.

    Parameters
    ----------
    entry
        CSL-JSON with an address.
    asker
        Asks servers.
    archive
        The address that is asked.

    Raises
    ------
    NoAnswerError
        If there is no answer.
    UnclearError
        If it is busy for longer than a run waits, or its answer is none of the known form.
    """
    asked = {"url": entry["URL"], **_nearest_to(entry)}
    address = f"{archive}{'&' if urlsplit(archive).query else '?'}{urlencode(asked)}"
    for _ in range(TRIES):
        answer = asker.ask("GET", address, max_bytes=MAX_BODY + 1)
        if answer.status not in BUSY:
            return _copy(answer)
        asker.wait(min(MAX_WAIT_S, answer.wait_s if answer.wait_s is not None else MAX_WAIT_S / TRIES))
    raise _unclear(answer)


def _nearest_to(entry: Json) -> Mapping[str, str]:
    parts: Sequence[Sequence[int]] = entry.get("issued", {}).get("date-parts", [[]])
    return {"timestamp": "".join(f"{part:02d}" for part in parts[0])} if parts[0] else {}


def _copy(answer: Answer) -> Copy | None:
    if answer.status != OK:
        raise _unclear(answer)
    if len(answer.body) > MAX_BODY:
        raise UnclearError("answers with more than a short text")
    try:
        snapshots = json.loads(answer.body)["archived_snapshots"]
        closest = snapshots["closest"] if snapshots else None
        if closest is None or closest["available"] is not True or not str(closest["status"]).startswith("2"):
            return None
        address = closest["url"]
        made = datetime.strptime(closest["timestamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnclearError("gives an answer of no known form") from error
    if not _is_address(address):
        raise UnclearError("names a copy that is no address")
    return Copy(address, made)


# --- what is written -----------------------------------------------------------------


def recorded(entries: Iterable[Json], found: Iterable[Found], *, day: date) -> list[Json]:
    """Give the sources with what was found in them; what is not known stays as it was.

    Parameters
    ----------
    entries
        CSL-JSON; one whose address is another than the one that was asked stays as it is.
    found
        What was found.
    day
        The day on which it was asked.
    """
    by_id = {item.id: item for item in found}
    return [_with(entry, by_id.get(entry["id"]), day=day) for entry in entries]


def _with(entry: Json, found: Found | None, *, day: date) -> Json:
    if found is None or found.address != entry.get("URL"):
        return entry
    before = entry["custom"]
    custom = dict(before)
    if found.page:
        custom = {name: value for name, value in custom.items() if name != "moved_to"}
        moved = {"moved_to": found.page.moved_to} if found.page.moved_to else {}
        custom |= {"checked": day.isoformat(), "state": found.page.state, **moved}
    if found.archive_asked and not before["archive_url"]:
        custom["archive_checked"] = day.isoformat()
        if found.copy:
            custom |= {"archive_url": found.copy.address, "archived": f"{found.copy.made:%Y-%m-%dT%H:%M:%SZ}"}
    return {**entry, "custom": custom}
