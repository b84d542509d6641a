"""The French catalogue: finds every message, keeps what is translated, compiles.

    python -m tests.web.messages

The source is English. Python files go through Babel; templates through Django's own
`templatize` first, so that no program outside Python is needed. Run twice, it changes nothing.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "veille"
PO = SOURCE / "web" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

#: Function → where its message stands, as Babel has it: context, singular, plural.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Found(NamedTuple):
    """One message where it stands. `id` is a pair where it has a plural."""

    place: str
    id: str | tuple[str, str]
    context: str | None


class French(Catalog):
    """A catalogue whose head never changes by itself: no date, no program's version."""

    mime_headers: ClassVar[list[tuple[str, str]]] = [
        ("Language", "fr"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
    ]
    #: As the head says. Babel from 2.19 on counts three for French (“un million de …”).
    num_plurals = 2

    def __init__(self) -> None:
        super().__init__(
            locale="fr", header_comment="# Veille in French, as written in Québec.", fuzzy=False
        )


def find() -> Iterator[Found]:
    """Every message that a person can read, by the place where it stands."""
    from django.utils.translation import template

    for path in sorted(SOURCE.rglob("*.py")):
        yield from _find_in(path, path.read_text())
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        # templatize blanks what is no message, and keeps indentation, which Python minds.
        lines = template.templatize(path.read_text(), origin=str(path)).splitlines()
        yield from _find_in(path, "\n".join(line.lstrip() for line in lines))


def _find_in(path: Path, code: str) -> Iterator[Found]:
    place = path.relative_to(SOURCE).as_posix()
    found = extract_python(io.BytesIO(code.encode()), [*KEYWORDS], [], {"encoding": "utf-8"})
    for _line, function, words, _comments in found:
        said = list(words) if isinstance(words, tuple) else [words]
        spec = KEYWORDS[function]
        context = said.pop(0) if spec and isinstance(spec[0], tuple) else None
        ids = said[:2] if spec and len(spec) - bool(context) == 2 else said[:1]
        if all(isinstance(id, str) and id for id in ids):
            yield Found(place, ids[0] if len(ids) == 1 else (ids[0], ids[1]), context)


def read() -> Catalog:
    """The catalogue as it is committed; an empty one where there is none."""
    if not PO.exists():
        return French()
    with PO.open("rb") as file:
        return read_po(file, locale="fr", ignore_obsolete=True, abort_invalid=True)


def up_to_date() -> French:
    """The catalogue with exactly the messages found, and the translations that it has."""
    before = read()
    now = French()
    for place, id, context in find():
        kept = before.get(id, context)
        # One wording, with a plural in one place and without in another, is one message.
        french, flags = (kept.string, kept.flags) if kept else ("", ())
        now.add(id, french, [(place, 0)], context=context, flags=flags)
    return now


def po_of(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=100, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def mo_of(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[Message]:
    return [m for m in catalogue if m.id and (m.fuzzy or not all(_strings(m)))]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    catalogue = up_to_date()
    missing = untranslated(catalogue)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_of(catalogue))
    MO.write_bytes(mo_of(catalogue))
    for message in missing:
        print(f"not in French yet: {message.id}")
    print(f"{len(catalogue)} messages, {len(missing)} of them not in French yet.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
