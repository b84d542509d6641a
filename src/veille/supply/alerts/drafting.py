"""The triggers, run on the ledger: one draft for one cause, however often they run.

They need the part “supply” of Veille, and run in the server every few minutes (`web/chores.py`)
where something was learnt since, and by `veille supply triggers`. Nothing is asked of any other
machine. A draft is seen by nobody outside until a coordinator has approved and published it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from veille.ledger import clock

from .. import triggers
from ..records import Sample
from ..sequential import DAYS_A_YEAR, many_overdoses
from ..triggers import Kind, Trigger, load_triggers
from . import actions, facts, reads
from .policies import ALERT_DAYS, OVERDOSE_ALERT_DAYS
from .samples import counted, known_before, samples, sureness
from .state import LIVE, OPEN, Alert
from .tables import AlertRow
from .words import SoldAs, Stage, Subject, Sureness

#: What happened longer ago, in days, is no news: a first run, or an import of years, drafts none.
NEWS_DAYS = 28
#: After an alert is over, or a draft was set aside, its cause rests so many days.
REST_DAYS = 14

#: Moments of what happened in a span, of the network: (begins, ends) → times.
Series = Callable[[datetime, datetime], Sequence[datetime]]


def draft_alerts(series: Mapping[str, Series] | None = None) -> list[Alert]:
    """Draft what the triggers say now; returns the new drafts.

    `series` are what other rooms count, by name: "overdoses" and "visits" are compared.
    """
    today = reads.today()
    here = load_triggers()
    found = samples(today)
    made = [
        alert
        for (substance, group), several in _causes(found, here, today).items()
        if (alert := _draft(found, substance, group, several, today))
    ]
    if series and {"overdoses", "visits"} <= set(series):
        for trigger in here:
            if trigger.kind is Kind.OVERDOSES:
                alert = _draft_of_overdoses(trigger, series, today)
                made += [alert] if alert else []
    return made


def _causes(
    found: Sequence[Sample], here: Sequence[Trigger], today: date
) -> dict[tuple[str, str], list[triggers.Draft]]:
    """The news of the triggers, by substance and what it was sold as: several triggers that see
    the same are one cause."""
    known = known_before(today)
    causes: dict[tuple[str, str], list[triggers.Draft]] = defaultdict(list)
    for each in triggers.drafts(found, here, known):
        if (today - each.on).days <= NEWS_DAYS:
            causes[each.substance, each.sold_as].append(each)
    return causes


def _draft(
    found: Sequence[Sample],
    substance: str,
    group: str,
    several: Sequence[triggers.Draft],
    today: date,
) -> Alert | None:
    sold_as = SoldAs(group) if group in SoldAs.values else SoldAs.OTHER
    alerts = reads.of_cause(Subject.SUBSTANCE.value, substance, sold_as.value)
    fresh = [each for each in several if _is_news(alerts, each.on, today)]
    if not fresh:
        return None
    on = max(each.on for each in fresh)
    since = min(each.on for each in fresh)
    now: facts.Counted | None
    before: facts.Counted | None
    compared = next((each for each in fresh if each.before is not None), None)
    if compared is not None and compared.share and compared.before:
        now = facts.Counted(positive=compared.share.positive, tested=compared.share.tested)
        before = facts.Counted(positive=compared.before.positive, tested=compared.before.tested)
        since = compared.on - timedelta(days=NEWS_DAYS - 1)
    else:
        since = min(since, on - timedelta(days=NEWS_DAYS - 1))
        now = counted(found, substance, group, since=since, until=on)
        before = None
    raised = sorted({label for each in fresh for label in each.samples})
    by = {sample.label: sample for sample in found}
    content = facts.Content(
        substance=substance,
        sold_as=sold_as,
        since=since.isoformat(),
        ends=(today + timedelta(days=ALERT_DAYS)).isoformat(),
        sureness=sureness([by[label] for label in raised if label in by], substance),
        found=now,
        before=before,
    )
    last = max((by[label] for label in raised if label in by), key=lambda s: s.collected or today)
    return actions.draft_by_trigger(
        place=last.place,
        content=content,
        raised=facts.Raised(
            triggers=tuple(sorted({each.trigger for each in fresh})),
            on=on.isoformat(),
            samples=tuple(raised),
            p=min((each.p for each in fresh if each.p is not None), default=None),
        ),
    )


def _is_news(alerts: Sequence[AlertRow], on: date, today: date) -> bool:
    """Whether nobody has this cause on the desk or in public, and none was settled just before."""
    return all(_settled(row, today) is not None and on > _settled(row, today) for row in alerts)  # type: ignore[operator]


def _settled(row: AlertRow, today: date) -> date | None:
    """Until when the cause of an alert rests; None while it is open."""
    stage = Stage(row.stage)
    ended = stage in LIVE and row.ends < today.isoformat()
    if stage in OPEN and not ended:
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    over = row.over_at.astimezone(zone).date() if row.over_at else date.fromisoformat(row.ends)
    return over + timedelta(days=REST_DAYS)


def _draft_of_overdoses(
    trigger: Trigger, series: Mapping[str, Series], today: date
) -> Alert | None:
    """More overdoses within the trigger's hours than the visits explain.

    It is looked at as each overdose comes: so many looks a year share the false alarms promised.
    """
    now = clock.now()
    window = timedelta(hours=trigger.hours)
    begins = now - window - timedelta(days=trigger.before_days)
    overdoses = sorted(series["overdoses"](begins, now))
    if not overdoses or overdoses[-1] < now - window:
        return None
    since = overdoses[-1] - window
    recent = [at for at in overdoses if at > since]
    before = [at for at in overdoses if at <= since]
    if len(recent) < trigger.least_positive:
        return None
    visits = series["visits"](begins, now)
    p = many_overdoses(
        overdoses=len(recent),
        visits=sum(at > since for at in visits),
        overdoses_before=len(before),
        visits_before=sum(at <= since for at in visits),
    )
    looks_a_year = max(len(before) / trigger.before_days * DAYS_A_YEAR, 1.0)
    if p > trigger.false_alarms_a_year / looks_a_year:
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    on = recent[0].astimezone(zone).date()
    if not _is_news(reads.of_cause(Subject.OVERDOSES.value, "", ""), today, today):
        return None
    content = facts.Content(
        subject=Subject.OVERDOSES,
        since=on.isoformat(),
        ends=(today + timedelta(days=OVERDOSE_ALERT_DAYS)).isoformat(),
        sureness=Sureness.REPORTED,
    )
    raised = facts.Raised(triggers=(trigger.name,), on=today.isoformat(), p=p)
    return actions.draft_by_trigger(place="", content=content, raised=raised)
