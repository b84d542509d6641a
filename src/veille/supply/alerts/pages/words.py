"""What an entry of an alert says, in the reader’s language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger.facts import Body
from veille.ui.rooms import Kind

from .. import facts
from .wording import headline


def _drafted(body: facts.AlertDrafted) -> str:
    if body.raised is None:
        return _("Alert drafted: %(what)s") % {"what": headline(body.content)}
    return _("Alert drafted by a trigger: %(what)s") % {"what": headline(body.content)}


def _edited(body: facts.AlertEdited) -> str:
    return _("Alert edited: %(what)s") % {"what": headline(body.content)}


KINDS: Mapping[type[Body], Kind] = {
    facts.AlertDrafted: Kind(_drafted),
    facts.AlertEdited: Kind(_edited),
    facts.AlertApproved: Kind(_lazy("Alert approved")),
    facts.AlertPublished: Kind(_lazy("Alert published")),
    facts.AlertEnded: Kind(_lazy("Alert ended")),
    facts.AlertWithdrawn: Kind(_lazy("Alert withdrawn: %(why)s")),
    facts.AlertDropped: Kind(_lazy("Draft set aside")),
}
