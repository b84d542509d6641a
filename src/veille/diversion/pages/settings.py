"""The commission itself: who sits on it, its rooms and hours, for whom it is competent."""

from datetime import date, timedelta
from typing import Any

import msgspec
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.accounts.access import COMMISSION
from veille.accounts.models import Account
from veille.hours import Span, day_in_words
from veille.law import book
from veille.ledger import clock
from veille.ui.answers import form_sheet, on_to, sheet, submit
from veille.ui.fields import ClosuresField, WeekdayField
from veille.ui.forms import FloorForm
from veille.ui.names import name_of
from veille.ui.number_fields import MoneyField, WholeField
from veille.ui.words import language, words_of

from .. import commissions, reads
from ..commission_facts import Details, Session
from ..tables import MemberRow
from ..words import Profession
from .forms import MemberEndForm, MemberForm, text
from .requests import CommissionRequest


class ChangeForm(FloorForm):
    """What is set of a commission."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_fr = forms.CharField(**text(gettext_lazy("Name, in French"), 120, lang="fr"))
    name_en = forms.CharField(**text(gettext_lazy("Name, in English"), 120, lang="en"))
    address_fr = forms.CharField(**text(gettext_lazy("Address, in French"), 200, lang="fr"))
    address_en = forms.CharField(**text(gettext_lazy("Address, in English"), 200, lang="en"))
    phone = forms.CharField(**text(gettext_lazy("Phone"), 40, inputmode="tel"))
    territory = forms.CharField(
        help_text=gettext_lazy("Beginnings of postal codes or names of places, by comma."),
        **text(gettext_lazy("For whom it is competent"), 2_000, rows=2),
    )
    rooms = forms.CharField(help_text=gettext_lazy("By comma."), **text(gettext_lazy("Rooms"), 200))
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (WeekdayField(day) for day in range(7))
    closed_on = ClosuresField(required=False, **text(gettext_lazy("Days without hearings"), 400))
    hearing_minutes = WholeField(label=gettext_lazy("Minutes for a hearing"))
    minimum_wage_euros = MoneyField(
        label=gettext_lazy("Minimum monthly wage, in euros"), required=False
    )
    youth_path_fr = forms.CharField(**text(gettext_lazy("Youth path, in French"), 200, lang="fr"))
    youth_path_en = forms.CharField(**text(gettext_lazy("Youth path, in English"), 200, lang="en"))
    court_fr = forms.CharField(
        required=False,
        **text(gettext_lazy("Court that hears appeals, in French"), 200, lang="fr"),
    )
    court_en = forms.CharField(
        required=False,
        **text(gettext_lazy("Court that hears appeals, in English"), 200, lang="en"),
    )
    record_kept_months = WholeField(
        label=gettext_lazy("Months for which a record is kept once closed")
    )

    @property
    def days(self) -> list[Any]:
        return [self[f"day_{day}"] for day in range(7)]

    def details(self, before: Details) -> Details:
        """`before` gives what this form does not ask: the law, the time zone, the age."""
        data = self.cleaned_data
        sessions = tuple(
            Session(span.day, span.opens, span.closes)
            for day in range(7)
            for span in data[f"day_{day}"]
        )
        plain = {
            name: data[name].strip()
            for name in (
                "name_fr",
                "name_en",
                "address_fr",
                "address_en",
                "phone",
                "court_fr",
                "court_en",
                "youth_path_fr",
                "youth_path_en",
            )
        }
        return msgspec.structs.replace(
            before,
            **plain,
            sessions=sessions,
            territory=_listed(data["territory"]),
            rooms=_listed(data["rooms"]),
            closed_on=_days_of(data["closed_on"]),
            hearing_minutes=data["hearing_minutes"],
            minimum_wage_euros=data["minimum_wage_euros"],
            record_kept_months=data["record_kept_months"],
        )

    @staticmethod
    def said(details: Details, version: int) -> dict[str, Any]:
        """What is set now, as the form asks for it."""
        plain = {
            name: getattr(details, name)
            for name in (
                "name_fr",
                "name_en",
                "address_fr",
                "address_en",
                "phone",
                "court_fr",
                "court_en",
                "hearing_minutes",
                "minimum_wage_euros",
                "youth_path_fr",
                "youth_path_en",
                "record_kept_months",
            )
        }
        week = {f"day_{day}": _day_in_words(details, day) for day in range(7)}
        return {
            "seen": version,
            **plain,
            **week,
            "territory": ", ".join(details.territory),
            "rooms": ", ".join(details.rooms),
            "closed_on": ", ".join(day.isoformat() for day in details.closed_on),
        }


def settings(request: CommissionRequest, commission: str) -> HttpResponse:
    """Members, rooms, hours, territory, law."""
    said = reads.details(request.commission)
    today = timezone.localdate(clock.now())
    english = language() == "en"
    sitting = [
        {
            "row": row,
            "name": name_of(row.account),
            "profession": words_of([row.profession], Profession),
            "over": row.until is not None and row.until <= today,
        }
        for row in reads.members(commission)
    ]
    context = {
        "said": said,
        "law": book(said.law).name[language()],
        "address": said.address_en if english else said.address_fr,
        "court": said.court_en if english else said.court_fr,
        "youth_path": said.youth_path_en if english else said.youth_path_fr,
        "week": [
            (WEEKDAYS[day], _day_in_words(said, day))
            for day in range(7)
            if _day_in_words(said, day)
        ],
        "members": [one for one in sitting if not one["over"]],
        "former": [one for one in sitting if one["over"]],
        "lookups": [{"row": row, "who": name_of(row.by)} for row in reads.lookups(commission)],
        "tab": "commission-settings",
    }
    return render(request, "diversion/settings.html", context)


def change(request: CommissionRequest, commission: str) -> HttpResponse:
    """Say anew what is set."""
    row = request.commission
    before = reads.details(row)
    form = ChangeForm(request.POST or None, initial=ChangeForm.said(before, row.version))
    back = reverse("commission-settings", args=[commission])
    if submit(
        request,
        form,
        lambda data: commissions.change_commission(
            by=request.user.id,
            slug=commission,
            details=form.details(before),
            seen=data["seen"],
            submission=form.identity,
        ),
    ):
        return on_to(request, back, _("Noted."))
    return sheet(request, "diversion/change.html", {"back": back}, form)


def appoint(request: CommissionRequest, commission: str) -> HttpResponse:
    """Make an account a member."""
    accounts = Account.objects.filter(is_active=True, role__in=COMMISSION).order_by("name")
    form = MemberForm(
        request.POST or None,
        initial={"begins": timezone.localdate(clock.now())},
        accounts=[(one.id, one.name) for one in accounts if one.sits_in(commission)],
    )
    back = reverse("commission-settings", args=[commission])
    if submit(
        request,
        form,
        lambda data: commissions.appoint_member(
            by=request.user.id,
            commission=commission,
            account=data["account"],
            profession=data["profession"],
            begins=data["begins"],
            until=data["until"],
            submission=form.identity,
        ),
    ):
        return on_to(request, back, _("Noted."))
    return form_sheet(request, form, title=_("New member"), save=_("Save"), back=back)


def end(request: CommissionRequest, commission: str, member: MemberRow) -> HttpResponse:
    """Say from when on a member sits no more."""
    form = MemberEndForm(request.POST or None, initial={"until": timezone.localdate(clock.now())})
    back = reverse("commission-settings", args=[commission])
    if submit(
        request,
        form,
        lambda data: commissions.end_member(
            by=request.user.id,
            member=member.id,
            until=data["until"],
            submission=form.identity,
        ),
    ):
        return on_to(request, back, _("Noted."))
    return form_sheet(
        request,
        form,
        title=_("Sits no more"),
        sub=name_of(member.account),
        save=_("Save"),
        back=back,
    )


def _day_in_words(details: Details, day: int) -> str:
    spans = tuple(Span(one.day, one.opens, one.closes) for one in details.sessions)
    return day_in_words(spans, day)


def _listed(data: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in data.split(","))))


def _days_of(closures: Any) -> tuple[date, ...]:
    """Each date of some closures."""
    return tuple(
        closure.first + timedelta(days=n)
        for closure in closures
        for n in range((closure.last - closure.first).days + 1)
    )
