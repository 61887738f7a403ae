"""Name the places of the base map as English readers of this subject meet them.

Polish places keep their Polish spelling. Belarusian places carry a Latin form
and the Belarusian one; the Latin form follows the Russian spelling, as press
and agency reports of 2021 do (Grodno, Volkovysk, Svisloch).
"""

from __future__ import annotations

from dataclasses import dataclass

BELARUSIAN_PLACES = {
    "Minsk": ("Minsk", "Мінск"),
    "Hrodna": ("Grodno", "Гродна"),
    "Brest": ("Brest", "Брэст"),
    "Homyel'": ("Gomel", "Гомель"),
    "Mahilyow": ("Mogilev", "Магілёў"),
    "Vitebsk": ("Vitebsk", "Віцебск"),
    "Bobruysk": ("Bobruisk", "Бабруйск"),
    "Baranovichi": ("Baranovichi", "Баранавічы"),
    "Barysaw": ("Borisov", "Барысаў"),
    "Pinsk": ("Pinsk", "Пінск"),
    "Mazyr": ("Mozyr", "Мазыр"),
    "Lida": ("Lida", "Ліда"),
    "Soligorsk": ("Soligorsk", "Салігорск"),
    "Novopolotsk": ("Novopolotsk", "Наваполацк"),
    "Maladziečna": ("Molodechno", "Маладзечна"),
    "Polotsk": ("Polotsk", "Полацк"),
    "Horad Zhodzina": ("Zhodino", "Жодзіна"),
    "Slutsk": ("Slutsk", "Слуцк"),
    "Kobryn": ("Kobrin", "Кобрын"),
    "Slonim": ("Slonim", "Слонім"),
    "Vaukavysk": ("Volkovysk", "Ваўкавыск"),
    "Kalinkovichi": ("Kalinkovichi", "Калінкавічы"),
    "Smarhoń": ("Smorgon", "Смаргонь"),
    "Dzyarzhynsk": ("Dzerzhinsk", "Дзяржынск"),
    "Osipovichi": ("Osipovichi", "Асіповічы"),
    "Byaroza": ("Bereza", "Бяроза"),
    "Novogrudok": ("Novogrudok", "Навагрудак"),
    "Vileyka": ("Vileika", "Вілейка"),
    "Smaliavičy": ("Smolevichi", "Смалявічы"),
    "Luninyets": ("Luninets", "Лунінец"),
    "Ivatsevichi": ("Ivatsevichi", "Івацэвічы"),
    "Pruzhany": ("Pruzhany", "Пружаны"),
    "Pastavy": ("Postavy", "Паставы"),
    "Hlybokaye": ("Glubokoye", "Глыбокае"),
    "Stowbtsy": ("Stolbtsy", "Стоўбцы"),
    "Lyepyel’": ("Lepel", "Лепель"),
    "Zaslawye": ("Zaslavl", "Заслаўе"),
    "Oshmyany": ("Oshmyany", "Ашмяны"),
    "Nesvizh": ("Nesvizh", "Нясвіж"),
    "Ivanovo": ("Ivanovo", "Іванава"),
    "Žytkavičy": ("Zhitkovichi", "Жыткавічы"),
    "Logoysk": ("Logoisk", "Лагойск"),
    "Astraviec": ("Ostrovets", "Астравец"),
    "Shchuchyn": ("Shchuchin", "Шчучын"),
    "Drogichin": ("Drogichin", "Драгічын"),
    "Zhabinka": ("Zhabinka", "Жабінка"),
    "Mosty": ("Mosty", "Масты"),
    "Stolin": ("Stolin", "Столін"),
    "Hantsavichy": ("Gantsevichi", "Ганцавічы"),
    "Malorita": ("Malorita", "Маларыта"),
    "Mikashevichy": ("Mikashevichi", "Мікашэвічы"),
    "Byarozawka": ("Berezovka", "Бярозаўка"),
    "Kletsk": ("Kletsk", "Клецк"),
    "Byelaazyorsk": ("Beloozersk", "Белаазёрск"),
    "Lyakhovichi": ("Lyakhovichi", "Ляхавічы"),
    "Volozhin": ("Volozhin", "Валожын"),
    "Skidel’": ("Skidel", "Скідзель"),
    "Kamenets": ("Kamenets", "Камянец"),
    "Dyatlovo": ("Dyatlovo", "Дзятлава"),
    "Krasnosel’skiy": ("Krasnoselsky", "Краснасельскі"),
    "Iwye": ("Ivye", "Іўе"),
    "Myadzyel": ("Myadel", "Мядзел"),
    "Ross’": ("Ross", "Рось"),
    "Zel’va": ("Zelva", "Зэльва"),
    "Svislach": ("Svisloch", "Свіслач"),
    "Davyd-Haradok": ("David-Gorodok", "Давыд-Гарадок"),
    "Vyalikaya Byerastavitsa": ("Bolshaya Berestovitsa", "Вялікая Бераставіца"),
    "Korelichi": ("Korelichi", "Карэлічы"),
    "Voronovo": ("Voronovo", "Воранава"),
    "Vysokaye": ("Vysokoye", "Высокае"),
    "Motal’": ("Motol", "Моталь"),
    "Tsyelyakhany": ("Telekhany", "Целяханы"),
    "Ostryna": ("Ostrino", "Астрына"),
    "Indura": ("Indura", "Індура"),
    "Znamenka": ("Znamenka", "Знаменка"),
    "Kamyanyuki": ("Kamenyuki", "Камянюкі"),
    "Damachava": ("Domachevo", "Дамачава"),
    "Azyory": ("Ozyory", "Азёры"),
    "Sopotskin": ("Sopotskin", "Сапоцкін"),
    "Korobchicy": ("Korobchitsy", "Каробчыцы"),
    "Porazava": ("Porozovo", "Поразава"),
    "Rahozna": ("Rogozno", "Рагозна"),
    "Charnawchytsy": ("Chernavchitsy", "Чарнаўчыцы"),
}
OTHER_SPELLINGS = {
    "Warsaw": "Warszawa",
    "L'viv": "Lviv",
    "Klaipeda": "Klaipėda",
    "Liepaja": "Liepāja",
    "Lutsk": "Lutsk",
    "Rivne": "Rivne",
    "Kyiv": "Kyiv",
    "Riga": "Rīga",
    "Vilnius": "Vilnius",
    "Prague": "Praha",
    "Kryvyy Rih": "Kryvyi Rih",
    "Zaporizhzhya": "Zaporizhzhia",
    "Vinnytsya": "Vinnytsia",
    "Chisinau": "Chișinău",
    "Sheptytskyi": "Chervonohrad",
    "Zvyahel": "Novohrad-Volynskyi",
}


