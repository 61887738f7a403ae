"""Serve what the map loads, from the app's own origin, and send the headers that keep readers safe.

Every address under `PREFIX` carries a hash of what it gives, so that browsers may keep it for good.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import geo
from geo import store
from geo.errors import GranicaError
from geo.intake import folder
from geo.present.webmap import Addresses
from server.headers import SafetyHeaders
from server.packing import Packing
from server.preview import Preview

PREFIX: Final = "granica"
COMPONENT_DEPTH: Final = "../../"
"""From streamlit-folium's page, /component/<name>/index.html, up to the app's base path."""
ASSETS: Final = Path(geo.__file__).parent / "assets"
PAGE_SCRIPTS: Final = Path(__file__).parent / "page"
PAGE_MODULE: Final = "page.js"
"""The module of the document itself; it imports its neighbours."""
LEAFLET: Final = "js_lib_leaflet"
SCRIPTS: Final = ("leaflet.js",)
MODULE: Final = "map.js"
"""The module that the map starts from; it imports its neighbours, whose addresses so carry the same hash."""
STYLES: Final = ("leaflet.css", "basemap.css", "map.css")
FRAME_FILES: Final = frozenset({".js", ".css"})
HASH_CHARS: Final = 16
FOR_GOOD: Final = "public, max-age=31536000, immutable"
TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@lru_cache(maxsize=1)
def _files() -> Mapping[str, bytes]:
    """All files that do not change while the process lives, by the name under which they are served."""
    leaflet = resources.files(LEAFLET) / "static" / LEAFLET
    own = {f"assets/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir()) if path.suffix in TYPES}
    ground = {f"basemap/{path.name}": path.read_bytes() for path in sorted((folder.DATA / "basemap").glob("*.json"))}
    images = {f"assets/images/{path.name}": path.read_bytes() for path in (leaflet / "images").iterdir()}
    page = {f"page/{path.name}": path.read_bytes() for path in sorted(PAGE_SCRIPTS.glob("*.js"))}
    library = {f"assets/{name}": (leaflet / name).read_bytes() for name in ("leaflet.js", "leaflet.css")}
    return own | ground | images | page | library


@lru_cache(maxsize=1)
def _release() -> str:
    """Hash of everything in `_files`."""
    total = hashlib.sha256()
    for name, body in _files().items():
        total.update(name.encode() + b"\0" + body)
    return total.hexdigest()[:HASH_CHARS]


def addresses(prepared: store.Prepared) -> Addresses:
    """Addresses of the map's files, relative to the component's page."""
    release = f"{COMPONENT_DEPTH}{PREFIX}/{_release()}"
    data = f"{COMPONENT_DEPTH}{PREFIX}/{prepared.dataset.digest[:HASH_CHARS]}"
    return Addresses(
        scripts=tuple(f"{release}/assets/{name}" for name in SCRIPTS),
        module=f"{release}/assets/{MODULE}",
        styles=tuple(f"{release}/assets/{name}" for name in STYLES),
        basemap=f"{release}/basemap/",
        records=f"{data}/records.json",
        texts=f"{data}/texts.json",
    )


def head() -> str:
    """Markup for the document's head: its own module, and what the map's frame will ask for, fetched in parallel."""
    release = f"./{PREFIX}/{_release()}"
    own = [f"{release}/{name}" for name in _files() if name.startswith("page/")]
    later = [
        f"{release}/{name}" for name in _files() if name.startswith("assets/") and Path(name).suffix in FRAME_FILES
    ]
    with suppress(GranicaError):
        later.append(f"./{PREFIX}/{store.current().dataset.digest[:HASH_CHARS]}/records.json")
    modules = "".join(f'<link rel="modulepreload" href="{address}" />' for address in own)
    fetched = "".join(f'<link rel="prefetch" href="{address}" />' for address in later)
    return f'{modules}<script type="module" src="{release}/page/{PAGE_MODULE}"></script>{fetched}'


def _file(release: str, name: str) -> bytes | None:
    if release == _release():
        return _files().get(name)
    prepared = store.current()
    if release == prepared.dataset.digest[:HASH_CHARS]:
        return {"records.json": prepared.records_json, "texts.json": prepared.texts_json}.get(name)
    return None


@lru_cache(maxsize=128)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    body = _file(request.path_params["release"], name)
    if body is None:
        return Response("not found", status_code=404, media_type="text/plain")
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = _packed(body), headers | {"Content-Encoding": "gzip"}
    return Response(body, media_type=TYPES[Path(name).suffix], headers=headers)


def routes() -> list[Route]:
    """The app's own addresses, under the base path if there is one, as Streamlit's are."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    start = f"/{base}/{PREFIX}" if base else f"/{PREFIX}"
    return [Route(f"{start}/{{release}}/{{name:path}}", _serve)]


def middleware() -> list[Middleware]:
    """What every answer passes through."""
    return [Middleware(SafetyHeaders), Middleware(Packing), Middleware(Preview, head=head)]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Prepare all that is kept for good before the first reader comes, and spare the garbage collector from it.

    Data that cannot be used stop nothing here: the page says what is wrong with them.
    """
    with suppress(GranicaError):
        store.current()
    _release()
    gc.collect()
    gc.freeze()
    yield
