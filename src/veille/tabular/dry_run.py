"""What would come of a file, before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .columns import Column, Swapped
from .dates import Order, Style
from .marks import Marked
from .messages import Message
from .profile import Profile, fit
from .reading import Fault, Page, pages
from .schema import Schema, Value
from .source import Table
from .survey import Asked, Question, survey

#: Faults alike are shown as one line with so many of their rows.
_ROWS_SHOWN = 5
#: More different faults than this are counted, and not each shown.
_GROUPS = 500

Known = Callable[[Iterable[str]], set[str]]


@dataclass(frozen=True)
class Faults:
    """Faults of one kind: of one text, in one column. `rows` are the first of `count`."""

    heading: str
    text: str
    code: str
    message: Message
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class DryRun:
    """`ready` rows would be new, `here` are here already, `faulty` have a fault and stay out.

    `questions` are still open; until they are answered in the profile nothing should be imported.
    The numbers are those that the proposed answers would give. `marks` counts what stood in place
    of a value, by (field, what was written).
    """

    rows: int
    ready: int
    here: int
    faulty: int
    faults: tuple[Faults, ...]
    questions: tuple[Question, ...]
    notes: tuple[Message, ...]
    marks: Mapping[tuple[str, str], int]
    example: Mapping[str, Value]
    profile: Profile

    @property
    def can_import(self) -> bool:
        return not self.questions and self.ready > 0


def dry_run(
    table: Table,
    schema: Schema,
    profile: Profile,
    *,
    known: Known | None = None,
    progress: Callable[[float], object] | None = None,
) -> DryRun:
    """Read everything, write nothing. `known` says which keys of rows are here already;
    `progress` is called with the share that is read."""
    surveyed = survey(table, schema, profile)
    tried = accept(profile, surveyed.questions)
    ready = here = 0
    bad: set[int] = set()
    seen: dict[str, int] = {}
    grouped: dict[tuple[str, str, str], tuple[Fault, list[int]]] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    marks: Counter[tuple[str, str]] = Counter()
    example: Mapping[str, Value] = {}
    faulty = left_empty = 0
    for page in pages(table, schema, tried, surveyed=surveyed):
        twice = list(_twice(page, schema, tried, seen)) if schema.key else []
        already = len(known(page.keys)) if known else 0
        ready, here = ready + len(page.rows) - already - len(twice), here + already
        bad = {fault.row for fault in page.faults}
        left_empty = len(bad.intersection(page.rows))
        faulty += len(bad) - left_empty + len(twice)
        for fault in (*page.faults, *twice):
            _group(fault, grouped, counts)
        for name, values in page.columns.items():
            found = [value for value in values if isinstance(value, Marked)]
            marks.update((name, value.written) for value in found)
        if not example and page.rows:
            example = next(page.records())[2]
        if progress:
            progress(page.share)
    faults = [
        Faults(fault.heading, fault.text, fault.code, fault.message, counts[key], tuple(rows))
        for key, (fault, rows) in grouped.items()
    ]
    return DryRun(
        rows=ready + here + faulty,
        ready=ready,
        here=here,
        faulty=faulty,
        faults=tuple(sorted(faults, key=lambda each: -each.count)),
        questions=surveyed.questions,
        notes=(*table.notes, *_lost(profile, table), *_mixed(surveyed.styles)),
        marks=marks,
        example=example,
        profile=surveyed.settle(profile),
    )


def _twice(page: Page, schema: Schema, profile: Profile, seen: dict[str, int]) -> Iterator[Fault]:
    """Rows by whose key another one stood in the file already; `seen` takes in those of a page."""
    heading = next((c.heading for c in profile.columns if c.field == schema.key[0]), "")
    written = page.columns.get(schema.key[0])
    for place, (row, key) in enumerate(zip(page.rows, page.keys, strict=True)):
        first = seen.setdefault(key, row)
        if first != row:
            said = Message(
                f"The same stands in row {first} already: this row is left out.",
                f"La même chose est déjà à la ligne {first} : cette ligne est laissée de côté.",
            )
            yield Fault(row, heading, str(written[place]) if written else "", "twice", said)


def accept(profile: Profile, questions: Iterable[Question]) -> Profile:
    """The profile with the proposed answers; a question without one stays open."""
    for question in questions:
        if question.proposed:
            profile = answer(profile, question, question.proposed)
    return profile


def answer(profile: Profile, question: Question, chosen: str) -> Profile:
    """The profile with one answer. Raises ValueError for one that was not among the choices."""
    if chosen not in [choice for choice, _ in question.choices]:
        raise ValueError(f"{chosen!r} answers no question about {question.heading!r}")
    if question.asked is Asked.RENAMED:
        return _renamed(profile, question, same=chosen == "yes")
    column = profile.column(question.heading)
    assert column is not None
    match question.asked:
        case Asked.ORDER:
            return profile.with_column(replace(column, order=Order(chosen)))
        case Asked.DECIMAL:
            return profile.with_column(replace(column, decimal=chosen))
        case Asked.SWAPPED:
            return profile.with_column(replace(column, swapped=Swapped(chosen)))


def _renamed(profile: Profile, question: Question, *, same: bool) -> Profile:
    if not same:
        return profile.with_column(Column(heading=question.heading))
    (column,) = (c for c in fit(profile, [question.heading]).columns if c is not None)
    lost = fit(profile, [question.heading]).renamed[0][0]
    kept = tuple(c for c in profile.columns if c.heading != lost)
    return replace(profile, columns=(*kept, column))


def _group(
    fault: Fault,
    grouped: dict[tuple[str, str, str], tuple[Fault, list[int]]],
    counts: Counter[tuple[str, str, str]],
) -> None:
    # A fault of a whole row has no text: it is known by what it says.
    key = fault.heading, fault.code, fault.text or fault.message.en
    if key not in grouped and len(grouped) >= _GROUPS:
        key = fault.heading, fault.code, "…"
    if key not in grouped:
        grouped[key] = fault, []
    counts[key] += 1
    rows = grouped[key][1]
    if len(rows) < _ROWS_SHOWN:
        rows.append(fault.row)


def _lost(profile: Profile, table: Table) -> Iterable[Message]:
    fitted = fit(profile, table.headings)
    if fitted.lost:
        names = ", ".join(fitted.lost)
        yield Message(
            f"Columns that the profile knows and the file lacks: {names}.",
            f"Colonnes que le profil connaît et que le fichier n’a pas : {names}.",
        )
    if fitted.new and profile.columns:
        names = ", ".join(fitted.new)
        yield Message(
            f"Columns that the profile does not know: {names}.",
            f"Colonnes que le profil ne connaît pas : {names}.",
        )


def _mixed(styles: Mapping[str, Mapping[Style, int]]) -> Iterable[Message]:
    alike = {Style.DAY_ONLY, Style.MONTH_ONLY, Style.EITHER, Style.SAME}
    for heading, counts in styles.items():
        kinds = {Style.EITHER if style in alike else style for style in counts}
        if len(kinds) > 1:
            written = ", ".join(f"{style} ({count:,})" for style, count in counts.items())
            yield Message(
                f"{heading}: dates are written in several ways: {written}.",
                f"{heading} : les dates sont écrites de plusieurs façons : {written}.",
            )
