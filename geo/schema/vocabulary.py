"""The words of the data: each with the label that readers see and the definition that the codebook shows."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import Final, Generic
from weakref import ref

from geo import kept, study
from geo.terms import AnyTerm, Category, Family, Measure, Term, index


class OfStudy(Mapping[str, AnyTerm], Generic[AnyTerm]):
    """A vocabulary that the study in use takes part in; it is asked anew each time, so that it may change."""

    def __init__(self, terms: Callable[[study.Study], dict[str, AnyTerm]]) -> None:
        self._terms = kept.with_first(size=1)(terms)
        self._last: tuple[Callable[[], study.Study | None], dict[str, AnyTerm]] = (lambda: None, {})

    def _now(self) -> dict[str, AnyTerm]:
        """The terms of the study in use; a page asks for them a thousand times, and for the same ones."""
        used, (of, terms) = study.current(), self._last
        if of() is not used:
            terms = self._terms(used)
            self._last = (ref(used), terms)
        return terms

    def __getitem__(self, code: str) -> AnyTerm:
        """Give the term of a code."""
        return self._now()[code]

    def __iter__(self) -> Iterator[str]:
        """Go through the codes in their order."""
        return iter(self._now())

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self._now())

    def items(self) -> ItemsView[str, AnyTerm]:
        """Give codes with their terms, in their order."""
        return self._now().items()

    def values(self) -> ValuesView[AnyTerm]:
        """Give the terms in their order."""
        return self._now().values()


KINDS: Final = index(
    Term("incident", "Incident", "Something that happened, or that a party says happened, on a day or over some days."),
    Term(
        "humanitarian", "Humanitarian", "Aid, camps, rescue, medical care and conditions of the people at the border."
    ),
    Term(
        "deployment",
        "Deployment",
        "A force, unit, exercise or barrier work that is in place, or announced, over a time.",
    ),
    Term("policy", "Policy", "A decision, closure, restriction, sanction or official statement."),
    Term(
        "statistic",
        "Published total",
        "A count that somebody published for a period; not an event.",
    ),
)

OTHER_FAMILY: Final = "other"
"""The family of what fits no other; it is there only where a study has a category of it."""
_FAMILIES: Final = index(
    Family("crossing", "Crossing and fence", "Attempts to cross, damage to the fence, arrests of couriers."),
    Family("force", "Force and arms", "Force used or threatened, shots, armed persons."),
    Family("death", "Death", "A death, or the finding of a body."),
    Family("pushback", "Pushback", "People returned over the line without a procedure."),
    Family("people", "Camp and aid", "Camps, aid, rescue and medical care, and protest over how people are treated."),
    Family("policy", "Policy and closure", "Decisions, closures, restrictions, sanctions."),
    Family("deployment", "Deployment", "Forces, exercises and barrier works."),
    Family(
        "published",
        "Statement and total",
        "What somebody said of the crisis as a whole, or counted for a period; no event, and drawn as none.",
        drawn=False,
    ),
    Family(OTHER_FAMILY, "Other", "What other data sets or tables give without a category of ours."),
)

_CATEGORIES: Final = index(
    Category(
        "border_breach_attempt",
        "Crossing attempt",
        "People try to cross the line outside a crossing, whether or not they succeed.",
        "crossing",
    ),
    Category(
        "fence_damage",
        "Fence damage",
        "The fence, the wire or a border post is cut, bridged, damaged or pulled down.",
        "crossing",
    ),
    Category(
        "smuggling_arrest",
        "Courier arrest",
        "Somebody is held on suspicion of helping people to cross or travel on for gain.",
        "crossing",
    ),
    Category(
        "use_of_force",
        "Use of force",
        "Force between persons: stones, gas, water cannon, lasers, beating, dogs.",
        "force",
    ),
    Category(
        "armed_incident",
        "Armed incident",
        "Shots, aimed or drawn weapons, threats to shoot, armed persons over the line.",
        "force",
    ),
    Category("death", "Death", "A death, the finding of a body, or the loss of an unborn child.", "death"),
    Category(
        "pushback",
        "Pushback",
        "People are returned over the line without an individual procedure, or such returns are reported.",
        "pushback",
    ),
    Category("camp", "Camp", "People staying in one place at the line, or held in a centre.", "people"),
    Category("humanitarian_aid", "Aid and rescue", "Food, shelter, rescue, legal help, return flights.", "people"),
    Category("medical", "Medical", "Illness, injury or treatment of people at the border.", "people"),
    Category("closure", "Closure", "A crossing, road, zone or airspace is closed or reopened.", "policy"),
    Category("policy", "Policy", "A law, decree, emergency, or decision of an authority.", "policy"),
    Category(
        "travel_restriction",
        "Travel restriction",
        "An airline, airport or consulate stops carrying or admitting people bound for the border.",
        "policy",
    ),
    Category("sanctions", "Sanctions", "Sanctions prepared, adopted or answered.", "policy"),
    Category("statement", "Statement", "What an authority or organisation says of the crisis as a whole.", "published"),
    Category(
        "statistics",
        "Published total",
        "A count for a period, published by an authority or an organisation.",
        "published",
    ),
    Category(
        "force_deployment",
        "Force deployment",
        "Soldiers, police or guards sent, in place, announced or withdrawn.",
        "deployment",
    ),
    Category("military_exercise", "Military exercise", "Exercises, patrol flights, drills.", "deployment"),
    Category("barrier_construction", "Barrier works", "Wire, fence or wall planned, built or finished.", "deployment"),
)

CATEGORIES: Final = OfStudy(lambda study: index(*_CATEGORIES.values(), *study.categories))
"""Categories: those that every study knows, then those that the study in use adds."""
FAMILIES: Final = OfStudy(
    lambda study: {
        code: family
        for code, family in _FAMILIES.items()
        if code != OTHER_FAMILY or any(category.family == code for category in study.categories)
    }
)
"""Families of categories, in the order of the key."""

DATE_PRECISIONS: Final = index(
    Term("day", "Day", "The source gives the day."),
    Term("range", "Range", "The record lasts from its start to its end, or the source gives only a range of days."),
    Term("month", "Month", "The source gives only the month; start and end are its first and last day."),
    Term("approx", "About", "The day is inferred from the publication or from words like 'recently'."),
)

PRECISIONS: Final = index(
    Term(
        "exact_site", "Exact site", "A named site: a crossing, a building, a training ground. Drawn as a filled symbol."
    ),
    Term("locality", "Locality", "A named village or town; the symbol stands at its centre. Drawn filled."),
    Term(
        "district",
        "District",
        "A guard post's stretch or a neighbourhood of a place, up to 25 km. Drawn hollow, with its circle.",
    ),
    Term(
        "region",
        "Region",
        "A border section or a first-level unit of a country. Drawn as that line or area, never as a point.",
    ),
    Term("country", "Country or wider", "A country, or no place at all. Listed, not drawn."),
)
POINT_PRECISIONS: Final = frozenset({"exact_site", "locality", "district"})

_SIDES: Final = index(
    Term("line", "On the line", "The point lies within 100 m of the line, or the record concerns a stretch of it."),
    Term("other", "Elsewhere", "The place is in another country, or the record names no place."),
)
SIDES: Final = OfStudy(lambda study: index(*study.sides, *_SIDES.values()))
"""Sides of the line: those that the study names, then on the line and elsewhere."""

CONFIDENCES: Final = index(
    Term(
        "confirmed_multiple",
        "Corroborated",
        "At least two independent sides say so. Several outlets repeating one side do not count.",
    ),
    Term("single_source", "One side", "One side says so, in however many outlets, and nobody is known to deny it."),
    Term("disputed", "Disputed", "A named party denies it, or gives another account."),
)

_CLAIMANT_SIDES: Final = index(
    Term("other state", "Another state", "Any other state."),
    Term("EU/NATO", "EU or NATO", "Institutions of the European Union, and NATO."),
    Term("IGO", "International organisation", "UN bodies, IOM, UNHCR, the Council of Europe."),
    Term("NGO", "Organisation", "Aid and rights organisations, churches, campaigns and their volunteers."),
    Term("media", "Media", "Reporters' own observation; not a report of what an authority said."),
    Term("business", "Business", "Airlines, hauliers and other companies."),
    Term("local", "Local people", "Residents, doctors and local initiatives."),
    Term("migrants", "People on the move", "The people who try to cross, their relatives and companions."),
)
CLAIMANT_SIDES: Final = OfStudy(lambda study: index(*study.claimant_sides, *_CLAIMANT_SIDES.values()))
"""Sides that claimants belong to: those that the study names, then those that every study knows."""
DENIER_SIDES: Final = OfStudy(
    lambda study: index(
        Term("anyone", "Anybody", "Any named party denies it or tells it otherwise."),
        *study.claimant_sides,
        *_CLAIMANT_SIDES.values(),
    )
)
"""Sides that those who deny belong to, and anybody."""

OWN: Final = "own"
"""The code of records that are the study's own, beside the data sets that it holds."""
DATASETS: Final = OfStudy(
    lambda study: index(
        Term(OWN, study.title.partition(":")[0], "Records of the study itself."),
        *(Term(item.code, item.title or item.code, "Records of somebody else's data set.") for item in study.datasets),
    )
)
"""Whose records they are: the study's own, and those of each data set that it holds."""

