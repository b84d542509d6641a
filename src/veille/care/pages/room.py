"""What the floor gives to pages that belong to no room: how its entries read, and are corrected."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format, number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.care import counted, facts, reads, records
from veille.care.actions import tidy_postal
from veille.care.handles import is_young
from veille.care.recognised import handles_in
from veille.care.tables import SiteRow
from veille.care.words import Company, Gender, HeardOf, Help, Intervention, Sharing, Sign, Substance
from veille.ledger import clock
from veille.ledger.facts import Body, Sealed
from veille.ui.names import name_of
from veille.ui.rooms import CountedSite, Daily, Kind, Tab, as_in
from veille.ui.words import words_of

from .forms import (
    ArrivalForm,
    AssistanceForm,
    DeathForm,
    EarlierStepForm,
    FirstVisitForm,
    LeavingForm,
    OutcomeForm,
    OverdoseForm,
    VitalsForm,
)
from .rooms import Alert, CareRoom, from_records
from .to_do import of_floor


def _arrived(body: facts.Arrived) -> str:
    parts = [body.mode.label, words_of(body.substances, Substance)]
    if body.company is not Company.UNTOLD:
        parts.append(body.company.label)
    if body.sharing not in (Sharing.NONE, Sharing.UNTOLD):
        parts.append(body.sharing.label)
    if body.help:
        parts.append(_("asks for help with %(help)s") % {"help": words_of(body.help, Help)})
    return _("Arrived: %(told)s") % {"told": " · ".join(map(str, parts))}


def _imported(body: facts.VisitImported) -> str:
    parts = [_arrived(body)]
    if not body.consumed:
        parts.append(_("left without consuming"))
    if body.left is not None:
        parts.append(_("left at %(time)s") % {"time": time_format(localtime(body.left))})
    return from_records(" · ".join(parts), body.source)


def _let_in_as(body: Body) -> Iterable[tuple[str, Sealed]]:
    """By whose handle somebody was let in: it is said where that was corrected."""
    person = reads.person(body.person) if isinstance(body, facts.Arrived) and body.person else None
    return [(_("let in as"), Sealed(person.handle))] if person else []


def _left(body: facts.Left) -> str:
    if body.consumed:
        return _("Left")
    return _("Left without consuming: %(why)s") % {"why": body.reason.label if body.reason else ""}


def _died(body: facts.PersonDied) -> str:
    if body.day is None:
        return _("Died; known %(heard)s") % {"heard": body.heard.label}
    day = date_format(body.day, "DATE_FORMAT")
    return _("Died on %(day)s; known %(heard)s") % {"day": day, "heard": body.heard.label}


def _overdose_found(body: facts.OverdoseFound) -> str:
    signs = words_of(body.signs, Sign)
    return _("Overdose: %(signs)s") % {"signs": signs} if signs else _("Overdose")


def _intervened(body: facts.Intervened) -> str:
    words = [str(body.what.label)]
    if body.dose_mg is not None:
        # Never 8.0: without its point it would be read as 80.
        words.append(f"{number_format(Decimal(f'{body.dose_mg:g}'))}\u00a0mg")
    if body.route is not None:
        words.append(str(body.route.label))
    told = " ".join(words)
    if body.signed_in:
        return told
    return _("%(step)s (added after the session had ended)") % {"step": told}


def _vitals(body: facts.VitalsMeasured) -> str:
    def number(value: float) -> str:
        return number_format(Decimal(f"{value:g}"))

    parts = []
    if body.breaths is not None:
        parts.append(
            ngettext("%(n)s breath a minute", "%(n)s breaths a minute", body.breaths)
            % {"n": body.breaths}
        )
    if body.spo2 is not None:
        parts.append(_("SpO₂ %(n)s %%") % {"n": body.spo2})
    if body.consciousness is not None:
        parts.append(str(body.consciousness.label))
    if body.gcs is not None:
        parts.append(_("Glasgow %(n)s/15") % {"n": body.gcs})
    if body.oxygen_lpm is not None:
        parts.append(_("oxygen %(n)s L/min") % {"n": number(body.oxygen_lpm)})
    if body.glucose is not None:
        parts.append(_("glucose %(n)s mmol/L") % {"n": number(body.glucose)})
    return " · ".join(parts)


def _tidy_vitals(_said: facts.VitalsMeasured, changes: dict[str, Any]) -> dict[str, Any]:
    flows = {name: changes[name] for name in ("oxygen_lpm", "glucose")}
    return {
        "consciousness": changes["consciousness"] or None,
        **{name: None if value is None else float(value) for name, value in flows.items()},
    }


def _site_changed(body: facts.SiteChanged) -> str:
    parts = []
    if body.name is not None:
        parts.append(body.name)
    if body.seats is not None:
        seats = ", ".join(seat.number for seat in body.seats)
        parts.append(_("seats %(seats)s") % {"seats": seats})
    if body.seat_minutes is not None:
        parts.append(_("%(minutes)s min in a seat") % {"minutes": body.seat_minutes})
    if body.least_age is not None:
        parts.append(_("least age %(age)s") % {"age": body.least_age})
    return _("Site changed: %(told)s") % {"told": " · ".join(parts)}


def _seats(site: SiteRow) -> forms.Field:
    numbers = [(seat["number"], seat["number"]) for seat in site.seats]
    return forms.ChoiceField(label=_lazy("Seat"), choices=numbers, widget=forms.RadioSelect)


def _tidy_arrived(_said: facts.Arrived, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "company": changes["company"] or Company.UNTOLD,
        "sharing": changes["sharing"] or Sharing.UNTOLD,
    }


def _tidy_left(_said: facts.Left, changes: dict[str, Any]) -> dict[str, Any]:
    return {"reason": None} if changes["consumed"] else {}


def _tidy_intervened(_said: facts.Intervened, changes: dict[str, Any]) -> dict[str, Any]:
    """Of naloxone alone there is a route and a dose."""
    return {} if changes["what"] is Intervention.NALOXONE else {"route": None, "dose_mg": None}


def _tidy_welcomed(_said: facts.PersonWelcomed, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "heard_of": changes["heard_of"] or HeardOf.UNTOLD,
        "gender": changes["gender"] or Gender.UNTOLD,
        "postal": tidy_postal(changes["postal"]),
    }


def _page_of(kind: str, slug: str, thing: str) -> str:
    """The page that shows an entry of the floor; empty where none does."""
    if kind.startswith("care.visit."):
        return reverse("visit", args=[slug, thing])
    if kind.startswith("care.overdose."):
        return reverse("overdose", args=[slug, thing])
    if kind.startswith("care.duty."):
        return reverse("day", args=[slug])
    if kind.startswith("care.same."):
        joined = records.same(thing)
        return reverse("person", args=[slug, joined.person]) if joined else ""
    last = reads.last_visit_of(thing) if kind.startswith("care.person.") else None
    return reverse("visit", args=[slug, last.id]) if last and last.site == slug else ""


def _counted_sites(begins: datetime, ends: datetime) -> list[CountedSite]:
    return [
        CountedSite(slug=site.slug, name=site.name, day_of=day_of, at_work=at_work)
        for site, day_of, at_work in counted.days_by_site(begins, ends)
    ]


def _young(_site: SiteRow, people: Iterable[str]) -> dict[str, list[Alert]]:
    """Who comes on knows it without having let them in."""
    today = clock.now().date()
    known = reads.people(people).items()
    return {
        id: [Alert("info", _("may be under 18"))]
        for id, person in known
        if is_young(person.birth_year, today)
    }


_OF_ARRIVAL = as_in(ArrivalForm, "substances", "mode", "company", "sharing", "help")

ROOM = CareRoom(
    prefix="care.",
    page_of=_page_of,
    sealed_in=_let_in_as,
    kinds={
        facts.SiteOpened: Kind(_lazy("Site set up: %(name)s")),
        facts.SiteChanged: Kind(_site_changed),
        facts.PersonWelcomed: Kind(
            _lazy("First visit: agreed to the terms"),
            as_in(FirstVisitForm, "heard_of", "postal", "gender", "birth_year"),
            tidy=_tidy_welcomed,
        ),
        facts.PersonImported: Kind(
            _lazy("First visit (from %(source)s)"),
            as_in(FirstVisitForm, "heard_of", "postal", "gender", "birth_year"),
            tidy=_tidy_welcomed,
        ),
        facts.Joined: Kind(_lazy("The same person as another record: joined")),
        facts.Parted: Kind(_lazy("Not the same person as another record: parted")),
        facts.PersonDied: Kind(_died, as_in(DeathForm, "heard", "day")),
        facts.Arrived: Kind(_arrived, asks=_OF_ARRIVAL, tidy=_tidy_arrived),
        facts.VisitImported: Kind(_imported, asks=_OF_ARRIVAL, tidy=_tidy_arrived),
        facts.Seated: Kind(_lazy("Seat %(seat)s"), {"seat": _seats}),
        facts.Assisted: Kind(
            _lazy("Assisted by %(assistant)s"), as_in(AssistanceForm, "assistant")
        ),
        facts.SentToAftercare: Kind(_lazy("To the aftercare room"), {}),
        facts.SentBack: Kind(_lazy("Back to the waiting room"), {}),
        facts.Left: Kind(
            _left,
            asks={
                "consumed": lambda _site: forms.BooleanField(
                    label=_lazy("consumed here"), required=False
                ),
                **as_in(LeavingForm, "reason"),
            },
            tidy=_tidy_left,
        ),
        facts.Noted: Kind(_lazy("Note"), {}),
        facts.OverdoseFound: Kind(_overdose_found, as_in(OverdoseForm, "signs"), urgent=True),
        facts.Intervened: Kind(
            _intervened, as_in(EarlierStepForm, "what", "route", "dose_mg"), tidy=_tidy_intervened
        ),
        facts.VitalsMeasured: Kind(
            _vitals,
            as_in(VitalsForm, "breaths", "consciousness", "spo2", "oxygen_lpm", "glucose", "gcs"),
            tidy=_tidy_vitals,
        ),
        facts.OverdoseEnded: Kind(
            _lazy("Outcome: %(outcome)s"), as_in(OutcomeForm, "outcome"), urgent=True
        ),
        facts.DutyBegan: Kind(
            lambda body: _("On duty: %(name)s") % {"name": name_of(body.account)}, {}
        ),
        facts.DutyEnded: Kind(_lazy("Off duty"), {}),
    },
    series={"visits": reads.arrivals, "overdoses": reads.overdoses_found},
    daily=(
        Daily(
            name="overdoses",
            label=_lazy("Overdoses at sites"),
            counts=counted.overdoses,
            out_of="visits",
        ),
        Daily(
            name="ambulances",
            label=_lazy("Ambulance calls"),
            counts=counted.ambulances,
            out_of="visits",
        ),
        Daily(
            name="naloxone", label=_lazy("Doses of naloxone given"), counts=counted.naloxone_doses
        ),
        Daily(name="visits", label=_lazy("Visits"), counts=counted.visits),
    ),
    counted_sites=_counted_sites,
    recognises=handles_in,
    tabs=(Tab("to-do", _lazy("To do")),),
    to_do=of_floor,
    alerts_of=_young,
)
