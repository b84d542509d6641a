"""The markup that reports share, and a room’s own beside it."""

from pathlib import Path

import jinja2
from markupsafe import Markup

_HERE = Path(__file__).parent


def templates(folder: Path) -> jinja2.Environment:
    """Of a room’s folder, and the macros of this one."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, _HERE]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["named"] = _named
    return made


def style() -> str:
    return (_HERE / "style.css").read_text(encoding="utf-8")


def _named(svg: str, title: str) -> Markup:
    """A picture is one thing to who hears it."""
    drawing = Markup(svg)  # noqa: S704 -- drawn by ourselves
    return drawing.replace("<svg", Markup('<svg role="img" aria-label="{}"').format(title), 1)
