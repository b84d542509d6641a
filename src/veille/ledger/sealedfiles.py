"""A file that whoever finds it cannot read: compressed, then encrypted in pieces.

The construction is STREAM, as the payload of an age file has it (age-encryption.org/v1): each piece
has its number and whether it is the last in its nonce, so that none can be left out, put in another
place or cut off unseen. AES-256-GCM, by `cryptography`, with a key of the file's own.
"""

import gzip
import io
import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from .refusal import Refused

KEY_BYTES = 32
_MAGIC = b"veille-sealed/1\n"
_SALT_BYTES, _CHECK_BYTES, _TAG_BYTES, _COUNTER_BYTES = 32, 16, 16, 11
_PIECE_BYTES = 1024 * 1024
#: Facts are text that repeats itself: the fastest level takes most of it.
_LEVEL = 1


def write_sealed(source: Path, target: Path, key: bytes) -> None:
    """Seal `source` into the new file `target`, and wait for the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as plain:
        with (
            closing(_Sealing(out, key)) as sealing,
            gzip.GzipFile("", "wb", _LEVEL, sealing, mtime=0) as smaller,
        ):
            shutil.copyfileobj(plain, smaller, _PIECE_BYTES)
        out.flush()
        os.fsync(out.fileno())


def read_sealed(source: Path, target: Path, key: bytes) -> None:
    """Open `source` into the new file `target`. Raises Refused where the key is another's, or the
    file was cut or changed; what was written by then is nobody's to keep."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as sealed, os.fdopen(handle, "wb") as out:
        opening = io.BufferedReader(_Opening(sealed, source, key))
        try:
            with gzip.GzipFile("", "rb", fileobj=opening) as plain:
                shutil.copyfileobj(plain, out, _PIECE_BYTES)
        except (EOFError, gzip.BadGzipFile):
            raise _changed(source) from None


def _keys(key: bytes, salt: bytes) -> tuple[AESGCM, bytes]:
    """The file's own cipher, and the bytes by which a wrong key is told from a changed file."""
    made = HKDF(SHA256(), KEY_BYTES + _CHECK_BYTES, salt, _MAGIC).derive(key)
    return AESGCM(made[:KEY_BYTES]), made[KEY_BYTES:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([last])


class _Sealing(io.RawIOBase):
    """Takes plain bytes, writes sealed pieces; the last one when it is closed."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT_BYTES)
        self._cipher, check = _keys(key, salt)
        self._out, self._kept, self._number = out, bytearray(), 0
        out.write(_MAGIC + salt + check)

    def writable(self) -> bool:
        return True

    def write(self, some: object) -> int:
        self._kept += some  # type: ignore[arg-type]
        while len(self._kept) > _PIECE_BYTES:
            self._seal(_PIECE_BYTES, last=False)
        return len(some)  # type: ignore[arg-type]

    def close(self) -> None:
        if not self.closed:
            self._seal(len(self._kept), last=True)
        super().close()

    def _seal(self, size: int, *, last: bool) -> None:
        piece = bytes(self._kept[:size])
        del self._kept[:size]
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class _Opening(io.RawIOBase):
    """Gives the plain bytes of sealed pieces."""

    def __init__(self, sealed: BinaryIO, path: Path, key: bytes) -> None:
        head = sealed.read(len(_MAGIC) + _SALT_BYTES + _CHECK_BYTES)
        if not head.startswith(_MAGIC):
            raise Refused(_("%(file)s is no file of a backup of Veille’s."), file=path)
        salt = head[len(_MAGIC) : -_CHECK_BYTES]
        self._cipher, check = _keys(key, salt)
        if head[-_CHECK_BYTES:] != check:
            raise Refused(
                _(
                    "This key does not open %(file)s: it is another installation’s. Take the "
                    "recovery sheet of the machine that made the backup. Nothing was changed."
                ),
                file=path,
            )
        self._sealed, self._path, self._number = sealed, path, 0
        self._next = sealed.read(_PIECE_BYTES + _TAG_BYTES)
        self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not self._plain and self._next:
            self._open()
        into = memoryview(buffer)  # type: ignore[arg-type]
        some = self._plain[: len(into)]
        self._plain = self._plain[len(some) :]
        into[: len(some)] = some
        return len(some)

    def _open(self) -> None:
        piece, self._next = self._next, self._sealed.read(_PIECE_BYTES + _TAG_BYTES)
        nonce = _nonce(self._number, last=not self._next)
        try:
            self._plain = self._cipher.decrypt(nonce, piece, None)
        except InvalidTag:
            raise _changed(self._path) from None
        self._number += 1


def _changed(path: Path) -> Refused:
    return Refused(
        _("%(file)s was cut short or changed: take another backup. Nothing was changed."),
        file=path,
    )