END_STATUSES: Final = index(
    Term("known", "Known end", "`end` is the last day."),
    Term("ongoing", "Ongoing", "Still in place at the end of the period that the data cover."),
    Term("unknown", "End unknown", "No source says when it ended; shown as open."),
    Term("same_day", "Same day", "It began and ended on the day of `start`."),
    Term(
        "superseded",
        "Superseded",
        "The next count or announcement takes its place; `end` is the day before, computed; nobody said that it ended.",
    ),
)
OPEN_ENDS: Final = frozenset({"ongoing", "unknown"})

STATUSES: Final = index(
    Term("announced", "Announced", "Somebody said it would be there."),
    Term("in_place", "In place", "It was there."),
    Term("withdrawn", "Withdrawn", "It was taken away."),
)

UNIT_TYPES: Final = index(
    Term("army", "Army", "Land forces of any kind, including engineers."),
    Term("territorial", "Territorial defence", "Territorial or national guard units."),
    Term("airborne", "Airborne", "Paratroopers and special operations forces."),
    Term("air", "Air force", "Aircraft, helicopters, air defence."),
    Term("border_guard", "Border guard", "Border guards of any country."),
    Term("police", "Police", "Police and riot police."),
    Term("mixed", "Mixed", "Several of these together."),
    Term("works", "Barrier works", "Builders and works on a barrier."),
    Term("other", "Other", "Any other, or not said."),
)

