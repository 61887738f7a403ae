"""Name the regions and the areas: codes, English usage and local names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class RegionName:
    """A region's code (ISO 3166-2 where there is one) and its names.

    Attributes
    ----------
    local
        Names by ISO 639-1 language; the first is the main one on the ground.
    """

    code: str
    english: str
    local: Mapping[str, str]

    @property
    def main_local(self) -> str:
        """Return the main local name."""
        return next(iter(self.local.values()))


def voivodeship(code: str, english: str, adjective: str) -> RegionName:
    """Return a voivodeship's names."""
    return RegionName(code, f"{english} Voivodeship", {"pl": f"województwo {adjective}"})


def oblast(code: str, english: str, be: str, ru: str) -> RegionName:
    """Return a Belarusian region's names."""
    return RegionName(code, f"{english} Region", {"be": f"{be} вобласць", "ru": f"{ru} область"})


def county(code: str, english: str, lt: str) -> RegionName:
    """Return a Lithuanian county's names."""
    return RegionName(code, f"{english} County", {"lt": f"{lt} apskritis"})


POLISH = {
    "dolnośląskie": voivodeship("PL-02", "Lower Silesian", "dolnośląskie"),
    "kujawsko-pomorskie": voivodeship("PL-04", "Kuyavian-Pomeranian", "kujawsko-pomorskie"),
    "lubelskie": voivodeship("PL-06", "Lubelskie", "lubelskie"),
    "lubuskie": voivodeship("PL-08", "Lubusz", "lubuskie"),
    "łódzkie": voivodeship("PL-10", "Łódź", "łódzkie"),
    "małopolskie": voivodeship("PL-12", "Lesser Poland", "małopolskie"),
    "mazowieckie": voivodeship("PL-14", "Masovian", "mazowieckie"),
    "opolskie": voivodeship("PL-16", "Opole", "opolskie"),
    "podkarpackie": voivodeship("PL-18", "Subcarpathian", "podkarpackie"),
    "podlaskie": voivodeship("PL-20", "Podlaskie", "podlaskie"),
    "pomorskie": voivodeship("PL-22", "Pomeranian", "pomorskie"),
    "śląskie": voivodeship("PL-24", "Silesian", "śląskie"),
    "świętokrzyskie": voivodeship("PL-26", "Świętokrzyskie", "świętokrzyskie"),
    "warmińsko-mazurskie": voivodeship("PL-28", "Warmian-Masurian", "warmińsko-mazurskie"),
    "wielkopolskie": voivodeship("PL-30", "Greater Poland", "wielkopolskie"),
    "zachodniopomorskie": voivodeship("PL-32", "West Pomeranian", "zachodniopomorskie"),
}
BELARUSIAN = {
    "Brest": oblast("BY-BR", "Brest", "Брэсцкая", "Брестская"),
    "City of Minsk": RegionName("BY-HM", "Minsk City", {"be": "Мінск", "ru": "Минск"}),
    "Gomel": oblast("BY-HO", "Gomel", "Гомельская", "Гомельская"),
    "Grodno": oblast("BY-HR", "Grodno", "Гродзенская", "Гродненская"),
    "Mogilev": oblast("BY-MA", "Mogilev", "Магілёўская", "Могилёвская"),
    "Minsk": oblast("BY-MI", "Minsk", "Мінская", "Минская"),
    "Vitebsk": oblast("BY-VI", "Vitebsk", "Віцебская", "Витебская"),
}
LITHUANIAN = {
    "Alytaus": county("LT-AL", "Alytus", "Alytaus"),
    "Klaipedos": county("LT-KL", "Klaipėda", "Klaipėdos"),
    "Kauno": county("LT-KU", "Kaunas", "Kauno"),
    "Marijampoles": county("LT-MR", "Marijampolė", "Marijampolės"),
    "Panevezio": county("LT-PN", "Panevėžys", "Panevėžio"),
    "Šiauliai": county("LT-SA", "Šiauliai", "Šiaulių"),
    "Taurages": county("LT-TA", "Tauragė", "Tauragės"),
    "Telšiai": county("LT-TE", "Telšiai", "Telšių"),
    "Utenos": county("LT-UT", "Utena", "Utenos"),
    "Vilniaus": county("LT-VL", "Vilnius", "Vilniaus"),
}
UKRAINIAN = {
    "Volyn": RegionName("UA-07", "Volyn Oblast", {"uk": "Волинська область"}),
    "Zhytomyr": RegionName("UA-18", "Zhytomyr Oblast", {"uk": "Житомирська область"}),
    "L'viv": RegionName("UA-46", "Lviv Oblast", {"uk": "Львівська область"}),
    "Rivne": RegionName("UA-56", "Rivne Oblast", {"uk": "Рівненська область"}),
}
AREA_NAMES = {
    "podlaskie-border-section": RegionName(
        "podlaskie-border-section",
        "Podlaskie section of the Poland–Belarus border",
        {"pl": "Podlaski odcinek granicy polsko-białoruskiej"},
    ),
    "lubelskie-border-section": RegionName(
        "lubelskie-border-section",
        "Lubelskie section of the Poland–Belarus border",
        {"pl": "Lubelski odcinek granicy polsko-białoruskiej"},
    ),
    "poland-belarus-border": RegionName(
        "poland-belarus-border",
        "Poland–Belarus border",
        {"pl": "Granica polsko-białoruska", "be": "Польска-беларуская мяжа"},
    ),
    "lithuania-belarus-border": RegionName(
        "lithuania-belarus-border",
        "Lithuania–Belarus border",
        {"lt": "Lietuvos ir Baltarusijos siena", "be": "Літоўска-беларуская мяжа"},
    ),
    "latvia-belarus-border": RegionName(
        "latvia-belarus-border",
        "Latvia–Belarus border",
        {"lv": "Latvijas–Baltkrievijas robeža", "be": "Латвійска-беларуская мяжа"},
    ),
    "ukraine-belarus-border": RegionName(
        "ukraine-belarus-border",
        "Ukraine–Belarus border",
        {"uk": "Білорусько-український кордон", "be": "Беларуска-ўкраінская мяжа"},
    ),
    "podlaskie-voivodeship": POLISH["podlaskie"],
    "lubelskie-voivodeship": POLISH["lubelskie"],
    "grodno-region": BELARUSIAN["Grodno"],
    "brest-region": BELARUSIAN["Brest"],
    "grodno-and-brest-regions": RegionName(
        "grodno-and-brest-regions",
        "Grodno and Brest regions",
        {"be": "Гродзенская і Брэсцкая вобласці", "ru": "Гродненская и Брестская области"},
    ),
    "belarus": RegionName("BY", "Belarus", {"be": "Беларусь", "ru": "Беларусь"}),
    "latgale": RegionName("LV-LATGALE", "Latgale", {"lv": "Latgale"}),
    "emergency-belt": RegionName(
        "emergency-belt",
        "State-of-emergency belt (approximation)",
        {"pl": "Strefa stanu wyjątkowego (przybliżenie)"},
    ),
}
