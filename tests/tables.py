"""Files of other people's formats, built for a test: as bytes, with the rows that the test needs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import openpyxl

UCDP: Final = {
    "id": "1",
    "type_of_violence": "1",
    "dyad_name": "One side - Other side",
    "side_a": "One side",
    "side_b": "Other side",
    "source_original": "police",
    "source_date": "2020-05-02",
    "where_prec": "1",
    "where_coordinates": "Some town",
    "adm_1": "Some province",
    "adm_2": "Some district",
    "latitude": "12.345678",
    "longitude": "45.654321",
    "geom_wkt": "",
    "country": "Somewhere",
    "date_prec": "1",
    "date_start": "2020-05-01 00:00:00.000",
    "date_end": "2020-05-01 00:00:00.000",
    "best": "3",
    "high": "5",
    "low": "2",
}
ACLED: Final = {
    "event_id_cnty": "POL1",
    "event_date": "08 November 2021",
    "year": "2021",
    "time_precision": "1",
    "event_type": "Riots",
    "sub_event_type": "Mob violence",
    "actor1": "Rioters (International)",
    "assoc_actor_1": "Refugees/IDPs (International); Military Forces of Belarus",
    "country": "Poland",
    "admin1": "Podlaskie",
    "location": "Kuznica",
    "latitude": "53.5113",
    "longitude": "23.6486",
    "geo_precision": "1",
    "source": "Onet; TVN24",
    "notes": "On 8 November 2021, a group tried to cross the fence near Kuznica. [size=around 1000]",
    "fatalities": "0",
    "timestamp": "1636502400",
}
IOM: Final = {
    "Main ID": "2026.MMP0001",
    "Incident ID": "2026.MMP0001",
    "Region": "Europe",
    "Incident Date": "Tue, 01/13/2026 - 12:00",
    "Number Dead": "1",
    "Minimum Estimated Number of Missing": "0",
    "Number of Survivors": "",
    "Cause of Death": "Drowning",
    "Location of death": "Some village, Somewhere",
    "Information Source": "A paper, An agency",
    "Coordinates": "53.51234567, 23.65432198",
    "URL": "https://example.org/a",
    "Source Quality": "3",
}
FREE: Final = {
    "id": "1",
    "date": "2021-11-08",
    "title": "People try to cross",
    "place": "A village",
    "latitude": "53.5113",
    "longitude": "23.6486",
}


def csv_of(*rows: Mapping[str, Any], separator: str = ",", encoding: str = "utf-8", tags: Sequence[str] = ()) -> bytes:
    """Write a CSV file; its columns are all names of all rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    if tags:
        writer.writerow(tags)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return stream.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[Any], cells: Mapping[str, Any] | None = None) -> bytes:
    """Write an XLSX workbook of one sheet; `cells` sets single ones by their reference."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for reference, value in (cells or {}).items():
        sheet[reference] = value
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def ods_of(body: str, *, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    """Write an ODS workbook around the rows of its one table, given as XML."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zip_of(
        {"mimetype": mimetype.encode(), "content.xml": document.encode(), "META-INF/manifest.xml": _manifest()}
    )


def _manifest() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        b'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        b'<manifest:file-entry manifest:full-path="/" '
        b'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Pack files into an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def kml_of(*placemarks: str, before: str = "") -> bytes:
    """Write a KML document of one layer around placemarks, given as XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>A map</name><Folder><name>A layer</name>{''.join(placemarks)}</Folder></Document></kml>"
    ).encode()


def placemark(name: str = "A mark", description: str = "", point: str = "23.6486,53.5113,0", more: str = "") -> str:
    """Write a placemark, its description as CDATA."""
    place = f"<Point><coordinates>{point}</coordinates></Point>" if point else ""
    said = f"<description><![CDATA[{description}]]></description>" if description else ""
    return f"<Placemark><name>{name}</name>{said}{more}{place}</Placemark>"


def geojson_of(*features: tuple[Mapping[str, Any], Any]) -> bytes:
    """Write a FeatureCollection of pairs of properties and geometry."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": dict(properties), "geometry": geometry}
                for properties, geometry in features
            ],
        }
    ).encode()


def many(row: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give a row with each of some changes."""
    return [{**row, **change} for change in changes]