MEASURES: Final = index(
    Measure(
        "attempts",
        "Crossing attempts",
        "Attempts to cross as a border service counts them; never people, never detections.",
        "attempts",
    ),
    Measure(
        "people_present", "People present", "People in a camp, a group, a centre or an area at one time.", "people"
    ),
    Measure("people_expected", "People expected", "People said to be coming or likely to come.", "people"),
    Measure(
        "people_crossed", "People crossed", "People who got, or tried to get, over the line in one event.", "people"
    ),
    Measure("people_moved", "People moved", "People taken from one place to another within a country.", "people"),
    Measure("people_returned", "People returned", "People sent back over the line or flown home.", "people"),
    Measure("people_rescued", "People rescued", "People brought out of danger.", "people"),
    Measure(
        "missing", "Missing", "People who are missing, by whose count the note says; never added to the dead.", "people"
    ),
    Measure("survivors", "Survivors", "People who survived what others died of.", "people"),
    Measure("applications", "Applications", "People who applied, or could apply, for protection.", "people"),
    Measure(
        "detained",
        "Detained",
        "People detained or arrested, migrants, couriers and others; the note says who.",
        "people",
    ),
    Measure("killed", "Dead", "People who died; the note says where and by whose count.", "people"),
    Measure("injured", "Injured", "People injured.", "people"),
    Measure("treated", "Treated", "People treated, hospitalised or reported ill.", "people"),
    Measure("personnel", "Personnel", "Soldiers, police or guards; the note says of which force.", "people"),
    Measure(
        "participants", "Participants", "People taking part in a protest, an action, a crime under inquiry.", "people"
    ),
    Measure("aircraft", "Aircraft", "Aeroplanes and helicopters.", "items"),
    Measure(
        "equipment",
        "Equipment",
        "Vehicles, pieces of equipment, ambulances, vehicles damaged, lorries waiting.",
        "items",
    ),
    Measure("shots", "Shots", "Shots, volleys, shooting episodes.", "events"),
    Measure("events", "Events", "Things counted that no other measure covers; the note says what.", "events"),
    Measure("barrier_length", "Barrier length", "Length of wire, fence or wall.", "km"),
    Measure("barrier_height", "Barrier height", "Height of a fence or wall.", "m"),
    Measure("distance", "Distance", "A published distance, width or length other than of a barrier.", "km"),
    Measure("localities", "Localities", "Localities or areas covered by a measure.", "localities"),
    Measure("aid", "Aid", "Aid delivered, by mass or volume; the unit says which.", "t"),
    Measure("duration", "Duration", "A published length of time; the unit says which.", "days"),
    Measure("votes", "Votes", "Votes in a parliament.", "votes"),
    Measure("temperature", "Temperature", "Air temperature.", "°C"),
    Measure("share", "Share", "A percentage.", "%"),
)
UNITS: Final = (
    "people",
    "attempts",
    "items",
    "events",
    "km",
    "m",
    "localities",
    "t",
    "litres",
    "days",
    "hours",
    "weeks",
    "votes",
    "°C",
    "%",
)

