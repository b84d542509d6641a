"""What is printed: a bulletin, a dossier. Made once as blocks, then drawn as a page, as an HTML
file that needs nothing else, or as a PDF by Typst."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from veille.extras import need
from veille.ui.pictures import Column

_HERE = Path(__file__).parent
_TYPST, _STYLE = _HERE / "paper.typ", _HERE / "paper.css"
_WITHHELD = "*"


@dataclass(frozen=True)
class Picture:
    """Columns, with what they show; their numbers stand above them."""

    title: str
    note: str
    columns: Sequence[Column]


@dataclass(frozen=True)
class Table:
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with its column's name, which a narrow screen shows before it."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Block:
    """A heading with sentences, a list, a table, pictures, whatever it has of these."""

    title: str
    sentences: Sequence[str] = ()
    listed: Sequence[str] = ()
    table: Table | None = None
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Paper:
    """One document in one language. `banner` stands across its head, where it plays invented
    people."""

    language: str
    title: str
    sub: str
    blocks: Sequence[Block]
    notes: Sequence[str]
    banner: str = ""


class Form(StrEnum):
    """The kinds of file that a paper is given as."""

    HTML = "html"
    PDF = "pdf"


def as_file(papers: Sequence[Paper], form: Form) -> bytes:
    """Every language in one file. Raises extras.Missing as `as_pdf` does."""
    return as_pdf(papers) if form is Form.PDF else as_html(papers)


def as_html(papers: Sequence[Paper]) -> bytes:
    """One file with every language, each from a new sheet on; its style is in it."""
    context = {
        "papers": papers,
        "title": papers[0].title,
        "language": papers[0].language,
        "style": mark_safe(_STYLE.read_text()),  # noqa: S308  (our own file)
        "withheld": _WITHHELD,
    }
    return render_to_string("surveillance/paper.html", context).encode()


def as_pdf(papers: Sequence[Paper]) -> bytes:
    """Raises extras.Missing where the part “poster”, which brings Typst, is not installed."""
    need("poster")
    typst = import_module("typst")
    data = [_plain(paper) for paper in papers]
    made: bytes = typst.compile(str(_TYPST), sys_inputs={"data": json.dumps(data)})
    return made


def _plain(paper: Paper) -> dict[str, Any]:
    found = asdict(paper)
    with override(paper.language):
        for block, plain in zip(paper.blocks, found["blocks"], strict=True):
            plain["pictures"] = [
                {"title": each.title, "note": each.note, "svg": _svg_file(each)}
                for each in block.pictures
            ]
    return found


def _svg_file(picture: Picture) -> str:
    """The columns as a file of their own: its namespace and ink, which a page gives by CSS."""
    context = {"columns": picture.columns, "label": picture.title, "withheld": _WITHHELD}
    drawn = render_to_string("parts/columns.html", context).strip()
    ink = 'xmlns="http://www.w3.org/2000/svg" font-family="Noto Sans, DejaVu Sans" font-size="13"'
    drawn = re.sub(r"<svg ", f'<svg {ink} fill="#33383f" ', drawn, count=1)
    return drawn.replace("<line ", '<line stroke="#8a8f98" ')
