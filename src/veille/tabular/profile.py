"""How one sender’s files are read, kept as TOML: decided once, used for every further file."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .columns import Column, OnFault, Swapped
from .dates import Order
from .folding import folded
from .headings import Proposal, _like
from .marks import Mark
from .messages import Language, Message, Unreadable
from .schema import Schema

#: A heading that changed by less is the same column renamed.
_RENAMED = 0.8


@dataclass(frozen=True, kw_only=True)
class Profile:
    """`schema` names what the rows become; `language` is that in which numbers are written."""

    name: str
    schema: str
    language: Language = "en"
    sheet: str = ""
    columns: tuple[Column, ...] = ()

    def column(self, heading: str) -> Column | None:
        return next((each for each in self.columns if each.heading == heading), None)

    def with_column(self, column: Column) -> "Profile":
        """The profile with one column decided anew."""
        others = tuple(column if each.heading == column.heading else each for each in self.columns)
        if column not in others:
            others = (*others, column)
        return replace(self, columns=others)


@dataclass(frozen=True)
class Fit:
    """A profile laid upon the headings of a file: the column of each place, and what changed.

    `renamed` (before, now) were found again by likeness and are to be confirmed; `lost` are
    headings of the profile that are not in the file; `new` are of the file alone.
    """

    columns: tuple[Column | None, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def from_proposals(
    proposals: Sequence[Proposal], schema: Schema, *, name: str, language: Language, sheet: str = ""
) -> Profile:
    columns = tuple(Column(heading=each.heading, field=each.field) for each in proposals)
    return Profile(name=name, schema=schema.name, language=language, sheet=sheet, columns=columns)


def fit(profile: Profile, headings: Sequence[str]) -> Fit:
    """Which column of the profile each heading is: by its words, else by likeness to one lost."""
    by_words = {folded(column.heading): column for column in profile.columns}
    found: list[Column | None] = [by_words.get(folded(heading)) for heading in headings]
    here = {folded(heading) for heading in headings}
    lost = [c for c in profile.columns if c.field and folded(c.heading) not in here]
    renamed: list[tuple[str, str]] = []
    for place, heading in enumerate(headings):
        if found[place] is not None:
            continue
        best = max(lost, key=lambda column: _like(column.heading, heading), default=None)
        if best is not None and _like(best.heading, heading) >= _RENAMED:
            found[place] = replace(best, heading=heading)
            lost.remove(best)
            renamed.append((best.heading, heading))
    new = [heading for place, heading in enumerate(headings) if found[place] is None]
    return Fit(tuple(found), tuple(renamed), tuple(c.heading for c in lost), tuple(new))


def read_profile(text: str, schema: Schema, *others: Schema) -> Profile:
    """For that of these schemas which it names, the first where it names none. Raises Unreadable,
    with a sentence that says which key is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(
            Message(
                f"The profile is no valid TOML: {error}",
                f"Le profil n’est pas du TOML valide : {error}",
            )
        ) from None
    known = {each.name: each for each in (schema, *others)}
    named = str(found.get("schema", schema.name))
    if named not in known:
        either, ou = (word.join(known) for word in ("” or “", " » ou « "))
        raise Unreadable(
            Message(
                f"The profile is for “{named}”, not for “{either}”.",
                f"Le profil est pour « {named} », non pour « {ou} ».",
            )
        )
    schema = known[named]
    columns = found.get("columns", {})
    return Profile(
        name=found.get("name", ""),
        schema=schema.name,
        language=found.get("language", "en"),
        sheet=found.get("sheet", ""),
        columns=tuple(_column(heading, of, schema) for heading, of in columns.items()),
    )


def _column(heading: str, data: Mapping[str, object], schema: Schema) -> Column:
    known = {"field", "order", "decimal", "swapped", "several", "words", "marks", "on-fault"}
    names = {field.name for field in schema.fields}
    for key in data:
        if key not in known:
            raise Unreadable(
                Message(
                    f"Column “{heading}” of the profile: “{key}” is not known. Known are: "
                    f"{', '.join(sorted(known))}.",
                    f"Colonne « {heading} » du profil : « {key} » est inconnu. Sont connus : "
                    f"{', '.join(sorted(known))}.",
                )
            )
    field = str(data.get("field", ""))
    if field and field not in names:
        raise Unreadable(
            Message(
                f"Column “{heading}” of the profile: there is no field “{field}”.",
                f"Colonne « {heading} » du profil : il n’y a pas de champ « {field} ».",
            )
        )
    words, marks = data.get("words", {}), data.get("marks", {})
    assert isinstance(words, dict)
    assert isinstance(marks, dict)
    try:
        return Column(
            heading=heading,
            field=field,
            order=Order(str(data["order"])) if data.get("order") else None,
            decimal=str(data.get("decimal", "")),
            swapped=Swapped(str(data.get("swapped", "ask"))),
            several=str(data.get("several", "")),
            words={str(written): str(kept) for written, kept in words.items()},
            marks={str(written): Mark(mark) for written, mark in marks.items()},
            on_fault=OnFault(str(data.get("on-fault", "leave-row-out"))),
        )
    except ValueError as error:
        raise Unreadable(
            Message(
                f"Column “{heading}” of the profile: {error}.",
                f"Colonne « {heading} » du profil : {error}.",
            )
        ) from None


def written_profile(profile: Profile) -> str:
    """The profile as TOML; `read_profile` reads the same."""
    head = {
        "name": profile.name,
        "schema": profile.schema,
        "language": profile.language,
        "sheet": profile.sheet,
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in head.items() if value]
    for column in profile.columns:
        lines += ["", f"[columns.{_quoted(column.heading)}]", *_column_lines(column)]
    return "\n".join(lines) + "\n"


def _column_lines(column: Column) -> Iterable[str]:
    values = {
        "field": column.field,
        "order": column.order or "",
        "decimal": column.decimal,
        "swapped": column.swapped if column.swapped is not Swapped.ASK else "",
        "several": column.several,
        "on-fault": column.on_fault if column.on_fault is not OnFault.LEAVE_ROW_OUT else "",
    }
    yield from (f"{key} = {_quoted(v)}" for key, v in values.items() if v or key == "field")
    for key, pairs in (("words", column.words), ("marks", column.marks)):
        if pairs:
            inside = ", ".join(f"{_quoted(w)} = {_quoted(kept)}" for w, kept in pairs.items())
            yield f"{key} = {{ {inside} }}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )
