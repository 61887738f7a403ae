"""Serve what the map loads, from the app's own origin.

Every address under `PREFIX` carries a hash of what it gives, so that browsers may keep it for good.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import geo
from geo import store, study
from geo.intake import basemap, folder
from geo.present.webmap import Addresses
from server import mapdata, widgets
from server.addresses import base
from server.held import Held

PREFIX: Final = "granica"
COMPONENT_DEPTH: Final = "../../"
"""From streamlit-folium's page, /component/<name>/index.html, up to the app's base path."""
ASSETS: Final = Path(geo.__file__).parent / "assets"
PAGE_SCRIPTS: Final = Path(__file__).parent / "page"
PAGE_STYLE: Final = Path(__file__).parent.parent / "pages" / "blocks" / "templates" / "granica.css"
"""The page's style, in the head from the first moment, so that nothing leaps when Streamlit brings it again."""
PAGE_MODULE: Final = "page.js"
"""The module of the document itself; it imports its neighbours."""
FRAME_FILES: Final = frozenset({".js", ".css"})
LEAFLET: Final = "js_lib_leaflet"
SCRIPTS: Final = ("leaflet.js",)
MODULE: Final = "map.js"
"""The module that the map starts from; it imports its neighbours, whose addresses so carry the same hash."""
STYLES: Final = ("leaflet.css", "typeface.css", "basemap.css", "map.css", "strip.css")
TYPEFACE: Final = "SourceSansVF-Upright"
"""The page's own typeface among Streamlit's files; the browser has it already."""
HASH_CHARS: Final = 16
MOST_PREFETCHED: Final = 4 * 1024 * 1024
"""Bytes; a browser that cannot keep more, as in a private window, would fetch them twice."""
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
    ground = {f"basemap/{name}": body for name, body in basemap.files(folder.basemap(study.folder())).items()}
    images = {f"assets/images/{path.name}": path.read_bytes() for path in (leaflet / "images").iterdir()}
    page = {f"page/{path.name}": path.read_bytes() for path in sorted(PAGE_SCRIPTS.glob("*.js"))}
    page[f"page/{PAGE_STYLE.name}"] = PAGE_STYLE.read_bytes()
    library = {f"assets/{name}": (leaflet / name).read_bytes() for name in ("leaflet.js", "leaflet.css")}
    return own | ground | images | page | library | {"assets/typeface.css": _typeface()}


def _typeface() -> bytes:
    """A style sheet that gives the frame the page's typeface, from the page's address for it."""
    media = resources.files("streamlit") / "static" / "static" / "media"
    (name,) = (path.name for path in media.iterdir() if path.name.startswith(TYPEFACE))
    source = f'url("../../../static/media/{name}") format("woff2")'
    return f'@font-face {{ font-family: "Source Sans"; font-weight: 200 900; src: {source}; }}\n'.encode()


@lru_cache(maxsize=1)
def release() -> str:
    """Hash of everything in `_files`."""
    total = hashlib.sha256()
    for name, body in _files().items():
        total.update(name.encode() + b"\0" + body)
    return total.hexdigest()[:HASH_CHARS]


def addresses(prepared: store.Prepared, *, held: Held | None = None) -> Addresses:
    """Addresses of the map's files, relative to the component's page.

    Parameters
    ----------
    prepared
        The data.
    held
        Where they are found if they belong to one session alone.
    """
    code = f"{COMPONENT_DEPTH}{PREFIX}/{release()}"
    data = f"{COMPONENT_DEPTH}{held.path if held else f'{PREFIX}/{prepared.dataset.digest[:HASH_CHARS]}'}"
    return Addresses(
        scripts=tuple(f"{code}/assets/{name}" for name in SCRIPTS),
        module=f"{code}/assets/{MODULE}",
        styles=tuple(f"{code}/assets/{name}" for name in STYLES),
        basemap=f"{code}/basemap/",
        records=f"{data}/{mapdata.COLUMNS}",
        texts=f"{data}/{mapdata.TEXTS}",
        found=f"{data}/{'' if held else f'{release()}/'}{mapdata.FOUND}",  # another release may find other rows
    )


def ground(corners: basemap.Corners) -> tuple[str, ...]:
    """Files of the base map that what lies between some corners is drawn on."""
    return basemap.sheets(folder.basemap(study.folder()), corners)


def modules() -> tuple[str, ...]:
    """Addresses of the map's own modules, relative to the component's page."""
    own = [name for name in _files() if name.startswith("assets/") and name.endswith(".js")]
    names = [name for name in own if Path(name).name not in SCRIPTS]
    return tuple(f"{COMPONENT_DEPTH}{PREFIX}/{release()}/{name}" for name in names)


@lru_cache(maxsize=1)
def head() -> str:
    """Markup for the document's head: its own style and module, before the framework's."""
    start = f"./{PREFIX}/{release()}"
    own = [f"{start}/{name}" for name in _files() if name.startswith("page/") and name.endswith(".js")]
    style = f'<link rel="stylesheet" href="{start}/page/{PAGE_STYLE.name}" />'
    return f'{style}{_links("modulepreload", own)}<script type="module" src="{start}/page/{PAGE_MODULE}"></script>'


def later(prepared: store.Prepared) -> str:
    """Markup for the head's end: what the page and the map's frame will ask for, fetched in parallel meanwhile."""
    columns = f"./{PREFIX}/{prepared.dataset.digest[:HASH_CHARS]}/{mapdata.COLUMNS}"
    return _of_release() + _links("prefetch", [columns] if len(prepared.columns) <= MOST_PREFETCHED else [])


@lru_cache(maxsize=1)
def _of_release() -> str:
    start = f"./{PREFIX}/{release()}"
    of_frame = [name for name in _files() if name.startswith("assets/") and Path(name).suffix in FRAME_FILES]
    drawn = [f"./static/js/{name}" for name in widgets.modules()]
    return _links("modulepreload", drawn) + _links("prefetch", [f"{start}/{name}" for name in of_frame])


def _links(how: str, files: Iterable[str]) -> str:
    return "".join(f'<link rel="{how}" href="{address}" />' for address in files)


@lru_cache(maxsize=128)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


async def _serve(request: Request) -> Response:
    code, name = request.path_params["release"], request.path_params["name"]
    prepared = store.with_digest(code) if len(code) == HASH_CHARS and code != release() else None
    if prepared:
        document, headers = name.removeprefix(f"{release()}/"), {"Cache-Control": FOR_GOOD}
        return await mapdata.answer(mapdata.of(prepared), document, request, headers=headers, keep=True)
    body = _files().get(name) if code == release() else None
    if body is None:
        return Response("not found", status_code=404, media_type="text/plain")
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = await to_thread.run_sync(_packed, body), headers | {"Content-Encoding": "gzip"}
    return Response(body, media_type=TYPES[Path(name).suffix], headers=headers)


def routes() -> list[Route]:
    """The app's own addresses, under the base path if there is one, as Streamlit's are."""
    return [Route(f"{base()}/{PREFIX}/{{release}}/{{name:path}}", _serve)]
