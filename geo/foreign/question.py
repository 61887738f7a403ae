"""What only the reader can answer: asked, never guessed."""

from __future__ import annotations

from collections.abc import Mapping

from geo.errors import DataError


class QuestionError(DataError):
    """A file can be read in two ways and nothing in it shows which is right.

    Parameters
    ----------
    file
        Its name.
    problem
        What can be read in two ways.
    member
        The member of a mapping that answers it.
    choices
        What can be answered, and what it means.
    """

    def __init__(self, file: str, problem: str, *, member: str, choices: Mapping[str, str]) -> None:
        answers = " or ".join(f'{member} = "{code}" ({words})' for code, words in choices.items())
        super().__init__(file, problem, f"say in the mapping: {answers}")
        self.member = member
        self.choices = choices
