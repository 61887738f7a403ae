"""List the labels of countries, regions, waters and forests, with spots to try.

Spots are WGS 84 longitude and latitude in degrees; the first free one is used
at each zoom, or all free ones where a label is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

BESIDE = (
    (51.7, 23.56),
    (51.95, 23.62),
    (52.2, 23.3),
    (52.5, 23.45),
    (52.75, 23.92),
    (53.0, 23.9),
    (53.25, 23.85),
    (53.5, 23.68),
    (53.75, 23.55),
)
LETTER_SPACING_EM = {"country": 0.32, "region": 0.18}


@dataclass(frozen=True, kw_only=True)
class AreaLabel:
    """A label that names an area.

    Attributes
    ----------
    zooms
        First and last zoom that show it.
    spots
        WGS 84 (longitude, latitude) in order of preference.
    size_px
        Font size that the layout reckons with.
    repeated
        Whether every free spot is used, not only the first.
    """

    text: str
    kind: str
    zooms: tuple[int, int]
    spots: tuple[tuple[float, float], ...]
    size_px: float
    repeated: bool = False


def country(text: str, *spots: tuple[float, float], zooms: tuple[int, int] = (5, 7)) -> AreaLabel:
    """Return a country's label for small scales."""
    return AreaLabel(text=text, kind="country", zooms=zooms, spots=spots, size_px=13.0)


def along_border(text: str, offset_deg: float, zooms: tuple[int, int], *, every: int = 1) -> AreaLabel:
    """Return a country's label repeated beside the border, for large scales."""
    spots = tuple((lon + offset_deg, lat) for lat, lon in BESIDE[1::every])
    return AreaLabel(text=text, kind="country", zooms=zooms, spots=spots, size_px=12.0, repeated=True)


def region(text: str, *spots: tuple[float, float], zooms: tuple[int, int] = (7, 9)) -> AreaLabel:
    """Return a first-level region's label."""
    return AreaLabel(text=text, kind="region", zooms=zooms, spots=spots, size_px=10.5)


def water(text: str, zooms: tuple[int, int], *spots: tuple[float, float]) -> AreaLabel:
    """Return a river's or a sea's label."""
    return AreaLabel(text=text, kind="water", zooms=zooms, spots=spots, size_px=11.0)


def forest(text: str, zooms: tuple[int, int], *spots: tuple[float, float]) -> AreaLabel:
    """Return a forest's label."""
    return AreaLabel(text=text, kind="forest", zooms=zooms, spots=spots, size_px=11.0)


