"""KML and KMZ: placemarks as rows. Nothing that the file points to is followed, no entity is ever declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final
from xml.parsers import expat

from geo.errors import MalformedFileError, TooLargeError
from geo.foreign.limits import (
    FILE_MAX_BYTES,
    MAX_CELL_CHARS,
    MAX_DEPTH,
    MAX_POSITION_CHARS,
    MAX_POSITIONS,
    MAX_ROWS,
    MAX_VERTICES,
)
from geo.foreign.read.archive import Archive
from geo.foreign.read.documents import rows_of
from geo.foreign.sheet import Fault, Sheet

_TEXTS: Final = frozenset({"name", "description", "address", "phoneNumber", "styleUrl", "snippet", "Snippet"})
_TIMES: Final = frozenset({"when", "begin", "end"})
_SHAPES: Final = {"Point": "Point", "LineString": "LineString", "LinearRing": "LinearRing"}
_RESERVED: Final = frozenset({"name", "description", "address", "folder", "when", "begin", "end", "styleUrl", "id"})


def read(content: bytes, *, file: str) -> Sheet:
    """Read the placemarks of a KML document.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name.

    Returns
    -------
    sheet
        A row a placemark: name, description, address, folder, times, extended data; its geometry in WGS 84.

    Raises
    ------
    DataError
        If it is not well-formed, declares a document type, or is larger or deeper than we read.
    """
    reader = _Placemarks(file)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the parser's own signature
    except expat.ExpatError as error:
        raise MalformedFileError(file, f"not valid XML: {error}", "a whole KML document") from error
    except (LookupError, ValueError) as error:
        raise MalformedFileError(file, f"not readable as XML: {error}", "KML in UTF-8") from error
    if not reader.is_kml:
        raise MalformedFileError(file, "XML that is not KML", "a <kml> document")
    columns, rows = rows_of(reader.rows, geometries=reader.geometries, faults=reader.faults, file=file)
    notes = (f"{reader.links} links to other files not followed",) if reader.links else ()
    return Sheet(file, "kml", columns, rows, notes=notes)


def read_archive(archive: Archive) -> Sheet:
    """Read the KML document of a KMZ archive: ``doc.kml``, or else the first.

    Raises
    ------
    DataError
        If it holds none, or one that cannot be read.
    """
    documents = [name for name in archive.names if name.lower().endswith(".kml")]
    if not documents:
        raise MalformedFileError(archive.file, "an archive without a KML document", "KMZ, XLSX or ODS")
    main = next((name for name in documents if name.lower() == "doc.kml"), documents[0])
    return read(archive.read(main, max_bytes=FILE_MAX_BYTES), file=archive.file)


class _Placemarks:
    """Collects placemarks while the parser goes through the document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.is_kml = False
        self.rows: list[Mapping[str, Any]] = []
        self.geometries: list[Mapping[str, Any] | None] = []
        self.faults: list[Fault | None] = []
        self.links = 0
        self._path: list[str] = []
        self._folders: list[str] = []
        self._letters: list[str] = []
        self._held = 0
        self._positions_held = 0
        self._placemark: dict[str, Any] | None = None
        self._shapes: list[tuple[str, Any]] = []
        self._rings: list[Any] = []
        self._fault: Fault | None = None
        self._data = ""

    def refuse_doctype(self, *_: object) -> None:
        raise MalformedFileError(self.file, "it declares a document type", "KML without entities")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(" ")[2]
        self._path.append(element)
        if len(self._path) > MAX_DEPTH:
            raise TooLargeError(self.file, "nested too deeply", f"at most {MAX_DEPTH} elements inside one another")
        self.is_kml = self.is_kml or element == "kml"
        self._letters, self._held = [], 0
        if element in {"Folder", "Document"}:
            self._folders.append("")
        elif element == "Placemark":
            if len(self.rows) >= MAX_ROWS:
                raise TooLargeError(self.file, f"more than {MAX_ROWS:,} placemarks", f"at most {MAX_ROWS:,}")
            self._placemark = {"id": attributes["id"]} if attributes.get("id") else {}
            self._shapes, self._rings, self._fault = [], [], None
        elif element in {"Data", "SimpleData"}:
            self._data = attributes.get("name", "")
        elif element == "NetworkLink":
            self.links += 1

    def text(self, data: str) -> None:
        self._held += len(data)
        limit = MAX_VERTICES * MAX_POSITION_CHARS if "coordinates" in self._path[-1:] else MAX_CELL_CHARS
        if self._held > limit:
            if self._placemark is not None and self._fault is None:
                self._fault = Fault(self._path[-1], f"more than {limit:,} characters", "less text")
            return
        self._letters.append(data)

    def end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        text = "".join(self._letters).strip()
        self._letters, self._held = [], 0
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if element == "Placemark":
            self._finish()
        elif element in {"Folder", "Document"}:
            self._folders.pop()
        elif self._placemark is None:
            if element == "name" and parent in {"Folder", "Document"} and self._folders:
                self._folders[-1] = text
        else:
            self._inside(element, text, parent=parent)

    def _inside(self, element: str, text: str, *, parent: str) -> None:
        placemark = self._placemark
        if placemark is None:
            return
        if (element in _TEXTS and parent == "Placemark") or element in _TIMES:
            placemark[element] = text
        elif (element == "value" and parent == "Data") or element == "SimpleData":
            key = self._data or "value"
            placemark[f"{key} (data)" if key in _RESERVED else key] = text
        elif element == "coordinates":
            self._shapes.append((_SHAPES.get(parent, parent), self._positions(text)))
        elif element == "LinearRing":
            self._rings.append(self._shapes.pop()[1] if self._shapes else [])
        elif element == "Polygon":
            self._shapes.append(("Polygon", self._rings))
            self._rings = []

    def _positions(self, text: str) -> list[list[float]]:
        tuples = re.sub(r"\s*,\s*", ",", text).split()
        if len(tuples) > MAX_VERTICES:
            self._fault = Fault("coordinates", f"{len(tuples):,} positions", f"at most {MAX_VERTICES:,}")
            return []
        self._positions_held += len(tuples)
        if self._positions_held > MAX_POSITIONS:
            raise TooLargeError(self.file, f"more than {MAX_POSITIONS:,} positions", f"at most {MAX_POSITIONS:,}")
        try:
            positions = [[float(number) for number in item.split(",")[:2]] for item in tuples]
        except ValueError:
            self._fault = Fault("coordinates", f"{text[:60]!r} is not numbers", "longitude,latitude")
            return []
        if any(len(position) != 2 or not all(map(isfinite, position)) for position in positions):  # noqa: PLR2004 - a pair
            self._fault = Fault("coordinates", f"{text[:60]!r} is not pairs of numbers", "longitude,latitude")
            return []
        return positions

    def _finish(self) -> None:
        placemark = {name: value for name, value in (self._placemark or {}).items() if value}
        folder = " / ".join(filter(None, self._folders[1:] or self._folders))
        self.rows.append(placemark | ({"folder": folder} if folder else {}))
        self.geometries.append(self._geometry())
        self.faults.append(self._fault)
        self._placemark = None

    def _geometry(self) -> Mapping[str, Any] | None:
        if not self._shapes or self._fault:
            return None
        if len(self._shapes) > 1:
            return {"type": "GeometryCollection", "geometries": [kind for kind, _ in self._shapes]}
        kind, positions = self._shapes[0]
        if kind == "Point":
            return {"type": "Point", "coordinates": positions[0]} if len(positions) == 1 else None
        return {"type": kind, "coordinates": positions} if positions else None
