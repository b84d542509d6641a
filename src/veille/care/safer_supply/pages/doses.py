"""Giving a dose, saying that none was given, what came back, the second signature."""

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.models import Account
from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.care.pages.rooms import alerts_of
from veille.ledger.facts import Entry
from veille.ledger.refusal import Malformed
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.forms import FloorForm
from veille.ui.history import in_words
from veille.ui.names import name_of
from veille.ui.words import date_words

from .. import actions, balance, reads, stock
from ..state import Dose
from ..tables import DoseRow, EnrolmentRow
from ..words import Mg, Units, Way, product_words
from .forms import BackForm, GivingForm, NotGivenForm, SignatureForm, mg
from .today import handles


def _back_to(slug: str, enrolment: str) -> str:
    return reverse("safer-supply-enrolment", args=[slug, enrolment])


def _after(slug: str, dose: Dose) -> str:
    """On to the second signature, where one is due; else to today's list."""
    if dose.unsigned:
        return reverse("safer-supply-sign", args=[slug, dose.unsigned[-1].entry])
    return reverse("safer-supply", args=[slug])


def give(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    """The prescribed dose, witnessed: one look, one tap. Or another way."""
    given = reads.given_on(enrolment.id, floor.day_of(request.here))
    form = GivingForm(
        request.POST or None,
        initial={
            "nth": given.doses + 1,
            "mg": mg(enrolment.dose_ug),
            "doses": 1,
            "way": Way.WITNESSED,
        },
    )
    who = handles([enrolment.person]).get(enrolment.person, "")
    if submitted := submit(
        request,
        form,
        lambda _data: actions.dispense(
            by=request.user.id,
            place=slug,
            enrolment=enrolment.id,
            submission=form.identity,
            **form.giving(),
        ),
    ):
        dose = submitted.made
        words = _("%(who)s: %(amount)s recorded.") % {"who": who, "amount": Mg(dose.net_ug)}
        return done(request, words, to=_after(slug, dose))
    context = {
        "enrolment": enrolment,
        "who": who,
        "product": product_words(enrolment.product),
        "dose": Mg(enrolment.dose_ug),
        "units": Units(enrolment.dose_ug // enrolment.strength_ug, enrolment.form),
        "given": given,
        "alerts": alerts_of(request.here, [enrolment.person]).get(enrolment.person, ()),
        "next": given.doses + 1,
        "left": Mg(max(0, enrolment.most_ug - given.ug)),
        "there": Units(balance.there(slug, enrolment.product), enrolment.form),
        "more": any(name in form.errors for name in ("way", "mg", "doses", "note", "at")),
    }
    return sheet(request, "safer_supply/dose.html", context, form)


def not_given(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    """Say why the dose of a day was not given."""
    form = NotGivenForm(
        request.POST or None, initial={"day": floor.day_of(request.here).date.date()}
    )
    if submit(
        request,
        form,
        lambda data: actions.not_given(
            by=request.user.id,
            place=slug,
            enrolment=enrolment.id,
            why=data["why"],
            day=data["day"],
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted."), to=reverse("safer-supply", args=[slug]))
    context = {"enrolment": enrolment, "who": handles([enrolment.person]).get(enrolment.person, "")}
    return sheet(request, "safer_supply/not_given.html", context, form)


def back(request: SiteRequest, slug: str, dose: DoseRow) -> HttpResponse:
    """Units that were handed out came back."""
    form = BackForm(request.POST or None, dose=dose)
    if submitted := submit(
        request,
        form,
        lambda data: actions.take_back(
            by=request.user.id,
            place=slug,
            dose=dose.id,
            units=data["units"],
            fate=data["fate"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        now = submitted.made
        to = _after(slug, now) if now.unsigned else _back_to(slug, dose.enrolment)
        return done(request, _("Noted."), to=to)
    who = handles([dose.person]).get(dose.person, "")
    units_of = {
        "units": Units(dose.net_units, dose.form),
        "time": date_words(dose.given_at, "SHORT_DATETIME_FORMAT"),
    }
    return form_sheet(
        request,
        form,
        title=_("%(who)s: units that came back") % {"who": who},
        sub=_("%(units)s of the dose of %(time)s") % units_of,
        save=_("Save"),
        back=_back_to(slug, dose.enrolment),
    )


def sign(request: SiteRequest, slug: str, unsigned: Entry) -> HttpResponse:
    """The second signature: by whoever is signed in, or by a colleague on this screen."""
    target = unsigned
    waits = next((one for one in reads.unsigned(target.about) if one.entry == target.id), None)
    mine = waits is not None and waits.by == request.user.id
    form: FloorForm = (
        SignatureForm(request.POST or None) if mine else FloorForm(request.POST or None)
    )

    def signed(_data: dict[str, Any]) -> Account:
        signer = _colleague(request, form) if mine else request.user
        stock.sign(by=signer.id, role=signer.role, entry=target.id, submission=form.identity)
        return signer

    if submitted := submit(request, form, signed):
        words = _("Signed by %(who)s.") % {"who": submitted.made.name}
        return done(request, words, to=reverse("safer-supply", args=[slug]))
    person = getattr(target.body, "person", "")
    context: dict[str, Any] = {
        "says": in_words(target.body),
        "at": target.at,
        "by": name_of(waits.by) if waits else name_of(target.by),
        "unsigned": waits,
        "mine": mine,
        "who": handles([person]).get(person, "") if person else "",
    }
    return sheet(request, "safer_supply/sign.html", context, form)


def _colleague(request: SiteRequest, form: FloorForm) -> Account:
    """The account of whoever signs here. Wrong passwords count as they do when signing in, and
    nobody is signed in or out by it."""
    account = authenticate(
        request, username=form.cleaned_data["name"], password=form.cleaned_data["password"]
    )
    if not isinstance(account, Account) or not account.works_at(request.here.slug):
        raise Malformed(
            _(
                "This name and password do not match, or they do not work here. Check "
                "both; nothing was signed."
            )
        )
    return account
