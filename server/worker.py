"""A process that makes what it is told: pickled orders come in, pickled answers go out, each after its length.

It is started by `server.pool` as ``python -m server.worker MODULE FUNCTION``. The ways that Python has for this import
the main module again, and under Streamlit that is the page.
"""

from __future__ import annotations

import os
import pickle
import sys
from importlib import import_module
from typing import BinaryIO, Final

LENGTH: Final = 8
"""Bytes that a length takes."""


def framed(message: object) -> bytes:
    """Pickle a message, with its length before it."""
    body = pickle.dumps(message)
    return len(body).to_bytes(LENGTH, "big") + body


def work(name: str, function: str, *, orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer orders until there are no more: whether it could be made, and what was made or what went wrong."""
    make = getattr(import_module(name), function)
    while head := orders.read(LENGTH):
        order = pickle.loads(orders.read(int.from_bytes(head, "big")))  # noqa: S301  # from our own server
        try:
            answer = (True, make(order))
        except Exception as error:  # noqa: BLE001  # it is the asker's to judge
            answer = (False, error)
        answers.write(framed(answer))
        answers.flush()


def main() -> None:
    """Take orders from the standard input; what a library prints goes where errors go."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    work(sys.argv[1], sys.argv[2], orders=sys.stdin.buffer, answers=answers)


if __name__ == "__main__":
    main()