AREA_LABELS = (
    country("POLAND", (18.9, 53.05), (19.3, 51.5), (19.4, 52.1), (18.6, 52.3), zooms=(5, 6)),
    country("BELARUS", (27.9, 53.3), (28.2, 53.0), (28.4, 53.6), (26.6, 53.4), zooms=(5, 6)),
    country("LITHUANIA", (23.9, 55.45), (23.6, 55.3), (24.2, 55.4)),
    country("LATVIA", (25.6, 56.85), (25.4, 56.7), (26.1, 56.9)),
    country("UKRAINE", (30.6, 48.7), (27.9, 50.1), (28.4, 49.6), (30.2, 49.4), (29.0, 50.6)),
    country("RUSSIA", (34.6, 55.0), (33.2, 55.6), (34.5, 54.5), (33.0, 56.5)),
    country("GERMANY", (10.2, 51.3), (10.6, 50.6), (12.7, 52.0), (13.2, 51.1)),
    country("CZECHIA", (15.4, 49.7), (15.0, 49.9)),
    country("SLOVAKIA", (19.4, 48.7), (19.8, 48.6)),
    country("HUNGARY", (19.4, 47.1), (19.2, 47.3)),
    country("AUSTRIA", (14.4, 47.5), zooms=(5, 6)),
    country("ROMANIA", (24.9, 46.0), (24.8, 47.2), zooms=(5, 6)),
    country("MOLDOVA", (28.6, 47.3), zooms=(6, 7)),
    country("ESTONIA", (25.8, 58.7), (25.6, 58.4)),
    country("SWEDEN", (14.8, 60.3), (14.8, 57.3)),
    country("FINLAND", (26.0, 62.3), zooms=(5, 6)),
    country("NORWAY", (9.0, 61.3), zooms=(5, 6)),
    country("DENMARK", (9.3, 56.1), zooms=(5, 6)),
    country("FRANCE", (2.6, 47.0), zooms=(5, 6)),
    country("ITALY", (12.0, 43.3), zooms=(5, 6)),
    country("SERBIA", (20.8, 44.0), zooms=(5, 6)),
    country("BULGARIA", (25.2, 42.8), zooms=(5, 6)),
    country("TÜRKİYE", (34.0, 39.2), zooms=(5, 6)),
    country("IRAQ", (43.0, 33.6), zooms=(5, 7)),
    country("SYRIA", (38.5, 35.1), zooms=(5, 7)),
    country("BELGIUM", (4.8, 50.55), zooms=(6, 7)),
    country("POLAND", (22.5, 52.6), (22.35, 52.75), (22.3, 53.5), (22.4, 52.35), (21.6, 52.95), zooms=(7, 8)),
    country("BELARUS", (24.9, 52.95), (24.9, 52.75), (25.3, 52.9), (25.9, 53.0), zooms=(7, 8)),
    country("LITHUANIA", (24.55, 54.4), (24.2, 54.6), (24.9, 54.25), zooms=(8, 9)),
    country("UKRAINE", (24.45, 51.35), (25.4, 51.4), (24.9, 51.2), zooms=(8, 9)),
    country("RUSSIA\n(KALININGRAD)", (21.35, 54.68), (21.7, 54.55), zooms=(7, 9)),
    along_border("POLAND", -0.55, (9, 9), every=3),
    along_border("BELARUS", 0.45, (9, 9), every=3),
    along_border("POLAND", -0.28, (10, 10), every=2),
    along_border("BELARUS", 0.24, (10, 10), every=2),
    along_border("POLAND", -0.13, (11, 12)),
    along_border("BELARUS", 0.12, (11, 12)),
    region("PODLASKIE", (22.75, 53.25), (22.9, 52.95), (22.6, 53.05), (23.0, 53.35)),
    region("LUBELSKIE", (22.75, 51.4), (22.9, 51.6), (22.6, 51.85), (22.9, 51.1)),
    region("MAZOWIECKIE", (21.1, 52.75), (21.3, 51.85), (20.6, 52.0), (21.3, 52.9)),
    region("WARMIŃSKO-MAZURSKIE", (20.75, 53.95), (21.0, 54.1), (20.4, 54.05)),
    region("GRODNO REGION", (24.95, 53.6), (25.1, 53.4), (24.9, 53.75), (25.3, 53.7)),
    region("BREST REGION", (25.2, 52.4), (25.4, 52.3), (25.1, 52.65), (24.8, 52.35)),
    region("MINSK REGION", (27.2, 53.6), (27.4, 53.35), (27.0, 54.15), (28.2, 53.9)),
    region("VITEBSK REGION", (28.3, 55.15), (28.6, 55.3), (28.0, 55.4)),
    region("GOMEL REGION", (29.3, 52.45), (29.5, 52.6), (28.8, 52.5)),
    region("MOGILEV REGION", (29.4, 53.55), (30.6, 53.6)),
    region("VOLYN", (24.7, 51.25), (24.6, 51.05), (25.0, 51.4)),
    region("ŁÓDZKIE", (19.4, 51.55), (19.2, 51.9)),
    region("PODKARPACKIE", (22.2, 50.05), (22.3, 49.8)),
    region("ŚWIĘTOKRZYSKIE", (20.75, 50.75), (20.9, 50.6)),
    region("MAŁOPOLSKIE", (20.3, 49.85), (20.4, 50.1)),
    region("POMORSKIE", (18.1, 54.15), (18.0, 54.3)),
    region("KUJAWSKO-POMORSKIE", (18.5, 53.2), (18.4, 52.9)),
    water("Baltic Sea", (5, 8), (18.9, 55.6), (18.2, 56.2), (19.4, 55.1)),
    water("Black Sea", (5, 7), (34.0, 43.4)),
    water("North Sea", (5, 6), (3.5, 56.0)),
    water("Bug", (7, 9), (23.42, 51.88), (22.5, 52.45), (24.05, 50.85)),
    water("Bug", (10, 12), (23.5, 51.93), (23.46, 51.7), (23.5, 52.17), (23.4, 52.2)),
    water("Narew", (7, 9), (22.45, 53.02), (22.0, 53.13), (23.35, 52.97)),
    water("Narew", (10, 12), (23.6, 52.9), (23.9, 52.87), (23.3, 52.95)),
    water("Biebrza", (7, 9), (22.62, 53.42), (22.75, 53.58)),
    water("Niemen · Nyoman", (7, 9), (24.9, 53.44), (24.35, 53.53), (24.6, 53.35)),
    water("Niemen · Nyoman", (10, 12), (24.02, 53.62), (23.85, 53.8), (24.2, 53.55)),
    water("Wisła", (7, 9), (21.75, 51.15), (20.0, 52.52), (21.6, 51.62)),
    water("Pripyat", (7, 9), (26.6, 52.07), (27.4, 52.14), (25.8, 51.92)),
    water("Neris", (8, 9), (24.8, 54.78), (25.55, 54.78)),
    water("Śniardwy", (9, 11), (21.74, 53.755), (21.7, 53.75)),
    forest("Białowieża Forest", (8, 9), (24.3, 52.68), (24.32, 52.76), (24.3, 52.62), (24.14, 52.66)),
    forest("Białowieża\nForest", (10, 12), (23.76, 52.74), (23.98, 52.6), (23.74, 52.64)),
    forest("Bielaviežskaja\nPušča", (10, 12), (24.05, 52.66), (24.1, 52.6), (24.0, 52.75)),
    forest("Augustów Forest", (9, 11), (23.2, 53.88), (23.25, 53.93), (23.1, 53.9)),
    forest("Knyszyn Forest", (9, 11), (23.42, 53.23), (23.5, 53.2), (23.35, 53.2)),
)
