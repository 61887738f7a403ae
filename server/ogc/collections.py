"""What there is: the landing page, what is conformed to, the collections and what they can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import geopandas as gpd

from geo import schema, study
from geo.model import Dataset
from server import addresses, parameters
from server.answer import JSON, Content, Refusal, to_json
from server.asked import Asked
from server.records import no_such

CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Collection:
    """A collection of features.

    Attributes
    ----------
    title, description
        What it is.
    layer
        Gives its features where they are what records refer to; None where they are records.
    kind
        The kind of its records; None for all of them.
    """

    title: str
    description: str
    layer: Callable[[Dataset], gpd.GeoDataFrame] | None = None
    kind: str | None = None

    @property
    def of_records(self) -> bool:
        """Whether its features are records, and so can be selected as a link selects them."""
        return self.layer is None


COLLECTIONS: Final[Mapping[str, Collection]] = {
    "records": Collection(
        "Records",
        "What happened, or what a party says happened: who claims it, where exactly, who denies it. A record of which "
        "only an area is known has no geometry; `area` names it.",
    ),
    "deployments": Collection("Deployments", "The records of forces, exercises and barrier works.", kind="deployment"),
    "crossings": Collection("Crossings", "Road, rail and foot crossings.", layer=lambda dataset: dataset.crossings),
    "border": Collection("Border", "The border lines, one a pair of countries.", layer=lambda dataset: dataset.border),
    "areas": Collection(
        "Areas", "Border sections and areas that records without a point concern.", layer=lambda dataset: dataset.areas
    ),
}


def link(href: str, rel: str, *, media_type: str = JSON, title: str = "") -> Json:
    """Describe a link."""
    return {"href": href, "rel": rel, "type": media_type, **({"title": title} if title else {})}


def collection_of(asked: Asked) -> Collection:
    """Give the collection that the path names.

    Raises
    ------
    Refusal
        If there is none.
    """
    name = asked.path["collection"]
    if name not in COLLECTIONS:
        raise no_such("collection", name, COLLECTIONS)
    return COLLECTIONS[name]


def landing(asked: Asked) -> Content:
    """Say what this is, and where to go on."""
    root = f"{asked.site}{addresses.OGC}"
    body = {
        "title": study.current().title,
        "description": "Who says what happened, where, and who denies it: every record with its sources.",
        "attribution": f"{study.current().authors}; {study.current().credits.ground}",
        "links": [
            link(f"{root}/", "self", title="This document"),
            link(f"{root}/api", "service-desc", media_type=OPENAPI, title="The definition of the API"),
            link(f"{asked.site}/method", "service-doc", media_type="text/html", title="How the data are made"),
            link(f"{root}/conformance", "conformance", title="What this conforms to"),
            link(f"{root}/collections", "data", title="The collections"),
            link(study.current().licence.url, "license", media_type="text/html", title=study.current().licence.id),
        ],
    }
    return Content(to_json(body), JSON)


def conformance(_asked: Asked) -> Content:
    """Say what the API conforms to."""
    return Content(to_json({"conformsTo": CONFORMANCE}), JSON)


def collections(asked: Asked) -> Content:
    """List the collections."""
    body = {
        "links": [link(f"{asked.site}{addresses.OGC}/collections", "self")],
        "collections": [_described(name, asked) for name in COLLECTIONS],
    }
    return Content(to_json(body), JSON)


def collection(asked: Asked) -> Content:
    """Describe a collection."""
    collection_of(asked)
    return Content(to_json(_described(asked.path["collection"], asked)), JSON)


def _described(name: str, asked: Asked) -> Json:
    this, dataset = COLLECTIONS[name], asked.prepared.dataset
    here = f"{asked.site}{addresses.OGC}/collections/{name}"
    layer = dataset.records if this.layer is None else this.layer(dataset)
    first, last = dataset.coverage
    bounds = [] if layer.empty else [[float(degree) for degree in layer.total_bounds]]
    extent: dict[str, Json] = {"spatial": {"bbox": bounds, "crs": CRS84}} if bounds else {}
    if this.of_records:
        days = [[f"{first}T00:00:00Z", f"{last}T00:00:00Z"]]
        extent["temporal"] = {"interval": days, "trs": GREGORIAN}
    queryables = [link(f"{here}/queryables", QUERYABLES, media_type=SCHEMA)] if this.of_records else []
    return {
        "id": name,
        "title": this.title,
        "description": this.description,
        "attribution": study.current().authors if this.of_records else study.current().credits.ground,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": extent,
        "links": [
            link(here, "self"),
            link(f"{here}/items", "items", media_type=GEOJSON, title=this.title),
            *queryables,
        ],
    }


def queryables(asked: Asked) -> Content:
    """Say by what the records of a collection can be selected: the link's parameters.

    Raises
    ------
    Refusal
        If the collection does not hold records.
    """
    this = collection_of(asked)
    if not this.of_records:
        raise Refusal(HTTPStatus.NOT_FOUND, f"{this.title} cannot be selected by anything but a bounding box.")
    body = {
        "$schema": schema.DIALECT,
        "$id": f"{asked.site}{addresses.OGC}/collections/{asked.path['collection']}/queryables",
        "type": "object",
        "title": this.title,
        "properties": {
            item.name: {"title": item.name, "description": item.about, **item.rule} for item in parameters.filters()
        },
        "additionalProperties": False,
    }
    return Content(to_json(body), SCHEMA)
