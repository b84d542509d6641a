"""How the parts of a case read, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from veille.law import Reference, substances
from veille.ui.names import name_of
from veille.ui.words import language, words_of

from .. import facts, reads
from ..case_parts import Decision
from ..deadlines import Limit
from ..tables import SittingRow
from ..words import (
    DecisionKind,
    Measure,
    Profession,
    Status,
    Treatment,
    Unit,
)
from .names import name_of_commission


def moment(at: datetime) -> str:
    """“Thursday 26 November 2026, 09:30”, by the wall clock in force."""
    local = timezone.localtime(at)
    day = formats.date_format(local, "l") + " " + formats.date_format(local, "DATE_FORMAT")
    return _("%(day)s, %(time)s") % {"day": day, "time": formats.time_format(local, "H:i")}


def day_of(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def amount(value: Decimal | float | str) -> str:
    """A number with as many decimals as it was given, and no noughts at its end."""
    plain = Decimal(str(value)).normalize()
    exponent = plain.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number_format(plain, places)


def substance(name: str) -> str:
    """A substance of the law's table by its name in the reader's language."""
    if name == facts.UNKNOWN_SUBSTANCE:
        return _("unknown substance")
    known = substances().get(name)
    return known[language()] if known else name


def seized(rows: Iterable[Any]) -> str:
    """“heroin, 0.5 g”, … of `facts.Seized`, or of the same as a table keeps them."""
    parts = []
    for one in rows:
        name, much, unit = (
            (one["substance"], one["amount"], one["unit"])
            if isinstance(one, dict)
            else (one.substance, one.amount, one.unit)
        )
        parts.append(
            _("%(substance)s: %(amount)s %(unit)s")
            % {"substance": substance(name), "amount": amount(much), "unit": words_of([unit], Unit)}
        )
    return " · ".join(parts)


def panel(rows: Iterable[facts.Panelist | SittingRow]) -> str:
    return ", ".join(
        f"{name_of(one.account)} ({words_of([one.profession], Profession)})" for one in rows
    )


def basis_of(limit: Limit) -> dict[str, Any]:
    """What a time limit stands on: a law, or whose word it is."""
    if limit.basis is not None:
        return reference(limit.basis)
    said = {"panel": _("the panel’s decision"), "commission": _("the commission’s own rule")}
    return {"words": said[limit.set_by], "link": "", "read": True}


def reference(basis: Reference) -> dict[str, Any]:
    """What a rule stands on: act and section, address, and whether the act itself was read."""
    values = {"act": basis.act[language()], "section": basis.section[language()]}
    return {
        "words": _("%(act)s, %(section)s") % values,
        "link": basis.link,
        "read": basis.source == "primary",
    }


def analysed(found: Any) -> str:
    """What a laboratory found, of `file_facts.Analysed` or `case_parts.Analysis`."""
    what = substance(found.substance)
    if found.purity_percent is None:
        return _("%(substance)s, purity not measured") % {"substance": what}
    return _("%(substance)s, %(purity)s %% pure") % {
        "substance": what,
        "purity": amount(found.purity_percent),
    }


def kept(said: Any) -> str:
    """Where what was seized is kept, of `file_facts.SeizedKept` or `case_parts.Custody`."""
    return " · ".join(filter(None, (said.where, said.mark)))


def decision(body: Any) -> str:
    """A decision in one line, of `facts.Decided` or `case_parts.Decision`."""
    kind = body.decision if isinstance(body, facts.Decided) else body.kind
    parts = [words_of([kind], DecisionKind)]
    if body.measure is not None:
        told = words_of([body.measure], Measure)
        if body.measure_months is not None:
            told += " · " + _("for %(n)s months") % {"n": body.measure_months}
        parts.append(told)
    if body.euros is not None:
        parts.append(_("%(euros)s €") % {"euros": formats.number_format(body.euros, 2)})
    if body.months is not None:
        parts.append(_("%(n)s months") % {"n": body.months})
    if body.presentations is not None:
        parts.append(_("%(n)s presentations") % {"n": body.presentations})
    if body.until is not None:
        due = _("by %(day)s") if body.months is None else _("until %(day)s")
        parts.append(due % {"day": day_of(body.until)})
    elif body.from_final:
        parts.append(_("from the day on which it is final"))
    if body.accepted:
        parts.append(_("they accept the conditions"))
    if body.sanction is not None:
        revoked = getattr(body, "revoked_at", None)
        how = (
            _("it was revoked, and this applies: %(what)s") if revoked else _("suspended: %(what)s")
        )
        parts.append(how % {"what": sanction(body.sanction)})
    return " · ".join(parts)


def decision_kind(decided: Decision) -> str:
    return words_of([decided.kind], DecisionKind)


def decision_terms(decided: Decision) -> list[tuple[str, str]]:
    """What a decision says, term by term, as a letter lists it."""
    found: list[tuple[str, str]] = []
    if decided.months is not None:
        told = _("%(n)s months") % {"n": decided.months}
        found.append((_("Length"), told))
    if decided.until is not None:
        found.append((_("Last day"), day_of(decided.until)))
    elif decided.from_final:
        found.append((_("Begins"), _("from the day on which it is final")))
    if decided.presentations is not None:
        found.append((_("Presentations"), str(decided.presentations)))
    if decided.measure is not None:
        told = words_of([decided.measure], Measure)
        if decided.measure_months is not None:
            told += ", " + _("for %(n)s months") % {"n": decided.measure_months}
        found.append((_("Measure"), told))
    if decided.euros is not None:
        euros = {"euros": formats.number_format(decided.euros, 2)}
        found.append((_("Fine"), _("%(euros)s €") % euros))
    if decided.sanction is not None and decided.revoked_at is None:
        found.append((_("Sanction that is suspended"), sanction(decided.sanction)))
    elif decided.sanction is not None:
        found.append((_("Sanction that applies now"), sanction(decided.sanction)))
    return found


def sanction(said: facts.Sanction) -> str:
    """A sanction whose execution is suspended, in one line."""
    parts = [words_of([said.kind], DecisionKind)]
    if said.measure is not None:
        parts.append(words_of([said.measure], Measure))
    if said.months is not None:
        parts.append(_("for %(n)s months") % {"n": said.months})
    if said.euros is not None:
        parts.append(_("%(euros)s €") % {"euros": formats.number_format(said.euros, 2)})
    return ", ".join(parts)


def commission(slug: str) -> str:
    """The name of a commission; its slug where it is of another node."""
    row = next((one for one in reads.commissions() if one.slug == slug), None)
    return name_of_commission(row) if row else slug


def place(id: str) -> str:
    """The name of a place of treatment."""
    listed = [*reads.treatment_places(), *reads.treatment_places(closed=True)]
    return next((row.name for row in listed if row.id == id), id[-6:])


def status(value: str) -> str:
    return words_of([value], Status)


def treatment(value: str) -> str:
    return words_of([value], Treatment)


def keeper(who: str) -> str:
    """Who has to keep a time limit."""
    return {
        "police": _("the police"),
        "clerk": _("the clerk"),
        "panel": _("the panel"),
        "person": _("the person"),
        "service": _("the health service"),
    }.get(who, who)
