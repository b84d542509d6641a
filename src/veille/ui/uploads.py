"""Files that a page was given, until they are in the ledger: each in a folder of its own, with the
profile (TOML) by which it is read and how far it was gone through."""

import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.ledger.ids import check_id, new_id
from veille.ledger.refusal import Absent
from veille.tabular import Profile

#: A larger file is imported by the command, which shows how far it is.
LARGEST_BYTES = 10_000_000
#: What nobody imported within a day is removed.
KEPT_SECONDS = 24 * 3600.0
_FILE, _DETAIL, _STATE = "file", "detail", "upload.json"
_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"}


class Upload(msgspec.Struct, kw_only=True):
    """`by` is the account that chose it, `kind` what its rows are, `place` whose they become, where
    a room asks for these; `repeated` answers for an hour that the clock showed twice. `after_row`
    is the last row that was gone through; the counts are of all parts so far, but `faulty` of the
    whole file."""

    id: str
    by: str
    name: str
    source: str
    profile: str
    suffix: str
    detail_suffix: str = ""
    kind: str = ""
    place: str = ""
    repeated: str = ""
    after_row: int = 0
    share: float = 0.0
    new: int = 0
    changed: int = 0
    here: int = 0
    faulty: int = 0

    @property
    def file(self) -> Path:
        return _folder() / self.id / f"{_FILE}{self.suffix}"

    @property
    def detail(self) -> Path | None:
        return (
            _folder() / self.id / f"{_DETAIL}{self.detail_suffix}" if self.detail_suffix else None
        )

    def keep(self, profile: Profile | None = None) -> None:
        """Note how far it is, and how it is read."""
        if profile is not None:
            self.profile = tabular.written_profile(profile)
        (_folder() / self.id / _STATE).write_bytes(msgspec.json.encode(self))

    def remove(self) -> None:
        shutil.rmtree(_folder() / self.id, ignore_errors=True)


def begin(
    by: str,
    name: str,
    content: Iterable[bytes],
    detail_name: str = "",
    detail: Iterable[bytes] = (),
) -> Upload:
    """Keep a file, and perhaps a second one, until they are imported."""
    upload = Upload(
        id=new_id(),
        by=by,
        name=Path(name).name[:100],
        source="",
        profile="",
        suffix=_suffix(name),
        detail_suffix=_suffix(detail_name) if detail_name else "",
    )
    _remove_old()
    upload.file.parent.mkdir(parents=True, mode=0o700)
    _write(upload.file, content)
    if upload.detail is not None:
        _write(upload.detail, detail)
    return upload


def find(id: str, by: str) -> Upload:
    """Raises Absent for one that was imported, or removed since, or that somebody else chose."""
    gone = Absent(
        _("That file is not here any more: it was imported, or a day went by. Choose it again.")
    )
    try:
        kept = (_folder() / check_id(id) / _STATE).read_bytes()
    except FileNotFoundError:
        raise gone from None
    upload = msgspec.json.decode(kept, type=Upload)
    if upload.by != by:
        raise gone
    return upload


def _folder() -> Path:
    folder: Path = settings.VEILLE_VAR / "imports"
    return folder


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".csv"


def _write(path: Path, content: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(content)


def _remove_old() -> None:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in folder.iterdir():
        if time.time() - each.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(each, ignore_errors=True)
