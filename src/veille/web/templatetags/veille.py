"""What templates need beyond Django's own."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
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
def form_identity() -> str:
    """An identity for a form that is drawn for one screen alone."""
    return new_id()


_KEPT_AT_MOST = 4_000
_kept: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, shows: str, **more: Any) -> SafeString:
    """Part `name` of the board, drawn with `more`; or the one kept since it last showed the same.

    `shows` differs where the drawing would, but for the plain values in `more`, the site, the
    language and whether the reader may change anything.
    """
    plain = tuple(value for value in more.values() if isinstance(value, (str, int)))
    key = (name, get_language(), context["site"].slug, context["change"], shows, plain)
    drawn = _kept.get(key)
    if drawn is None:
        assert context.template is not None
        part = context.template.engine.get_template(name)
        with context.push(**more):
            drawn = part.render(context)
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        _kept[key] = drawn
    return drawn
