"""`veille doctor`: everything that a keeper of a machine must look at, in one go."""

import json
from typing import TYPE_CHECKING

import typer

from . import installation, terminal

if TYPE_CHECKING:
    from veille.web.checkup import Finding


def doctor(as_json: bool) -> None:
    """Say how each thing is; exit with 1 where somebody must act now. Changes nothing."""
    installation.open_django()
    from django.conf import settings
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    if _is_nothing_set_up():
        raise Refused(
            _("Nothing is set up in %(var)s yet. Run “veille init” first."),
            var=settings.VEILLE_VAR,
        )
    from veille.web import checkup

    found = checkup.look()
    if as_json:
        terminal.say(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _show(found)
    if checkup.worst(found) is checkup.Level.NOW:
        raise typer.Exit(1)


def _is_nothing_set_up() -> bool:
    """False where a database is lost or cannot be opened: that is looked at with the rest."""
    from django.db import DatabaseError

    try:
        return not installation.is_set_up() and not installation.is_database_lost()
    except DatabaseError:
        return False


def _plain(finding: "Finding") -> dict[str, str]:
    return {
        "subject": finding.subject,
        "level": finding.level,
        "sentence": finding.sentence,
        "todo": finding.todo,
    }


def _show(found: "list[Finding]") -> None:
    from django.utils.translation import gettext as _

    from veille.web.checkup import Level

    marks = {Level.NOW: _("NOW"), Level.SOON: _("SOON"), Level.WELL: _("well")}
    width = max(map(len, marks.values())) + 2
    for one in found:
        said = _("%(subject)s: %(sentence)s") % {"subject": one.name, "sentence": one.sentence}
        terminal.say(f"{marks[one.level]:<{width}}{said}")
        if one.todo:
            terminal.say(f"{'':<{width}}→ {one.todo}")
