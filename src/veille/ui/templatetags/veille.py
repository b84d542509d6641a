"""What templates need beyond Django's own."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from veille.ledger import clock
from veille.ledger.ids import new_id

register = template.Library()


@register.filter
def ms(moment: datetime) -> str:
    """Milliseconds since 1970, for the script that counts on. Never in a language's digits."""
    return str(int(moment.timestamp() * 1000))


@register.filter
def minutes_since(moment: datetime) -> int:
    return max(0, int((clock.now() - moment).total_seconds() // 60))


@register.filter
def running(moment: datetime) -> str:
    """Minutes and seconds since `moment`, as a running clock shows them."""
    seconds = max(0, int((clock.now() - moment).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02d}:{seconds:02d}"


@register.filter
def share(minutes: int, limit: int) -> int:
    """How much of a ring is filled, in percent."""
    return min(100, round(100 * minutes / limit)) if limit else 0


@register.filter
def of_kind(field: BoundField) -> str:
    """Which template draws a field: chips, group, check, area, hidden or text."""
    widget = field.field.widget
    kind: str = getattr(widget, "input_type", "area")
    if widget.__class__.__name__ in ("RadioSelect", "CheckboxSelectMultiple"):
        return "chips"
    if widget.use_fieldset:
        return "group"
    return {"checkbox": "check", "hidden": "hidden"}.get(kind, "area" if kind == "area" else "text")


@register.simple_tag
def submission_id() -> str:
    """An identity for a form that is drawn for one screen alone."""
    return new_id()


class Kept(Protocol):
    """What a kept part of the board is drawn of."""

    @property
    def shows(self) -> str:
        """Differs where the drawing would."""

    @property
    def shifts(self) -> Mapping[str, str]:
        """What is filled in last: a mark in the drawing, and the words that go there, as HTML."""


_KEPT_AT_MOST = 4_000
_kept: dict[tuple[Any, ...], SafeString] = {}


class Keep(template.Node):
    def __init__(
        self, name: str, values: list[template.base.FilterExpression], inside: template.NodeList
    ) -> None:
        self._name, self._values, self._inside = name, values, inside

    def render(self, context: template.Context) -> SafeString:
        key = (self._name, *_seen_by(context), *(v.resolve(context) for v in self._values))
        return _kept_or(key, lambda: self._inside.render(context))


@register.tag
def keep(parser: template.base.Parser, token: template.base.Token) -> Keep:
    """``{% keep "head" number %}…{% endkeep %}``: what stands between, drawn; or as it was drawn
    when these values were last the same. It depends on nothing else but what `_seen_by` says."""
    _tag, name, *values = token.split_contents()
    inside = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(name, [parser.compile_filter(value) for value in values], inside)


@register.simple_tag(takes_context=True)
def kept_each(
    context: template.Context, name: str, called: str, things: Iterable[Kept], place: str = ""
) -> SafeString:
    """Part `name` of the board for each of these, which it knows as `called`; as ``keep`` by
    what each `shows`, with what `shifts` filled in."""
    seen_by = _seen_by(context)
    assert context.template is not None
    part = context.template.engine.get_template(name)

    def draw(thing: Kept) -> SafeString:
        with context.push(**{called: thing, "place": place}):
            return part.render(context)

    drawn = []
    for thing in things:
        one: str = _kept_or((name, *seen_by, place, thing.shows), partial(draw, thing))
        for mark, words in thing.shifts.items():
            one = one.replace(mark, words)
        drawn.append(one)
    return mark_safe("".join(drawn))  # noqa: S308 - templates drew it


def _seen_by(context: template.Context) -> tuple[Any, ...]:
    site = context["site"]
    return get_language(), context["change"], site.slug, site.seat_minutes, site.time_zone


def _kept_or(key: tuple[Any, ...], draw: Callable[[], SafeString]) -> SafeString:
    drawn = _kept.get(key)
    if drawn is None:
        drawn = draw()
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        _kept[key] = drawn
    return drawn
