"""The verbs and reads of the neighbours' log: keyword-only, `by=` the account that says it."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent

from . import neighbour_facts as facts
from .area import REMARK
from .neighbour_state import Remark
from .tables import RemarkRow
from .words import Topic


def hear(
    *,
    by: str,
    site: str,
    topic: Topic,
    block: str,
    words: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Remark:
    """Note what a neighbour said of a site."""
    body = facts.RemarkHeard(topic=topic, block=block.strip(), words=words.strip())
    with recording(by=by, place=site, submission=submission) as pen:
        return pen.note(REMARK, new_id(), body, at=at)


def answer(
    *,
    by: str,
    remark: str,
    words: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> Remark:
    """Say what was answered or done."""
    row = one(remark)
    with recording(by=by, place=row.site, submission=submission) as pen:
        return pen.note(REMARK, row.id, facts.RemarkAnswered(words=words.strip()), at=at)


def one(remark: str) -> RemarkRow:
    """Raises Absent."""
    row = RemarkRow.objects.filter(id=check_id(remark)).first()
    if row is None:
        raise Absent(_("There is no such remark. Go back to the list."))
    return row


def remarks(
    sites: Collection[str], begins: datetime | None = None, ends: datetime | None = None
) -> list[RemarkRow]:
    """Those of these sites that came in then, the latest first."""
    rows = RemarkRow.objects.filter(site__in=list(sites))
    if begins is not None:
        rows = rows.filter(at__gte=begins)
    if ends is not None:
        rows = rows.filter(at__lt=ends)
    return list(rows.order_by("-at", "id"))
