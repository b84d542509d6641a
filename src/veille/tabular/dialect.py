"""How a text file is written: its encoding and what parts its cells."""

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .messages import Message, Unreadable

_CHUNK_BYTES = 1 << 20
_SAMPLE_BYTES = 1 << 16
_SAMPLE_ROWS = 60
_DELIMITERS = ",;\t|"
#: Where UTF-8 meets a byte that is none, the byte is read as Windows writes it.
BYTE_BY_BYTE = "veille-windows"
_UNKNOWN_TO_WINDOWS = b"\x81\x8d\x8f\x90\x9d"
#: Control characters that stand in no text of one byte a letter: a picture, a document, a program.
_NOT_WRITTEN = re.compile(rb"[\x00-\x08\x0e-\x19\x1b\x7f]|\A%PDF-")


@dataclass(frozen=True)
class Dialect:
    """`guessed`: the file does not say its encoding, and another one is possible.

    `skip` is how many lines stand before the table for the spreadsheet alone (“sep=;”).
    """

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    errors: str = "strict"
    guessed: bool = False
    skip: int = 0

    @property
    def name(self) -> str:
        signs = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}
        return f"{self.encoding}, {signs.get(self.delimiter, self.delimiter)}"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.start + 1]
    return bad.decode("cp1252", "replace"), error.start + 1


codecs.register_error(BYTE_BY_BYTE, _as_windows)


@dataclass(frozen=True)
class Scanned:
    """`key` is the same for two files that hold the same bytes."""

    dialect: Dialect
    key: str
    size_bytes: int
    ends_with_newline: bool


def scan(path: Path) -> Scanned:
    """Read a text file once, in pieces: its encoding, its key, its delimiter.

    Raises Unreadable for an empty file, and for one that is no text.
    """
    digest, size, last = hashlib.blake2b(digest_size=16), 0, b""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
            raise Unreadable(_EMPTY)
        encoding = _by_its_mark(head)
        decoder = codecs.getincrementaldecoder(encoding or "utf-8")()
        errors, guessed, accents, piece = "strict", False, False, head
        while piece:
            digest.update(piece)
            size += len(piece)
            last = piece[-2:]
            if encoding is None and _NOT_WRITTEN.search(piece):
                raise Unreadable(_NO_TEXT)
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                if encoding is not None and encoding != "utf-8-sig":
                    raise Unreadable(_NO_TEXT) from None
                encoding, errors, guessed = *_without_mark(piece, accents), True
                decoder = codecs.getincrementaldecoder(encoding)(errors)
            accents = accents or not piece.isascii()
            piece = file.read(_CHUNK_BYTES)
    encoding = encoding or "utf-8"
    text = head.decode(encoding, "ignore" if errors == "strict" else errors)
    delimiter, skip = _delimiter(text.removeprefix("\ufeff"), whole=size <= _SAMPLE_BYTES)
    dialect = Dialect(encoding, delimiter, errors, guessed, skip)
    return Scanned(dialect, digest.hexdigest(), size, last[-1:] in (b"\n", b"\r", b"\x00"))


def key_of(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _by_its_mark(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = len(head) // 2 or 1
    if head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.7:
        return "utf-16-be"
    return None


def _without_mark(piece: bytes, accents: bool) -> tuple[str, str]:
    """The encoding of bytes that are no clean UTF-8, and how to go on at a bad byte; `accents`:
    what stood before was UTF-8, and more than ASCII."""
    good = piece.decode("utf-8", "ignore")
    lost = len(piece) - len(good.encode())
    if accents or sum(letter > "\x7f" for letter in good) >= lost:
        return "utf-8", BYTE_BY_BYTE
    if any(byte in piece for byte in _UNKNOWN_TO_WINDOWS):
        return "latin-1", "strict"
    return "cp1252", "replace"


def _delimiter(text: str, *, whole: bool) -> tuple[str, int]:
    first, _, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1], 1
    lines = text if whole else text[: text.rfind("\n") + 1] or text
    return max(_DELIMITERS, key=lambda sign: _fits(lines, sign)), 0


def _fits(text: str, sign: str) -> tuple[float, int]:
    """How well a sign parts the cells: as many in every row, and more than one."""
    try:
        rows = [
            row
            for row, _ in zip(
                csv.reader(io.StringIO(text, newline=""), delimiter=sign),
                range(_SAMPLE_ROWS),
                strict=False,
            )
            if row
        ]
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, alike = max(widths.items(), key=lambda each: (each[1], each[0]))
    return alike / len(rows), width


_EMPTY = Message("The file is empty.", "Le fichier est vide.")
_NO_TEXT = Message(
    "This is no table: the file holds something other than text. Save it as CSV or XLSX.",
    "Ce n’est pas un tableau : le fichier contient autre chose que du texte. Enregistrez-le en "
    "CSV ou en XLSX.",
)
