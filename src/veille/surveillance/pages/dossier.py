"""The dossier of a site: what an exemption (Controlled Drugs and Substances Act, s. 56.1) and
Québec's Bill 103 ask for, as far as the data of this house can say it.

It gathers; it is no application, and no advice. What the house does not know it names, so that
whoever applies adds it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import override

from veille.disclosure import SMALLEST, Counts, CountTable, Shape, withheld
from veille.ledger import clock
from veille.ledger.refusal import Absent, Refused
from veille.ui.public import LANGUAGES
from veille.ui.rooms import Measure, Theme, all_counted_sites, all_measures, all_released

from .. import gathering, neighbours, sentences
from ..gathering import NETWORK
from ..months import A_YEAR, Month
from ..tables import RemarkRow
from ..words import Topic
from . import bulletin
from .labels import Labels
from .paper import Block, Paper, Table

_ALL, _ANSWERED, _OPEN = "remarks.all", "remarks.answered", "remarks.open"


@dataclass(frozen=True)
class Year:
    """Twelve months of a site up to one, each with what may leave the house; a month in which
    nothing was counted has nothing."""

    site: str
    months: Sequence[Month]
    numbers: Sequence[dict[str, int | None]]

    def values(self, measure: Measure) -> list[int | None]:
        return [month[measure.name] for month in self.numbers if measure.name in month]


def year(site: str, last: Month) -> Year:
    """Raises Refused for all sites together, and for a month that goes on; Absent where nothing
    was counted."""
    if site == NETWORK:
        places = ", ".join(sorted(Labels().sites))
        raise Refused(_("A dossier is of one site: choose one of %(places)s."), places=places)
    bulletin.check_finished(last)
    months = [last.back(n) for n in reversed(range(A_YEAR))]
    numbers = [all_released(month.first, site) for month in months]
    if not any(numbers):
        raise Absent(
            _("Nothing was counted there in the twelve months to %(month)s."), month=last.name
        )
    return Year(site, months, numbers)


def paper(of: Year, language: str) -> Paper:
    """The dossier in one language."""
    with override(language):
        span = {
            "first": sentences.month_words(of.months[0].first),
            "last": sentences.month_words(of.months[-1].first),
        }
        measures = [each for each in all_measures() if of.values(each)]
        return Paper(
            language=language,
            title=_("Dossier of %(site)s") % {"site": Labels().of_site(of.site)},
            sub="{first} – {last}".format(**span),
            blocks=[
                *bulletin.not_whole(of.months, of.site),
                *(
                    _said(title, of, [each for each in measures if each.theme is theme])
                    for theme, title in (
                        (Theme.NEED, _("Local need")),
                        (Theme.BENEFIT, _("Benefit for public health")),
                        (Theme.IMPACT, _("Impact on the community")),
                    )
                ),
                _cohabitation(of),
                *bulletin.pictures(_("The year in pictures"), of.months, of.numbers),
                *_by_month(of, measures),
                Block(_("What is added by who applies"), listed=_added()),
            ],
            notes=[*_sources(), *bulletin.notes(gathering.today())],
            banner=bulletin.banner(),
        )


def papers(of: Year) -> list[Paper]:
    return [paper(of, language) for language in LANGUAGES]


def _said(title: str, of: Year, measures: Sequence[Measure]) -> Block:
    return Block(
        title,
        [sentences.over(each.label, each.counted, of.values(each)) for each in measures]
        or [_("Nothing of it was counted in these months.")],
    )


def _by_month(of: Year, measures: Sequence[Measure]) -> list[Block]:
    drawn = [each for each in measures if each.drawn]
    rows = [
        [sentences.month_words(month.first), *(bulletin.cell(numbers, m.name) for m in drawn)]
        for month, numbers in zip(of.months, of.numbers, strict=True)
    ]
    head = [_("Month"), *(str(each.label) for each in drawn)]
    return [Block(_("Month by month"), table=Table(head, rows))] if drawn else []


def _span(of: Year) -> tuple[datetime, datetime]:
    """The moments between which a remark came in, on the site's own days."""
    now = clock.now()
    sites = {site.slug: site for site in all_counted_sites(now, now)}
    begins, ends = of.months[0].first, of.months[-1].until
    day_of = sites[of.site].day_of if of.site in sites else gathering.today
    return _begin_of(day_of, begins), _begin_of(day_of, ends)


