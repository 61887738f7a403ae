"""Answers that a process beside the server makes: the server's own, by the same function, with the same refusals."""

from __future__ import annotations

import asyncio
import pickle
from http import HTTPStatus

import pytest
from starlette.requests import Request

from geo import store
from server import answering, asked, making, routes, workshop
from server.address import Address
from server.answer import Content, Refusal
from server.answering import Question
from server.asked import Asked

BESIDE = {
    "/data/counts.json": "by=month,side&category=death,use_of_force&from=2021-09-01",
    "/data/feed.atom": "known=2022-01-01&q=water",
    "/ogc/collections/{collection}/items": "bbox=23,52,24,53.5&datetime=2021-10-01/..&limit=3&offset=2&x=1&strict=0",
}


def address(path: str) -> Address:
    return next(item for item in routes.ADDRESSES if item.path == path)


def understood(path: str, query: str, *, collection: str = "records") -> Asked:
    item = address(path)
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"maps.example")],
        "path_params": {"collection": collection} if "{" in path else {},
        "scheme": "https",
        "server": ("maps.example", 443),
        "client": ("192.0.2.1", 1),
    }
    return asked.read(Request(scope), options=item.all_options, takes_link=True, versioned=item.versioned)


def sent(told: Asked, item: Address, monkeypatch: pytest.MonkeyPatch) -> Question:
    """The question that the workshop sends, as it comes out of the pipe."""
    seen: list[Question] = []

    async def give(_work: object, _bounds: object, question: Question, _asked: Asked) -> Content:
        seen.append(question)
        return Content(b"", "")

    monkeypatch.setattr(workshop, "_give", give)
    asyncio.run(workshop.answered(told, item.serve))
    carried: Question = pickle.loads(pickle.dumps(seen[0]))  # noqa: S301  # our own
    assert carried == seen[0]
    assert hash(carried) == hash(seen[0])
    return carried


@pytest.fixture(autouse=True)
def _as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own process neither stands back nor bounds its memory."""
    monkeypatch.setattr(making, "stand_back", lambda: None)


@pytest.mark.parametrize(("path", "query"), BESIDE.items())
def test_the_answer_is_the_servers_own(path: str, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told, item = understood(path, query), address(path)
    own = item.serve(told)
    made = answering.answer(sent(told, item, monkeypatch))
    assert made == own
    assert len(made) == len(made.body) > 0


def test_what_takes_long_is_made_beside_and_nothing_else() -> None:
    assert {item.path for item in routes.ADDRESSES if item.beside} == set(BESIDE)


def test_who_asks_makes_no_difference_to_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    path, query = "/data/counts.json", "by=month"
    told, item = understood(path, query), address(path)
    other = Asked(**{name: getattr(told, name) for name in Asked.__dataclass_fields__} | {"by": "192.0.2.9"})
    assert sent(told, item, monkeypatch) == sent(other, item, monkeypatch)
    assert sent(told, item, monkeypatch) != sent(understood(path, "by=week"), item, monkeypatch)


def test_a_refusal_travels_with_its_status_and_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/ogc/collections/{collection}/items"
    question = sent(understood(path, "", collection="nothing"), address(path), monkeypatch)
    with pytest.raises(Refusal) as refused:
        answering.answer(question)
    assert refused.value.status == HTTPStatus.NOT_FOUND
    refusal = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "later", headers={"Retry-After": "3"})
    carried = pickle.loads(pickle.dumps(refusal))  # noqa: S301  # our own
    assert (carried.status, carried.detail, carried.headers) == (refusal.status, "later", {"Retry-After": "3"})


def test_data_that_are_not_those_of_the_question_are_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/data/counts.json"
    question = sent(understood(path, ""), address(path), monkeypatch)
    assert question.digest == store.current().dataset.digest
    with pytest.raises(making.Stale):
        answering.answer(Question(**question.__dict__ | {"digest": "0" * 64}))
