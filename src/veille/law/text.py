"""What a rule file may hold: frozen structs, so that an unknown key or a wrong type is refused."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

from .answer import Outcome, ReferredTo, Source, Words
from .case import Measure

#: A string that something must stand in.
Said = str
#: The schedule of what no schedule holds.
NOWHERE = "none"


Comparison = Literal["at_most", "less_than", "more_than", "at_least"]


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act, an order, a ruling or a directive; `date`: when it was made or took effect.

    `link` leads to the text itself; empty where none is known that does. `link_fr`: to its French.
    """

    act: Words
    date: date
    link: str = ""
    link_fr: str = ""


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade of offence that the file declares: “felony”. A higher `rank` is graver."""

    en: Said
    fr: Said
    rank: int = 0


class Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Holds on the days [begins, until); without `until`, to this day. Each has its reference.

    `source`: how it was checked. `link`: to the provision, where that is another than the act's.
    """

    begins: date = msgspec.field(name="from")
    until: date | None = None
    reference: Said
    section: Said
    section_fr: str = ""
    source: Source
    link: str = ""
    link_fr: str = ""

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day < self.until)


class Far(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Farther than so many metres from each of these."""

    metres: Decimal
    of: tuple[str, ...]


class Version(Dated, frozen=True, kw_only=True):
    """A rule as it read for some time: what it says, and when it holds.

    With an `outcome` it decides. With `after` it adds something to what was decided: a duty of
    the police, a fine, a sentence to the text. All conditions that are given must hold.

    `overrides`: rules that do not decide, or add nothing, where this one holds, though they are
    milder. `unsure`: why nobody can tell whether this rule holds even where its conditions do. In
    `text`, {at_most}, {more_than} … stand for the amount in the table of that comparison, so that
    no figure is written twice; {in_all} is the amount of the one table that counts several
    together.
    """

    text: Words

    outcome: Outcome | None = None
    overrides: tuple[str, ...] = ()
    unsure: Words | None = None
    grade: str = ""
    after: tuple[Outcome, ...] = ()
    max_years: dict[str, Decimal] = {}
    maximum: dict[str, Words] = {}
    seized: bool | None = None
    referred_to: ReferredTo | None = None
    fine: tuple[Decimal, Decimal, str] | None = None
    police_must_consider_alternatives: bool = False

    age_from: int | None = None
    age_under: int | None = None
    substances: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    places_not: tuple[str, ...] = ()
    farther_than: Far | None = None
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_most: str = ""
    less_than: str = ""
    more_than: str = ""
    at_least: str = ""

    @property
    def circumstances(self) -> tuple[str, ...]:
        """All that this rule asks about."""
        return (*self.all_of, *self.any_of, *self.none_of)

    @property
    def limits(self) -> tuple[tuple[Comparison, str], ...]:
        """Each comparison with the table of amounts that it is made with."""
        given: tuple[tuple[Comparison, str], ...] = (
            ("at_most", self.at_most),
            ("less_than", self.less_than),
            ("more_than", self.more_than),
            ("at_least", self.at_least),
        )
        return tuple(each for each in given if each[1])


class Amounts(Dated, frozen=True, kw_only=True):
    """Amounts to measure against: of each substance (`of`), or of several together.

    `sum_of_fractions`: what is carried of each is divided by its amount, and the sum is measured
    against this number; with `kinds_from`, only where at least so many kinds are carried;
    `fractions_of`: the table whose amounts these are, where several numbers share them.
    `passed_by`: of several measures of one substance, whether any or only all of them above their
    limits pass the amount. `active_if_known`: the active principle counts where it is known, and
    the weight as it is where not. `counted_in`: what the number of a sum is of.
    """

    of: dict[str, dict[Measure, Decimal]] = {}
    together: tuple[str, ...] = ()
    in_all: dict[Measure, Decimal] = {}
    sum_of_fractions: Decimal | None = None
    fractions_of: str = ""
    kinds_from: int = 0
    passed_by: Literal["any", "all"] = "any"
    active_if_known: bool = False
    counted_in: Words | None = None


class Membership(Dated, frozen=True, kw_only=True):
    """These substances stand in this schedule.

    `asserted`: none is named there; they are said to be reached by its class words (derivatives,
    analogues). The schedule NOWHERE holds what the act leaves alone.
    """

    schedule: str
    substances: tuple[str, ...]
    asserted: bool = False


class Listing(Dated, frozen=True, kw_only=True):
    """Items of the act's own schedules (see `Jurisdiction.items`) stand there on these days.

    `items`: numbers, each with its subitems; empty: all of the schedule but `not_items`.
    """

    schedule: str
    items: tuple[str, ...] = ()
    not_items: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item of a schedule, as an act prints it. `reaches`: salts, derivatives, analogues …;
    `open`: its list is not closed. `excluded`: named to be left out; so is what is in `but_not`."""

    schedule: str
    number: str
    en: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    open: bool = False
    excluded: bool = False
    repealed: str = ""
    begins: date | None = msgspec.field(name="from", default=None)
    until: date | None = None


class Youth(Dated, frozen=True, kw_only=True):
    """Youth justice is for those from one age on (`since`) and `under` another."""

    under: int
    since: int = 0


class Record(Dated, frozen=True, kw_only=True):
    """When a record of a conviction is kept apart: on a day for those before `older_than`; later
    ones so many years after conviction or the end of the sentence, whichever is later, and then
    with `later_deemed_never` the person is deemed never to have been convicted."""

    older_than: date
    older_on: date
    years_after: int
    later_deemed_never: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that people remember and that changed no rule."""

    date: date
    reference: Said
    section: Said
    section_fr: str = ""
    source: Source
    text: Words


#: What a person is helped with, in the order in which they need it.
HelpWith = Literal["overdose", "limits", "silence", "lawyer", "legal_aid", "police", "hearing"]
HELP_WITH: tuple[HelpWith, ...] = get_args(HelpWith)


class Help(Dated, frozen=True, kw_only=True):
    """What a person can do or ask for. `limits`: how far what is said under `overdose` reaches.

    Of one kind, what the narrowest jurisdiction says counts. `phone`: whom to call.
    """

    kind: HelpWith
    text: Words
    phone: str = ""


class Beyond(Dated, frozen=True, kw_only=True):
    """What a large amount, or the way it is kept, may be taken as a sign of: an offence graver
    than possession, which the answer to a case of possession leaves out."""

    text: Words


#: What a commission may do with a case, in words that no jurisdiction owns.
Decides = Literal[
    "provisional_suspension",
    "suspended_determination",
    "suspended_sanction",
    "warning",
    "fine",
    "other_measure",
    "acquittal",
    "closed",
]


#: Measures that a commission may impose or propose, in words that no jurisdiction owns.
CommissionMeasure = Literal[
    "profession",
    "place",
    "company",
    "abroad",
    "reporting",
    "licence",
    "objects",
    "benefit",
    "service",
    "donation",
]


class CommissionDecision(Dated, frozen=True, kw_only=True):
    """What a dissuasion commission may decide, by how long it may be extended, or a time limit
    that somebody keeps.

    `decides`: which kind of decision this is, or is extended. `shall`: where it concerns the
    person, no sanction is open. `sanction`: it can be appealed. `months`: from, to; with
    `from_final` they run from the day on which the decision is final. `presentations`: it needs
    them. `measures`: one of these goes with it (beside presentations only if wished), for
    `measure_months` where it is not the whole of the decision. `breaches`: so many end it.
    `suspends`: the sanctions whose execution it may suspend; one of them is named, and applies once
    the suspension is revoked. `every_months`: how often what the limit is of falls due.
    `fine_by`: the rule of this file whose fine it is; with `up_to_minimum_wage` that wage is the
    most, and not the rule's.
    """

    kind: Literal["decision", "extension", "time_limit"]
    text: Words
    decides: tuple[Decides, ...] = ()
    shall: bool = False
    sanction: bool = False
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    fine_by: str = ""
    up_to_minimum_wage: bool = False
    months: tuple[int, int] | None = None
    from_final: bool = False
    presentations: bool = False
    measures: tuple[CommissionMeasure, ...] = ()
    measure_months: tuple[int, int] | None = None
    breaches: int | None = None
    suspends: tuple[Decides, ...] = ()
    every_months: int | None = None
    hours: int | None = None
    working_days: int | None = None


class Jurisdiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`within`: whose rules hold here too. `scope`: what says how far these rules reach.

    `items`: the file beside this one that holds the act's schedules, item by item. `checked`: the
    day by which the file was last compared with its sources; what changed later is not in it.
    `also`: how its name is abbreviated.
    """

    code: str
    name: Words
    time_zone: str
    within: str = ""
    scope: str = ""
    scope_section: str = ""
    scope_section_fr: str = ""
    scope_source: Source = "secondary"
    items: str = ""
    checked: date | None = None
    also: tuple[str, ...] = ()


#: What a file declares beside the words that all files share: each name with its words.
DECLARED = ("places", "circumstances")
#: A table of the file → the struct of each entry in it.
NAMED_LISTS: dict[str, type[Dated]] = {
    "rules": Version,
    "amounts": Amounts,
    "commission": CommissionDecision,
}
LISTS: dict[str, Any] = {
    "schedule": Membership,
    "listing": Listing,
    "youth": Youth,
    "record": Record,
    "no_effect": Event,
    "help": Help,
    "beyond": Beyond,
}
