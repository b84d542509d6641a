"""One cell read as its field says: a value, a mark, or the reason why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from veille import numbers

from . import dates
from .columns import Column
from .folding import folded
from .marks import LONGEST_MARK, Mark, Marked, mark_of
from .messages import Language, Message, Unread
from .schema import Field, Kind, Value
from .source import Cell

Reader = Callable[[Cell], Value | Unread]

_YES = {"true", "yes", "y", "oui", "o", "1", "x", "vrai", "✓", "✔", "☑", "on"}
_NO = {"false", "no", "n", "non", "0", "faux", "☐", "off"}
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001  # of any day: only its time is used
_DATES = {Kind.DATE, Kind.MONTH, Kind.MOMENT}
_NUMBERS = {Kind.NUMBER, Kind.WHOLE}
_PLAIN = re.compile(r"-?\d+(?:\.\d{1,2}|\.\d{4,})?")
_DOTTED = re.compile(r"-?\d+\.\d+")


def reader(field: Field, column: Column, language: Language) -> Reader:
    """The function that reads the cells of one column. `language` is of the file's numbers."""
    read = _of_kind(field, column, language)
    marks = {folded(written): mark for written, mark in column.marks.items()}
    words = _words(field, column)
    number = field.kind in _NUMBERS
    never_negative = number and field.least is not None and field.least >= 0

    def read_cell(cell: Cell) -> Value | Unread:
        if isinstance(cell, str):
            text = cell.strip()
            if not text:
                return _required(field) if field.required else None
            plain = folded(text) if len(text) <= LONGEST_MARK else ""
            if plain in marks:
                return Marked(marks[plain], text)
            if plain and plain not in words:
                mark = mark_of(text, number=number, never_negative=never_negative)
                if mark is not None:
                    return _of_mark(field, mark)
            return read(text)
        if number and never_negative and isinstance(cell, float) and cell in (-1, -9, -99, -999):
            return Marked(Mark.CODE, f"{cell:g}")
        return read(cell)

    return read_cell


def _of_mark(field: Field, mark: Marked) -> Value | Unread:
    return _required(field) if field.required and mark.mark is Mark.MISSING else mark


def _required(field: Field) -> Unread:
    return Unread(
        "empty",
        Message(f"{field.label.en}: nothing is written.", f"{field.label.fr} : rien n’est écrit."),
    )


def _of_kind(field: Field, column: Column, language: Language) -> Reader:
    match field.kind:
        case Kind.TEXT:
            return lambda cell: _text(cell, field)
        case Kind.WORD:
            return _word_reader(field, column)
        case Kind.YES_NO:
            return lambda cell: _yes_no(_shown(cell), field, column)
        case Kind.NUMBER | Kind.WHOLE:
            return lambda cell: _number(cell, field, column, language)
        case Kind.TIME:
            return _time
        case Kind.DATE | Kind.MONTH | Kind.MOMENT:
            return lambda cell: _date(cell, field, column)