def _begin_of(day_of: Callable[[datetime], date], day: date) -> datetime:
    """The first half hour that belongs to that day there."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    while day_of(moment) < day:
        moment += timedelta(minutes=30)
    return moment


def _cohabitation(of: Year) -> Block:
    """What neighbours said and what was answered, as counts: which ones, how many, how soon."""
    rows = neighbours.remarks([of.site], *_span(of))
    title = _("Cohabitation: what neighbours said")
    if not rows:
        return Block(title, [_("No remark of a neighbour was noted in these months.")])
    counts = _counted(rows)
    gone = withheld(counts)

    def number(name: str) -> int | None:
        return None if (name, of.site) in gone else counts.number(name, of.site)

    said = [sentences.remarks(number(_ALL), number(_ANSWERED), number(_OPEN))]
    days = [(row.answered_at - row.at).days for row in rows if row.answered_at]
    if len(days) >= SMALLEST:
        said.append(sentences.answered_within(round(median(days))))
    return Block(title, said, table=Table([_("About"), _("Remarks")], _topics(rows, number)))


def _topics(rows: Sequence[RemarkRow], number: Callable[[str], int | None]) -> list[list[str]]:
    labels, found = dict(Topic.choices), []
    for topic in dict.fromkeys([*Topic.values, *sorted({row.topic for row in rows})]):
        value = number(f"remarks.topic.{topic}")
        if value != 0:
            words = _("withheld") if value is None else sentences.whole(value)
            found.append([str(labels.get(topic, topic)), words])
    return found


def _counted(rows: Sequence[RemarkRow]) -> Counts:
    """The remarks as the one engine reads them: all, by topic, answered or not."""
    (site,) = {row.site for row in rows}
    topics = dict.fromkeys([*Topic.values, *sorted({row.topic for row in rows})])
    names = {topic: f"remarks.topic.{topic}" for topic in topics}
    answered = sum(row.answered_at is not None for row in rows)
    numbers = {(_ALL, site): len(rows), (_ANSWERED, site): answered}
    numbers[_OPEN, site] = len(rows) - answered
    for topic, name in names.items():
        numbers[name, site] = sum(row.topic == topic for row in rows)
    return Counts(
        tables=[
            CountTable([_ALL], shape=Shape.ALONE),
            CountTable([_ANSWERED, _OPEN], whole=_ALL),
            CountTable(list(names.values()), whole=_ALL),
        ],
        places=[site],
        numbers=numbers,
    )


def _added() -> list[str]:
    """What the law asks for and no count says."""
    return [
        _("The impact on crime rates: figures of the police, which this house does not hold."),
        _("Who runs the site, and how: administration, staff, procedures, training."),
        _("The resources to keep it open: funding, premises."),
        _("Letters of support or of opposition, beside what neighbours said above."),
        _("For Québec: the address, its distance from schools, the plan of cohabitation itself."),
    ]


def _sources() -> list[str]:
    return [
        _(
            "Asked for by the Controlled Drugs and Substances Act, s. 56.1(2): the intended public "
            "health benefits of the site and information, if any, on its impact on crime rates, "
            "the local conditions that indicate a need, its administration, its resources, and "
            "expressions of community support or opposition."
        ),
        _(
            "Asked for by Québec’s Bill 103 (2025), for a fixed site: an authorization of four "
            "years, no new site within 150 metres of a school, a plan of cohabitation with "
            "residents’ feedback. Mobile units are exempt. As summarized by this project; read the "
            "act itself."
        ),
        _("This gathers what the data say. It is no application, and no advice about the law."),
    ]


def filename(of: Year, ending: str) -> str:
    return f"dossier-{of.site}-{of.months[-1].name}.{ending}"
