"""What nobody would send on purpose, of every kind: words, numbers, days, files.

Drawn by a `Random`: Hypothesis gives one (and shrinks it), or a number does (a long run goes on).
"""

import re
from pathlib import Path
from random import Random
from tempfile import mkdtemp

WORDS = (
    *("", " ", "cactus", "Montréal", "nurse", "x" * 5_000, "\U0001f642", "\u202e", "\x1b[31m"),
    *("\udcff", "\ud800", "..", "../wild", "%s", "{}", "{0.__class__}", "-", "--", "'"),
    *("<b>", "a,b;c", "a\nb", "null", "None", "fr", "QC", "fentanyl", "=1+1", "\x7f", "é" * 300),
)
NUMBERS = (
    *("0", "-1", "1", "2", "18446744073709551615", "36893488147419103232", "1e400", "-1e-400"),
    *("nan", "inf", "0x10", "1_000", "١٢", "2,4", "1 000", "9" * 400, "2147483648", "0.1", "١"),
)
DAYS = (
    *("2026-11-30", "9999-12-31", "0001-01-01", "2026-02-30", "9999-12", "2026-11", "9999", "0000"),
    *(
        "2026-Q4",
        "9999-Q4",
        "0001-Q1",
        "2026-11-01T01:30",
        "2026-11-01T25:00Z",
        "1970-01-01",
        "now",
    ),
    *("9999-12-31T23:59:59.999999+00:00", "0001-01-01T00:00:00-14:00", "2026-W53", "30/11/2026"),
)
DEEP = 20_000
#: Whole files.
FILES = (
    *(
        b"",
        b"\n",
        b"\xff\xfe\x00\x01",
        b"\xef\xbb\xbf{}",
        b"\x00" * 100,
        b"{}",
        b"[]",
        b'"',
    ),
    *(b"[" * DEEP, b'{"a":' * DEEP, b"a = " + b"[" * DEEP, b"a." * DEEP + b"b = 1", b"," * 20_000),
    *(b"PK\x03\x04" + b"\x00" * 50, b"%PDF-1.7\n", b"\x1f\x8b\x08\x00", b"a,b\n1\n1,2,3\n", b"3"),
    *(b'{"\\ud800": "\\ud800"}', b"a = 9999-12-31", "é".encode("latin-1") * 9, b"\r\r\r", b"1e999"),
)
#: What stands in place of a value, in JSON and in TOML.
VALUES = (
    *("36893488147419103232", "-1", "1e308", "-1e400", "[]", "{}", "null", "true", '"x"', '""'),
    *('"\\ud800"', '"\\u0000"', "9999-12-31", "[[[[1]]]]", '{"a": 1}', "nan", "inf", "0", "0.0"),
    *('"9999-12-31"', '"0001-01-01T00:00:00Z"', "[1, 2]", '["x", 3]', '"' + "y" * 3_000 + '"'),
)
_VALUE = re.compile(rb'"[^"\n]*"|(?<=[=:,\[ ])-?\d[\d._:-]*|true|false')


class Wild:
    """Draws. `folder` is where files are made, each in a folder of its own."""

    def __init__(self, random: Random, folder: Path) -> None:
        self.random = random
        self._folder = folder

    def text(self) -> str:
        """A word, a number, a day; or some letters of all."""
        if self.random.random() < 0.1:
            return "".join(chr(self._letter()) for _ in range(self.random.randint(1, 12)))
        return self.random.choice(self.random.choice((WORDS, NUMBERS, DAYS)))

    def argument(self) -> str:
        """A text that can be an argument of a command: without the byte zero."""
        return self.text().replace("\0", "").replace("\ud800", "\udc80")

    def _letter(self) -> int:
        code = self.random.choice((0x7F, 0x3FF, 0xFFFF, 0x1FFFF))
        letter = self.random.randint(1, code)
        # No half of a letter; and no “/”, for a command writes where it is told to.
        return 0xE9 if 0xD800 <= letter < 0xE000 or letter == ord("/") else letter

    def content(self, example: bytes) -> bytes:
        """The bytes of a file: whole ones, or the example with a value or two exchanged, cut short,
        or with a byte that is no text."""
        how = self.random.random()
        if how < 0.3 or not example:
            return self.random.choice(FILES)
        if how < 0.4:
            return example[: self.random.randint(0, len(example))]
        if how < 0.5:
            at = self.random.randint(0, len(example))
            return (
                example[:at]
                + self.random.choice((b"\xff", b"\x00", b"\xed\xa0\x80"))
                + example[at:]
            )
        for _value in range(self.random.randint(1, 2)):
            example = self._exchanged(example)
        return example

    def _exchanged(self, example: bytes) -> bytes:
        places = list(_VALUE.finditer(example))
        if not places:
            return example + self.random.choice(VALUES).encode()
        place = self.random.choice(places)
        value = self.random.choice(VALUES).encode()
        return example[: place.start()] + value + example[place.end() :]

    def path(self, example: bytes, ending: str) -> Path:
        """A file, or a folder, or nothing, where a file was meant."""
        path = Path(mkdtemp(prefix="wild-", dir=self._folder)) / f"wild{ending}"
        how = self.random.random()
        if how < 0.05:
            path.mkdir()
        elif how < 0.95:
            path.write_bytes(self.content(example))
        return path
