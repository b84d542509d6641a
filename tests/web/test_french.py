"""Everything that a person can read is in French too, and in good typography."""

import ast
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from veille import law

from . import messages

MESSAGES = [message for message in messages.read() if message.id]
_PLACE = re.compile(r"%\(\w+\)[sd]|%%")


def _said(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _in_french(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _places(text: str) -> list[str]:
    return sorted(_PLACE.findall(text))


def _ids(catalogue: messages.Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def test_the_catalogue_holds_exactly_what_can_be_read():
    committed, found = _ids(messages.read()), _ids(messages.up_to_date())
    assert not found - committed, "not in the catalogue: run `make messages`"
    assert not committed - found, "in the catalogue and nowhere else: run `make messages`"


def test_every_message_has_its_french():
    missing = [_said(m) for m in MESSAGES if m.fuzzy or not all(map(str.strip, _in_french(m)))]
    assert not missing


def test_a_message_with_a_plural_has_both_forms():
    wrong = [_said(m) for m in MESSAGES if m.pluralizable != (len(_in_french(m)) == 2)]
    assert not wrong


def test_the_french_has_the_places_of_the_english():
    wrong = []
    for message in MESSAGES:
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        # A singular may leave its number out; no form may hold a place that English lacks.
        for text, model in zip(_in_french(message), english, strict=True):
            if _places(text) != _places(model):
                wrong.append((model, text))
    assert not wrong


def test_the_french_has_the_tags_of_the_english():
    tags = re.compile(r"</?\w+>")
    wrong = [
        _said(m)
        for m in MESSAGES
        for text in _in_french(m)
        if sorted(tags.findall(text)) != sorted(tags.findall(_said(m)))
    ]
    assert not wrong


#: What French typography does not have; each would look right to whoever wrote it.
NOT_FRENCH = {
    "a straight apostrophe": re.compile("'"),
    "English quotation marks": re.compile('[“”"]'),
    "no narrow space before ; ! ?": re.compile(r"[^\u202f\s!?…][;!?]|[ \u00a0][;!?]"),
    "a breaking space before a colon": re.compile(r" :|[^\u00a0\d\w):]:(?=\s)|\w:\s"),
    "no narrow space inside « »": re.compile("«[^\u202f]|[^\u202f]»"),
    "two spaces": re.compile("  "),
    "a word that we do not use of people": re.compile(
        r"\b(usag(er|ère)s?|toxicomanes?|drogué(e|·e)?s?|patient(e|·e)?s?|clients?|junkies?)\b",
        re.I,
    ),
    "tu toward staff": re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.I),
}


@pytest.mark.parametrize("what", NOT_FRENCH)
def test_the_french_is_written_as_in_quebec(what: str):
    pattern = NOT_FRENCH[what]
    assert not [text for m in MESSAGES for text in _in_french(m) if pattern.search(text)]


def _french_of_the_law() -> list[str]:
    """Every French text of the law's data: under `fr`, or in a key that ends in `_fr`."""
    folder = Path(law.__file__).parent
    found: list[str] = []

    def read(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                read(inner, name)
        elif isinstance(value, list):
            for inner in value:
                read(inner, key)
        elif isinstance(value, str) and (key == "fr" or key.endswith("_fr")):
            found.append(value)

    for path in (p for part in ("", "rules/", "pages/") for p in folder.glob(f"{part}*.toml")):
        read(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("what", NOT_FRENCH)
def test_the_law_in_french_is_written_as_in_quebec(what: str):
    texts = _french_of_the_law()
    assert len(texts) > 100
    assert [text for text in texts if NOT_FRENCH[what].search(text)] == []


def test_making_the_catalogue_again_changes_nothing():
    assert messages.PO.read_bytes() == messages.po_of(messages.up_to_date()), "run `make messages`"


def test_what_is_compiled_is_what_is_written():
    assert messages.MO.read_bytes() == messages.mo_of(messages.up_to_date()), "run `make messages`"


def test_the_catalogue_names_no_machine_and_no_day():
    text = messages.PO.read_text()
    assert str(messages.SOURCE) not in text
    assert not re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", text)


# What stands bare in a template is read in one language only.

TEMPLATES = sorted(messages.SOURCE.rglob("templates/**/*.html"))
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-label", "data-lost", "summary"}
#: Alike in both languages: the name, units, hours, kinds of file, and the languages' own names.
ALIKE = {"Veille", "mg", "min", "h", "Langue, language", "CSV", "JSON"}
#: The developers' page names components as the stylesheet does, and people who do not exist.
ALIKE_IN_COMPONENTS = {
    "button",
    "mark, pill",
    "seat",
    "rows, row",
    "steps, step",
    "timeline",
    "notice, band, empty",
    "field, chip, input, error",
    "primary · bare · overdose · overdose open · big · icon",
    "free · good · long · info · overdose",
    "free · long · overdose",
    "long · whole",
    "done · next",
    "correction · now",
    "F-TREM",
    "Bleu",
    "Oiseau",
    "Renard",
    "Nuage",
    "Maude",
    "Ali",
    "IM",
}
_TRANSLATED = re.compile(
    r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.S
)
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


#: Keys of a keyboard have one name everywhere.
_NO_WORDS = ("script", "style", "kbd")


class _Bare(HTMLParser):
    """Gathers what a page would say that came from no tag of the template."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in _NO_WORDS
        for name, value in attrs:
            if name in READ_ALOUD:
                self._take(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _NO_WORDS

    def handle_data(self, data: str) -> None:
        if not self._code:
            self._take(data)

    def _take(self, text: str) -> None:
        for part in text.split("\u2003"):
            words = _AROUND.sub("", " ".join(part.split()))
            if words:
                self.found.append(words)


def bare_text(template: str) -> list[str]:
    """What `template` says outside translate tags, in text and in attributes read aloud."""
    bare = _Bare()
    bare.feed(_TRANSLATED.sub("\u2003", template))
    bare.close()
    return bare.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_outside_translate_tags(path: Path):
    alike = ALIKE | (ALIKE_IN_COMPONENTS if path.name == "components.html" else set())
    assert not [text for text in bare_text(path.read_text()) if text not in alike]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{% translate 'Hello' %}</p>", []),
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>{% if a %}Hello{% endif %}</p>", ["Hello"]),
        ("<a aria-label='Close'>×</a>", ["Close"]),
        ("<p>– {{ n }} left</p>", ["left"]),
        ("<a aria-label=\"{% translate 'Close' %}\">×</a>", []),
        ("{% blocktranslate count n=n %}a{% plural %}b{% endblocktranslate %}", []),
        ("<input placeholder='Name'><input type='hidden' value='on'>", ["Name"]),
        ("<script>let hello;</script><b>{{ n }} 12</b>", []),
    ],
)
def test_the_search_for_bare_text_finds_it(template: str, found: list[str]):
    assert bare_text(template) == found


# What stands bare in Python is read in one language only.

#: Called with a sentence that a person reads. `error` of a form; `messages.…` of Django.
SAY = {
    "Refused",
    "Malformed",
    "Absent",
    "Repeated",
    "ValidationError",
    "add_error",
    "success",
    "info",
    "warning",
    "add_message",
    "done",
}
LABELS = {"label", "help_text", "verbose_name", "empty_label"}
MODULES = [
    path
    for area in ("ledger", "accounts", "care", "diversion", "law", "rehearsal", "ui", "web", "cli")
    for path in sorted((messages.SOURCE / area).rglob("*.py"))
    if path.parent.name != "migrations"
]


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _is_prose(literal: object) -> bool:
    return isinstance(literal, str) and (" " in literal or literal[:1].isupper())


def bare_sentences(code: str) -> list[str]:
    """String literals that reach a person through SAY or a label without gettext."""
    found = []
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call):
            continue
        said = [*call.args] if _name(call) in SAY else []
        said += [k.value for k in call.keywords if k.arg in LABELS]
        for value in said:
            while isinstance(value, ast.BinOp):
                value = value.left
            literal = value.value if isinstance(value, ast.Constant) else None
            if isinstance(value, ast.JoinedStr) or _is_prose(literal):
                found.append(ast.unparse(value))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_sentence_for_a_person_is_bare_in_python(path: Path):
    assert not bare_sentences(path.read_text())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise Refused(_('Seat taken.'))", 0),
        ("raise Refused('Seat taken.')", 1),
        ("raise Malformed(f'Seat {n} taken.')", 1),
        ("messages.success(request, 'It is done.' % x)", 1),
        ("forms.CharField(label='Your name')", 1),
        ("forms.CharField(label=_('Your name'))", 0),
    ],
)
def test_the_search_for_bare_sentences_finds_them(code: str, found: int):
    assert len(bare_sentences(code)) == found