PERIOD_TYPES: Final = index(
    Term("day", "Day", "One day; only these make a daily series."),
    Term("month", "Month", "A calendar month."),
    Term("year", "Year", "A calendar year."),
    Term("cumulative", "Cumulative", "From the first to the last day given; never plotted as a day."),
)

TITLE_BASES: Final = index(
    Term("headline", "Headline", "The headline as published."),
    Term("excerpt", "Excerpt", "Words of the page, shortened."),
    Term(
        "url_slug",
        "Rebuilt from the address",
        "Put together from the page's address; link text only, not to be quoted.",
    ),
    Term("descriptive", "Descriptive", "Our own description of the page."),
)

ADDRESS_STATES: Final = index(
    Term("alive", "Still there", "The address gives the page, or sends on to it for the time being."),
    Term("moved", "Moved", "The address sends on to another one for good."),
    Term("gone", "Gone", "The address gives no page any more, or only the front page of the site."),
)
"""What became of a source's address."""

CHECKS: Final = index(
    Term("page", "Public page", "A public page was read that says it."),
    Term("article", "Article", "One of the articles that the data started from says it."),
    Term("register", "Register", "Compared with the register that the data came from; no page could be found."),
)
"""How a record was checked."""

BEARINGS: Final = index(
    Term("claim", "Claim", "The source says that it happened."),
    Term("denial", "Denial", "The source carries the denial, or the other account."),
    Term("figure", "Figure", "The source gives a number."),
)
"""What a source bears for a record."""

VOCABULARIES: Final[Mapping[str, Mapping[str, Term]]] = {
    "kind": KINDS,
    "category": CATEGORIES,
    "date_precision": DATE_PRECISIONS,
    "geo_precision": PRECISIONS,
    "side": SIDES,
    "confidence": CONFIDENCES,
    "claimant_sides": CLAIMANT_SIDES,
    "denier_sides": CLAIMANT_SIDES,
    "end_status": END_STATUSES,
    "unit_type": UNIT_TYPES,
    "status": STATUSES,
    "measure": MEASURES,
}
"""The vocabularies by the name of the field that they are for."""