@dataclass(frozen=True)
class HandPlace:
    """A place that no package has, or has wrongly: set by hand."""

    name: str
    second: str
    lon: float
    lat: float


HAND_PLACES = (
    HandPlace("Bruzgi", "Брузгі", 23.6900, 53.5290),
    HandPlace("Czeremcha", "", 23.3480, 52.5171),
)
# Districts of a city that the gazetteer lists as places of their own.
DISTRICTS = frozenset({"Borshchahivka", "Holosiyiv", "Desna", "Zasyadko"})
FEATURED_POLISH = frozenset(
    {
        ("Białowieża", "hajnowski"),
        ("Bobrowniki", "białostocki"),
        ("Dubicze Cerkiewne", "hajnowski"),
        ("Gródek", "białostocki"),
        ("Hajnówka", "hajnowski"),
        ("Krynki", "sokólski"),
        ("Kuźnica", "sokólski"),
        ("Lipsk", "augustowski"),
        ("Michałowo", "białostocki"),
        ("Mielnik", "siemiatycki"),
        ("Narewka", "hajnowski"),
        ("Nowy Dwór", "sokólski"),
        ("Połowce", "hajnowski"),
        ("Sławatycze", "bialski"),
        ("Sokółka", "sokólski"),
        ("Terespol", "bialski"),
        ("Usnarz Górny", "sokólski"),
        ("Włodawa", "włodawski"),
    }
)
FEATURED_OTHER = frozenset(
    {
        "Bolshaya Berestovitsa",
        "Bruzgi",
        "Czeremcha",
        "Domachevo",
        "Kamenyuki",
        "Sopotskin",
        "Svisloch",
        "Vysokoye",
    }
)
FEATURED_POST_OFFICES = frozenset({"Gozha"})
LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "yo",
        ],
        strict=True,
    )
)


def latin(russian: str) -> str:
    """Return a Russian place name in Latin letters, simplified for a map."""
    word = "".join(LATIN.get(letter, letter) for letter in russian.lower())
    shortened = word.replace("iy", "y").replace("yi", "y")
    return "-".join(" ".join(w.capitalize() for w in p.split(" ")) for p in shortened.split("-"))
