"""Everything that Granica raises.

GranicaError             something that the reader or the curator can mend
├── DataError            a file cannot be used at all
│   ├── MissingFileError     it is not there
│   ├── UnreadableFileError  it may not be read, or is no file
│   ├── TooLargeError        it is larger than we read
│   ├── MalformedFileError   it is not what its name says
│   └── LostError            the database cannot be reached
└── RequestError         a command asked for what does not exist

What is wrong with a single row is not raised: it is a `Finding`, kept beside the rows that are fine.
"""

from __future__ import annotations


class GranicaError(Exception):
    """Something that the reader or the curator can mend."""


class DataError(GranicaError):
    """A file cannot be used at all."""

    def __init__(self, file: str, problem: str, right: str) -> None:
        super().__init__(f"{file}: {problem} ({right})")
        self.file = file
        self.problem = problem
        self.right = right

    def __reduce__(self) -> tuple[type[DataError], tuple[str, str, str]]:
        """Travel between processes with what it was made of."""
        return type(self), (self.file, self.problem, self.right)


class MissingFileError(DataError):
    """The file is not there."""


class UnreadableFileError(DataError):
    """The file may not be read, or is a folder, a pipe or a device."""


class TooLargeError(DataError):
    """The file is larger than we read."""


class MalformedFileError(DataError):
    """The file is not what its name says."""


class LostError(DataError):
    """The database cannot be reached, or the connection to it ended."""


class RequestError(GranicaError):
    """A command or a page asked for something that does not exist."""
