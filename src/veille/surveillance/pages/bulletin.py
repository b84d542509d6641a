"""The monthly bulletin: what may leave the house of one finished month, in sentences made from the
numbers; and the page of what changed, for a director, from the same sentences."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from veille.disclosure import SMALLEST
from veille.ledger.nodes import local_node
from veille.ledger.refusal import Absent, Refused
from veille.ui.pictures import columns
from veille.ui.public import LANGUAGES
from veille.ui.rooms import Measure, all_caveats, all_measures, all_released

from .. import gathering, reads, sentences
from ..gathering import NETWORK
from ..months import A_YEAR, Month, month_of
from ..scatter import MONTHS, Counted, scatter
from ..sentences import Change
from ..words import Reason, Stage
from . import outside
from .labels import NETWORK_SLUG, Labels, slug_of
from .paper import Block, Paper, Picture, Table

#: Columns of the table of sites: so many stand side by side on a sheet.
_SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class Numbers:
    """What may leave the house of a month and of the one before, at one place. A measure that is
    in neither was not counted there."""

    month: Month
    place: str
    now: Mapping[str, int | None]
    before: Mapping[str, int | None]

    @property
    def measures(self) -> list[Measure]:
        return [each for each in all_measures() if each.name in self.now]

    def change(self, measure: Measure) -> Change:
        now, than = self.now[measure.name], sentences.month_words(self.month.before.first)
        if measure.name not in self.before:
            alone = sentences.alone(measure.label, measure.counted, now)
            return Change(alone, sentences.Direction.UNKNOWN)
        before = self.before[measure.name]
        return sentences.change(measure.label, measure.counted, now, before, than)


def last_month() -> Month:
    """The last one that is finished."""
    return month_of(gathering.today()).before


def check_finished(month: Month) -> None:
    """Raises Refused."""
    if month > last_month():
        raise Refused(
            _("%(month)s is not finished yet. Ask for %(last)s, or an earlier month."),
            month=month.name,
            last=last_month().name,
        )


def place_of(text: str, offered: Collection[str] | None = None) -> str:
    """A site by its short name; all of them by “network”, or by the name of the network; of the
    sites one that is `offered`, where some are. Raises Absent."""
    places = [NETWORK, *Labels().sites] if offered is None else offered
    asked = slugify(text)
    network = {NETWORK_SLUG, slugify(settings.VEILLE_NETWORK)} - {""}
    if not text.strip() or asked in network:
        return NETWORK
    if asked and asked in places:
        return asked
    raise Absent(
        _("There is no place “%(text)s” here. There are: %(places)s."),
        text=text[:40],
        places=", ".join(slug_of(slug) for slug in sorted(places)),
    )


def numbers(month: Month, place: str) -> Numbers:
    """Raises Refused for a month that still goes on, and Absent where nothing was counted."""
    check_finished(month)
    now = all_released(month.first, place)
    if not now:
        raise Absent(_("Nothing was counted there in %(month)s."), month=month.name)
    return Numbers(month, place, now, all_released(month.before.first, place))


def changes(of: Numbers) -> list[Change]:
    """Every number with what it was before."""
    return [of.change(measure) for measure in of.measures]


def judged_changes(of: Numbers) -> list[Change]:
    """The same, without what was nought both times, and with what is a change beside the usual ups
    and downs of the earlier months."""
    months = [of.month.back(n) for n in reversed(range(MONTHS + 1))]
    released = [
        (month, all_released(month.first, of.place), not all_caveats(month.first, of.place))
        for month in months
    ]
    made = []
    for measure in of.measures:
        name = measure.name
        if (of.now[name], of.before.get(name, 0)) == (0, 0):
            continue
        counted = [
            Counted(found.get(name) if whole else None, month.days)
            for month, found, whole in released
        ]
        usual = scatter(counted[:-1])
        made.append(sentences.judged(of.change(measure), counted[-2], counted[-1], usual))
    return made


def alarms(month: Month, place: str) -> list[str]:
    """What became of the alarms whose first day lies in the month: how many, and nothing of what
    was counted."""
    stages: Counter[Stage] = Counter()
    reasons: Counter[Reason] = Counter()
    for each in reads.worklist(month.first):
        within = month.first.isoformat() <= each.seen.first < month.until.isoformat()
        if within and place in (NETWORK, each.seen.site):
            stages[each.stage] += 1
            if each.why:
                reasons[Reason(each.why)] += 1
    return sentences.alarms(stages, reasons)


def name_of_place(place: str, labels: Labels) -> str:
    """The network as it calls itself."""
    if place != NETWORK:
        return labels.of_site(place)
    return settings.VEILLE_NETWORK or capfirst(labels.of_site(NETWORK))


def paper(of: Numbers, language: str) -> Paper:
    """The bulletin in one language."""
    with override(language):
        words = sentences.month_words(of.month.first)
        year = [of.month.back(n) for n in reversed(range(A_YEAR))]
        return Paper(
            language=language,
            title=_("Bulletin of %(month)s") % {"month": words},
            sub=name_of_place(of.place, Labels()),
            blocks=[
                *not_whole([of.month.before, of.month], of.place),
                Block(_("What was counted"), [each.sentence for each in changes(of)]),
                Block(_("Alarms in the counts"), alarms(of.month, of.place)),
                *_by_site(of),
                *_of_others(),
                *pictures(
                    _("The last months"),
                    year,
                    [all_released(month.first, of.place) for month in year],
                ),
            ],
            notes=notes(gathering.today()),
            banner=banner(),
        )


def papers(of: Numbers, languages: Sequence[str] = tuple(LANGUAGES)) -> list[Paper]:
    return [paper(of, language) for language in languages]


def not_whole(months: Sequence[Month], place: str) -> list[Block]:
    """What must be known of these months before their numbers are read."""
    said = [words for month in months for words in all_caveats(month.first, place)]
    return [Block(_("Not whole months"), said)] if said else []


def banner() -> str:
    """What stands across a paper whose people are invented; empty on any other."""
    node = local_node()
    return _("Rehearsal: the people and events are invented.") if node and node.rehearsal else ""


def notes(today: date) -> list[str]:
    """How the numbers were made."""
    return [
        _(
            "Each number is of the month’s days, rounded to the nearest ten. Counts of 1 to "
            "%(most)s are withheld, and further numbers without which a total would give one away."
        )
        % {"most": SMALLEST - 1},
        _(
            "An alarm is a count far above what was usual: a question, not a finding. Some are "
            "raised by chance."
        ),
        _("As known on %(day)s. Late entries and corrections may change it.")
        % {"day": date_format(today)},
    ]


def _of_others() -> list[Block]:
    """What others published, with their source, as it is known when the bulletin is made."""
    found = [f"{each.sentence} {each.source}" for each in outside.public_ones()]
    return [Block(_("What others publish"), found)] if found else []


def _by_site(of: Numbers) -> list[Block]:
    """A table of the sites, where the bulletin is of more than one."""
    labels = Labels()
    if of.place != NETWORK or len(labels.sites) < 2:
        return []
    drawn = of.measures[:_SIDE_BY_SIDE]
    rows = []
    for slug, name in labels.sites.items():
        found = all_released(of.month.first, slug)
        if found:
            rows.append([name, *(cell(found, each.name) for each in drawn)])
    head = [_("Site"), *(str(each.label) for each in drawn)]
    return [Block(_("By site"), table=Table(head, rows))] if rows else []


def cell(found: Mapping[str, int | None], name: str) -> str:
    """A number in a table; a dash where it was not counted."""
    if name not in found:
        return "–"
    value = found[name]
    return _("withheld") if value is None else sentences.whole(value)


def pictures(
    title: str, months: Sequence[Month], numbers: Sequence[Mapping[str, int | None]]
) -> list[Block]:
    """The months as columns, for each measure that is drawn; only where there is more than one
    month of it."""
    made = []
    for measure in (each for each in all_measures() if each.drawn):
        data = [
            (date_format(month.first, "M"), found[measure.name])
            for month, found in zip(months, numbers, strict=True)
            if measure.name in found
        ]
        if len(data) > 1 and any(value for _month, value in data):
            note = _("By month. * stands for a number that is withheld.")
            made.append(Picture(str(measure.label), note, columns(data)))
    return [Block(title, pictures=made)] if made else []


def filename(of: Numbers, ending: str) -> str:
    return f"bulletin-{of.month.name}-{slug_of(of.place)}.{ending}"


def years_back(today: date) -> list[Month]:
    """The finished months of the last year, the latest first: those of which a page has a link."""
    return [month_of(today).back(n + 1) for n in range(A_YEAR)]
