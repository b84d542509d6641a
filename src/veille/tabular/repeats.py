"""The key of a row: the same in any file that holds the row, and another one for its repeat."""

from hashlib import blake2b
from struct import Struct

#: Bits that note which rows were seen; 16 MiB for a file of any size. With 2 million rows, one in
#: 100,000 is taken for a repeat, and bears a key that only this order of rows gives it.
_BITS = 1 << 27
_LAST_BYTE = _BITS // 8 - 1
_FOUR_NUMBERS = Struct("<4I")


class Repeats:
    """Numbers equal rows: two samples of one day that were written alike are two.

    Memory does not grow with the file, but for rows that do repeat.
    """

    def __init__(self, name: str) -> None:
        self._person = name.encode()[:16]
        self._seen = bytearray(0)
        self._times: dict[bytes, int] = {}

    def key(self, content: str, *, numbered: bool = True) -> str:
        """`numbered` is false where the content names the row: its repeat is the same row."""
        digest = blake2b(
            content.encode("utf-8", "surrogatepass"), digest_size=16, person=self._person
        ).digest()
        if not numbered:
            return digest.hex()
        times = self._seen_before(digest)
        return digest.hex() if times == 0 else f"{digest.hex()}-{times + 1}"

    def _seen_before(self, digest: bytes) -> int:
        if not self._seen:
            self._seen = bytearray(_BITS // 8)
        seen = self._seen
        before = True
        for number in _FOUR_NUMBERS.unpack(digest):
            byte, bit = number >> 3 & _LAST_BYTE, 1 << (number & 7)
            if not seen[byte] & bit:
                seen[byte] |= bit
                before = False
        if not before:
            return 0
        self._times[digest] = times = self._times.get(digest, 0) + 1
        return times
