"""What is wrong with the rows of a file of cases, row by row; and which cases stay."""

from collections import Counter

import polars as pl

from veille.reports import notation
from veille.tabular import Faults, Message

from ..books import every_name, known
from ..case import DECIMALS, MEASURES
from .schema import UNCLEAR, schema

#: What a person may assume of all cases that do not say it.
MAY_ASSUME = ("jurisdiction", "date", "age", "place")
_ROWS_SHOWN = 5
_NAMES_SHOWN = 8
_PERCENT = 100


class Gathered:
    """Faults, alike ones as one, with the first rows of each."""

    def __init__(self, first_row: int) -> None:
        self.first_row = first_row
        self.bad: set[int] = set()
        self._rows: dict[tuple[str, str, Message], list[int]] = {}
        self._counts: Counter[tuple[str, str, Message]] = Counter()

    def take(self, faults: object) -> None:
        for fault in faults:  # type: ignore[attr-defined]
            self.add(fault.row, fault.heading, fault.text, fault.message)

    def add(self, row: int, heading: str, text: str, message: Message) -> None:
        key = (heading, text, message)
        self.bad.add(row)
        self._counts[key] += 1
        rows = self._rows.setdefault(key, [])
        if len(rows) < _ROWS_SHOWN:
            rows.append(row - self.first_row)

    def told(self) -> tuple[Faults, ...]:
        return tuple(
            Faults(heading, text, "row", message, count, tuple(self._rows[key]))
            for key, count in self._counts.most_common()
            for heading, text, message in (key,)
        )


def with_purity(frame: pl.DataFrame) -> pl.DataFrame:
    pure = (pl.col("grams") * pl.col("purity") / _PERCENT).round(DECIMALS)
    return frame.with_columns(grams_active=pl.coalesce("grams_active", pure))


def check(frame: pl.DataFrame, gathered: Gathered) -> None:
    """What a case needs, row by row; of a row that has a fault already, nothing more is told."""
    here = pl.lit(False)
    for code, each in known().items():
        here |= (pl.col("jurisdiction") == code) & pl.col("place").is_in(each.places)
    wanted = ("jurisdiction", "date", "age", "place", "substance")
    checks: list[tuple[pl.Expr, Message]] = [
        *((pl.col(name).is_null(), not_said(name)) for name in wanted),
        (pl.col("jurisdiction") == UNCLEAR, _UNCLEAR),
        (pl.all_horizontal(pl.col(m).is_null() for m in MEASURES), _NO_AMOUNT),
        (pl.col("grams_active") > pl.col("grams"), _MORE_THAN_ALL),
        (~here, _NOT_THERE),
        (pl.col("conviction_date") > pl.col("date"), _CONVICTED_LATER),
        (pl.col("sentence_ended").is_not_null() & pl.col("conviction_date").is_null(), _NO_START),
        (_disagrees(), _DISAGREE),
    ]
    reason = pl.lit(None, dtype=pl.Int32)
    for at, (wrong, _message) in reversed(list(enumerate(checks))):
        reason = pl.when(wrong).then(pl.lit(at, dtype=pl.Int32)).otherwise(reason)
    judged = frame.with_columns(reason=reason).filter(pl.col("reason").is_not_null())
    before = set(gathered.bad)
    for row, at in judged.select("row", "reason").iter_rows():
        if row not in before:
            gathered.add(row, "", "", checks[at][1])


def _disagrees() -> pl.Expr:
    """Where rows of one case say different things of it."""
    return pl.col("case").is_not_null() & pl.any_horizontal(
        pl.col(name).drop_nulls().n_unique().over("case") > 1
        for name in ("jurisdiction", "date", "age", "place", "conviction_date", "sentence_ended")
    )


def whole_cases(frame: pl.DataFrame, gathered: Gathered) -> pl.DataFrame:
    """Without the cases of which a row is bad; where no column names cases, each row is one."""
    is_bad = pl.col("row").is_in(list(gathered.bad))
    row = pl.col("row") - gathered.first_row
    if frame["case"].null_count() == frame.height:
        return frame.filter(~is_bad).with_columns(case=row.cast(pl.String))
    named = frame.with_columns(case=pl.coalesce("case", row.cast(pl.String)))
    return named.filter(~is_bad.any().over("case"))


def unknown_substances(frame: pl.DataFrame) -> list[Message]:
    """Substances that no regime here can find, the most frequent first."""
    counts = frame["substance"].value_counts(sort=True)
    strange = [each for each in counts.iter_rows() if not every_name().key(each[0])]
    if not strange:
        return []
    shown, shown_fr = (
        ", ".join(
            f"{name} ({notation.number(count, language)})" for name, count in strange[:_NAMES_SHOWN]
        )
        for language in ("en", "fr")
    )
    more = len(strange) - _NAMES_SHOWN
    more_en = f" and {notation.number(more, 'en')} more" if more > 0 else ""
    more_fr = (
        f" et {notation.number(more, 'fr')} autre{'s' if more > 1 else ''}" if more > 0 else ""
    )
    return [
        Message(
            f"Substances that no rules know, or that may be several, and so cannot be told: "
            f"{shown}{more_en}.",
            f"Substances qu’aucune règle ne connaît, ou qui peuvent en être plusieurs, et dont on "
            f"ne peut rien dire : {shown_fr}{more_fr}.",
        )
    ]


def not_said(name: str) -> Message:
    label = schema().field(name).label
    more_en = f" Fill it in, or assume one for all: --assume {name}=…" if name in MAY_ASSUME else ""
    more_fr = (
        f" Remplissez-le, ou supposez-en un pour tous : --assume {name}=…"
        if name in MAY_ASSUME
        else ""
    )
    return Message(
        f"{label.en}: nothing is said.{more_en}", f"{label.fr} : rien n’est indiqué.{more_fr}"
    )


_UNCLEAR = Message(
    "The jurisdiction may be one of two (NL: the Netherlands, or Newfoundland and Labrador). Write "
    "its name, or CA-NL.",
    "La juridiction peut en être une de deux (NL : les Pays-Bas, ou Terre-Neuve-et-Labrador). "
    "Écrivez son nom, ou CA-NL.",
)
_NO_AMOUNT = Message(
    "There is no amount (−1, −9 and −99 are read as codes for none): give grams, grams pure, pills "
    "or units.",
    "Il n’y a aucune quantité (−1, −9 et −99 sont lus comme des codes d’absence) : donnez les "
    "grammes, les grammes purs, les comprimés ou les unités.",
)
_MORE_THAN_ALL = Message(
    "There is more of the pure substance than the whole weighs.",
    "Il y a plus de substance pure que le poids total.",
)
_NOT_THERE = Message(
    "The rules of this jurisdiction do not speak of such a place.",
    "Les règles de cette juridiction ne parlent pas d’un tel lieu.",
)
_CONVICTED_LATER = Message(
    "The conviction is after the day of the case; a record is of an earlier one.",
    "La condamnation est postérieure au jour du cas; un antécédent est plus ancien.",
)
_DISAGREE = Message(
    "Rows of one case say different things of its day, place, age or jurisdiction.",
    "Des lignes d’un même cas se contredisent sur son jour, son lieu, l’âge ou la juridiction.",
)
_NO_START = Message(
    "A sentence ended, but no day of the conviction is given.",
    "Une peine a pris fin, mais aucune date de condamnation n’est donnée.",
)
