"""A field of substances, one a line, each with its share in percent: “caffeine 42”."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from veille import numbers
from veille.ui.fields import reading
from veille.ui.words import language

from .. import naming
from ..facts import Component, Finding
from ..named import apart, is_a_part_of_what
from ..policies import check_substance
from ..words import Abundance

LONGEST_LINE = 120
_WHOLE_PERCENT = 100
#: What people write before a line of a list.
_BULLETS = "-–—•*· \t"
#: “fentanyl (5)”.
_IN_BRACKETS = re.compile(r"\s*\(([.,]?\d[\d.,]*)\s*\)$")
_NUMBER_ALONE = re.compile(r"[.,]?\d[\d.,]*")
_WEIGHT = re.compile(r"\d\s*(?:mg|g|µg|μg|ug|mcg|ng)(?:\s*/\s*m?[lLg])?$")
_TRACES = re.compile(r"[\s:(,;]+traces?\)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A line: a substance as it was written, its share or None, whether it is called a trace."""

    substance: str
    share_percent: float | None = None
    trace: bool = False


def read_line(line: str, *, traces: bool = False) -> Named:
    """One line, read. `traces` where it may say “trace”.

    Raises ValidationError with a sentence where the share is no number, or the name no name.
    """
    text = " ".join(line.replace("%", " ").split()).strip(_BULLETS)
    if len(text) > LONGEST_LINE:
        raise ValidationError(
            _("“%(line)s…” is too long for one substance. Write one a line."),
            params={"line": text[:20]},
        )
    trace = _TRACES.search(text)
    if trace is not None:
        if not traces:
            raise ValidationError(
                _(
                    "“%(line)s”: a trace is no share. Write the name alone; what a laboratory "
                    "calls a trace goes among the traces."
                ),
                params={"line": text},
            )
        text = text[: trace.start()]
    if naming.is_known(text):
        return Named(substance=_name(text), trace=trace is not None)
    _check_order(text, line)
    name, written = apart(_IN_BRACKETS.sub(r" \1", text))
    return Named(
        substance=_name(name),
        share_percent=_share(written, line) if written else None,
        trace=trace is not None,
    )


def _check_order(text: str, line: str) -> None:
    """A name comes first, and its share is no weight. Raises ValidationError."""
    first, _space, rest = text.partition(" ")
    if rest and _NUMBER_ALONE.fullmatch(first) and naming.is_known(rest):
        raise _wrong_share(line, _("Write the substance first, then its share in percent."))
    if _WEIGHT.search(text):
        raise _wrong_share(line, _("A share is in percent, and not a weight."))


def _name(text: str) -> str:
    return reading(check_substance, text)


def _share(written: str, line: str) -> float:
    if is_a_part_of_what(written) and "%" not in line:
        raise _wrong_share(
            line,
            _(
                "“%(share)s” of a percent, or of the sample? Write the share in percent, such as "
                "%(example)s or 50."
            )
            % {"share": written, "example": numbers.plain(Decimal("0.5"), language())},
        )
    try:
        number = numbers.read(written, language())
    except numbers.NotRead as unread:
        raise _wrong_share(line, unread.in_words(language())) from None
    if not 0 <= number <= _WHOLE_PERCENT:
        raise _wrong_share(line, _("A share is from 0 to 100."))
    return float(number)


def _wrong_share(line: str, why: str) -> ValidationError:
    return ValidationError(
        _("“%(line)s”: %(why)s"), params={"line": " ".join(line.split())[:60], "why": why}
    )


@dataclass(frozen=True)
class Typed:
    """What was sent: the lines, and the names whose chip was tapped."""

    text: str
    kept: frozenset[str] = frozenset()


class NamedWidget(forms.Textarea):
    """Lines, and below them a chip for each name that no dictionary has: tapped, it is kept."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input", "spellcheck": "false", **(attrs or {})})
        self.unknown: tuple[str, ...] = ()
        self.kept: frozenset[str] = frozenset()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        kept = data.getlist(f"{name}-keep") if hasattr(data, "getlist") else ()
        return Typed(super().value_from_datadict(data, files, name) or "", frozenset(kept))

    def format_value(self, value: Any) -> str:
        """What was typed stays as it was typed; what an entry says is written line by line."""
        if isinstance(value, Typed):
            return value.text
        if isinstance(value, str) or value is None:
            return value or ""
        return "\n".join(_line_of(one) for one in value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = super().render(name, value, attrs, renderer)
        chips = format_html_join(
            "",
            '<label class="chip"><input type="checkbox" name="{}-keep" value="{}"{}>'
            "<span>{}</span></label>",
            (
                (
                    name,
                    one,
                    SafeString(" checked") if one in self.kept else "",
                    _("keep “%(name)s”") % {"name": one},
                )
                for one in self.unknown
            ),
        )
        return format_html('{}<div class="chips">{}</div>', drawn, chips) if chips else drawn


def _line_of(one: Component | Finding) -> str:
    if isinstance(one, Finding) and one.abundance is Abundance.TRACE:
        return f"{one.substance} trace"
    if one.share_percent is None:
        return one.substance
    share = numbers.plain(Decimal(str(one.share_percent)), language())
    return f"{one.substance} {share}"


def component(one: Named) -> Component:
    return Component(substance=one.substance, share_percent=one.share_percent)


def finding(one: Named) -> Finding:
    abundance = Abundance.TRACE if one.trace else Abundance.PRIMARY
    return Finding(substance=one.substance, abundance=abundance, share_percent=one.share_percent)


def trace(one: Named) -> Finding:
    """Of a list of traces, whether a line says so or not."""
    return finding(replace(one, trace=True))


class NamedField(forms.CharField):
    """Substances, one a line. Gives what `makes` makes of each, in a list.

    A share that cannot be read and a name that is none are refused. A name that no dictionary has
    is asked back, and kept where its chip is tapped. `traces` where a line may say “trace”.
    """

    widget = NamedWidget

    def __init__(
        self, *, makes: Callable[[Named], Any], rows: int = 4, traces: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=2_000, strip=False, **kwargs)
        self.makes, self.traces = makes, traces
        self.widget.attrs["rows"] = rows

    def clean(self, value: Any) -> Any:
        typed = value if isinstance(value, Typed) else Typed(value or "")
        text = super().clean(typed.text)
        named, wrong = [], []
        for line in filter(str.strip, text.splitlines()):
            try:
                named.append(read_line(line, traces=self.traces))
            except ValidationError as error:
                wrong.append(error)
        wrong += self._unknown(named, typed.kept)
        if wrong:
            raise ValidationError(wrong)
        return [self.makes(one) for one in named]

    def _unknown(self, named: Iterable[Named], kept: frozenset[str]) -> Iterable[ValidationError]:
        """What is asked back; the chips that keep it stand below the lines from then on."""
        unknown = {one.substance: None for one in named if not naming.is_known(one.substance)}
        asks: Any = self.widget
        asks.unknown, asks.kept = tuple(unknown), kept
        for name in unknown:
            if name not in kept:
                yield ValidationError(asked_back(name))


def asked_back(name: str) -> str:
    """What is asked of a name that no dictionary has."""
    likely = naming.likely(name, language())
    if likely:
        return _(
            "“%(name)s” is not in the dictionary. Did you mean %(likely)s? Write it so, or tap "
            "“keep”."
        ) % {"name": name, "likely": ", ".join(likely)}
    return _("“%(name)s” is not in the dictionary. Check it, or tap “keep”.") % {"name": name}