def _shown(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


# Text and words


def _text(cell: Cell, field: Field) -> Value | Unread:
    text = " ".join(_exact(cell).split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable() and any(unicodedata.category(letter) == "Cc" for letter in text):
        return Unread(
            "control",
            Message(
                f"{field.label.en}: the cell holds a character that no one can read.",
                f"{field.label.fr} : la cellule contient un caractère illisible.",
            ),
        )
    if len(text) > field.longest:
        return Unread(
            "too_long",
            Message(
                f"{field.label.en}: {len(text):,} characters; {field.longest:,} are the most. Is a "
                "quotation mark missing?",
                f"{field.label.fr} : {len(text)} caractères; {field.longest} au plus. Manque-t-il "
                "un guillemet?",
            ),
        )
    return text


def _exact(cell: Cell) -> str:
    """A whole number stands without “.0”: it is a label, not a measure."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell if isinstance(cell, str) else cell.isoformat()


def _words(field: Field, column: Column) -> dict[str, str]:
    return {folded(w): kept for w, kept in {**field.words, **column.words}.items()}


def _word_reader(field: Field, column: Column) -> Reader:
    words = _words(field, column)
    for kept in list(words.values()):
        words.setdefault(folded(kept), kept)
    signs = column.several or field.several
    parts = re.compile("|".join(map(re.escape, signs))) if signs else None

    def read(cell: Cell) -> Value | Unread:
        text = _exact(cell)
        whole = words.get(folded(text))
        if whole is not None:
            return (whole,) if parts else whole
        written = [part.strip() for part in parts.split(text) if part.strip()] if parts else [text]
        kept, unknown = [], []
        for part in written:
            word = words.get(folded(part))
            if word is None and field.keep_unknown_words:
                word = part
            if word is None:
                unknown.append(part)
            elif word not in kept:
                kept.append(word)
        if unknown:
            return _unknown_words(text, unknown, field)
        return tuple(kept) if parts else kept[0]

    return read


def _unknown_words(text: str, unknown: list[str], field: Field) -> Unread:
    quoted = [part[:60] for part in unknown]
    if quoted == [text[:60]]:
        en, fr = f"“{quoted[0]}” is", f"« {quoted[0]} » n’est pas"
    elif len(quoted) == 1:
        en, fr = f"“{text[:60]}”: “{quoted[0]}” is", f"« {text[:60]} » : « {quoted[0]} » n’est pas"
    else:
        en = f"“{text[:60]}”: {', '.join(f'“{each}”' for each in quoted)} are"
        fr = f"« {text[:60]} » : {', '.join(f'« {each} »' for each in quoted)} ne sont pas"
    return Unread(
        "unknown_word",
        Message(
            f"{en} not in the word list of {field.label.en}.",
            f"{fr} dans la liste de mots de {field.label.fr}.",
        ),
    )


def _yes_no(text: str, field: Field, column: Column) -> Value | Unread:
    plain = folded(text)
    plain = folded(_words(field, column).get(plain, plain))
    if plain in _YES or plain in _NO:
        return plain in _YES
    return Unread(
        "no_yes_no",
        Message(f"“{text[:60]}” is neither yes nor no.", f"« {text[:60]} » n’est ni oui ni non."),
    )


# Numbers


def _number(cell: Cell, field: Field, column: Column, language: Language) -> Value | Unread:
    if isinstance(cell, float):
        number: Decimal | Unread = Decimal(repr(cell))
    elif isinstance(cell, str):
        number = _written_number(cell, field, column, language)
    else:
        return Unread(
            "date_for_number",
            Message(
                f"“{cell}” is a date where a number is due: a spreadsheet may have changed it.",
                f"« {cell} » est une date là où un nombre est attendu : un tableur l’a peut-être "
                "changé.",
            ),
        )
    return number if isinstance(number, Unread) else _within(number, _shown(cell), field)


def _written_number(
    text: str, field: Field, column: Column, language: Language
) -> Decimal | Unread:
    if _PLAIN.fullmatch(text) or (column.decimal == "." and _DOTTED.fullmatch(text)):
        return Decimal(text)
    try:
        # Where the comma is the decimal sign, a point before three digits parts thousands.
        spoken = "fr" if column.decimal == "," else language
        amount = numbers.read_amount(text, spoken, field.unit)
        number, unit = amount.number, amount.unit
    except numbers.Ambiguous as both:
        if not column.decimal:
            return Unread("two_ways", Message(both.in_words("en"), both.in_words("fr")))
        sign = "," if "," in text else "."
        number, unit = both.readings[1 if sign == column.decimal else 0], both.unit or field.unit
    except numbers.NotRead as why:
        return Unread("no_number", Message(why.in_words("en"), why.in_words("fr")))
    if unit == field.unit:
        return number
    per = numbers.IN_GRAMS.get(unit), numbers.IN_GRAMS.get(field.unit)
    if per[0] is not None and per[1] is not None:
        return number * per[0] / per[1]
    return Unread(
        "other_unit",
        Message(
            f"“{text}”: {field.label.en} is read in {field.unit or 'plain numbers'}, "
            f"not in {unit}.",
            f"« {text} » : {field.label.fr} se lit en {field.unit or 'nombres simples'}, "
            f"non en {unit}.",
        ),
    )


def _within(number: Decimal, text: str, field: Field) -> Value | Unread:
    if field.kind is Kind.WHOLE and number != number.to_integral_value():
        return Unread(
            "no_whole",
            Message(f"“{text}” is not a whole number.", f"« {text} » n’est pas un nombre entier."),
        )
    low, high = field.least, field.most
    if (low is not None and number < low) or (high is not None and number > high):
        limits_en = _limits(low, high, "en")
        limits_fr = _limits(low, high, "fr")
        return Unread(
            "out_of_range",
            Message(
                f"“{text}”: {field.label.en} is {limits_en}.",
                f"« {text} » : {field.label.fr} est {limits_fr}.",
            ),
        )
    return number


def _limits(low: Decimal | None, high: Decimal | None, language: Language) -> str:
    least = "" if low is None else numbers.plain(low, language)
    most = "" if high is None else numbers.plain(high, language)
    if language == "fr":
        if least and most:
            return f"de {least} à {most}"
        return f"d’au moins {least}" if least else f"d’au plus {most}"
    if least and most:
        return f"from {least} to {most}"
    return f"{least} or more" if least else f"{most} or less"


# Dates and times


def _time(cell: Cell) -> Value | Unread:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        return (_MIDNIGHT + timedelta(days=cell)).time().replace(microsecond=0)
    return dates.read_time(_shown(cell))


def _date(cell: Cell, field: Field, column: Column) -> Value | Unread:
    found = _moment(cell, field, column)
    if isinstance(found, Unread):
        return found
    day = found.date() if isinstance(found, datetime) else found
    if (field.first and day < field.first) or (field.last and day > field.last):
        first, last = field.first or date.min, field.last or date.max
        return Unread(
            "out_of_time",
            Message(
                f"“{_shown(cell)}”: {field.label.en} lies between {first} and {last}.",
                f"« {_shown(cell)} » : {field.label.fr} se situe entre le {first} et le {last}.",
            ),
        )
    return found


def _moment(cell: Cell, field: Field, column: Column) -> date | datetime | Unread:
    moment = field.kind is Kind.MOMENT
    if isinstance(cell, float):
        found = dates.excel_day(cell)
        if found is None:
            return dates.read_day(_shown(cell), column.order)
        cell = found
    if isinstance(cell, time):
        return Unread(
            "no_date",
            Message(
                f"“{cell}” is a time of day, not a date.",
                f"« {cell} » est une heure, non une date.",
            ),
        )
    if isinstance(cell, date):
        whole = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        if moment:
            return whole
        return whole.date().replace(day=1) if field.kind is Kind.MONTH else whole.date()
    if moment:
        return dates.read_moment(cell, column.order)
    if field.kind is Kind.MONTH:
        return dates.read_month(cell, column.order)
    return dates.read_day(cell, column.order)
