"""The machine itself: room on its disk, its clock, its memory, who may read its files."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from veille.ledger import backups, clock, restoring, store
from veille.ledger.sync import here

from .findings import Finding, Subject, at_once, soon, well

_MB = 1024 * 1024
#: Below this a database may fail at any write; below that a night of it, and a backup, fits.
_LEAST_MB, _ENOUGH_MB = 200, 1024
#: A backup lies open beside the database while it is sealed, and is tried there.
_COPIES = 3
_LEAST_MEMORY_MB = 150
#: Two clocks of people's machines never agree to the second.
_APART = timedelta(minutes=5)
_OTHERS = 0o077
_MEMORY = Path("/proc/meminfo")


def disk() -> Finding:
    var = Path(settings.VEILLE_VAR)
    free = shutil.disk_usage(var).free // _MB
    used = sum(path.stat().st_size for path in _databases(var)) // _MB
    said = _("%(free)s MB are free; the databases have %(used)s MB.") % {"free": free, "used": used}
    if free < _LEAST_MB:
        return at_once(
            Subject.DISK,
            said,
            _("Make room now: with a full disk nothing more is saved."),
        )
    if free < max(_ENOUGH_MB, _COPIES * used):
        return soon(
            Subject.DISK,
            said,
            _("Make room: a backup and its trial need three times what the databases have."),
        )
    return well(Subject.DISK, said)


def _databases(var: Path) -> Iterator[Path]:
    named = [Path(settings.VEILLE_VAULT)]
    if connection.vendor == "sqlite":
        named.append(Path(str(connection.settings_dict["NAME"])))
    yield from (path for path in named if path.exists())


def clock_of_this_machine() -> Finding:
    """Against the last entry here, and against what the hub’s clock said when it answered last."""
    now = clock.now()
    with store.cursor() as cursor:
        last = store.local_head(cursor).head.noted
    if last is not None and last - now > _APART:
        return at_once(
            Subject.CLOCK,
            _("The last entry is later than this machine’s clock, which says %(now)s.")
            % {"now": _in_words(now)},
            _(
                "Compare it with a phone. Set the clock of the machine right before anybody "
                "writes; where the clock is right, ask who set it ahead before."
            ),
        )
    tie = here.link()
    if tie is not None and tie.hub_clock and tie.received_at:
        apart = clock.from_microseconds(tie.received_at) - clock.from_microseconds(tie.hub_clock)
        if apart < -_APART:  # by stick the answer is late, and never early
            return at_once(
                Subject.CLOCK,
                _("This machine’s clock was %(minutes)s minutes behind the hub’s.")
                % {"minutes": round(-apart.total_seconds() / 60)},
                _("Compare both with a phone, and set the one that is wrong."),
            )
    return well(Subject.CLOCK, _("It is %(now)s by this machine.") % {"now": _in_words(now)})


def _in_words(moment: datetime) -> str:
    from django.utils import formats, timezone

    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def memory() -> Finding | None:
    """None where the machine does not say."""
    if not _MEMORY.is_file():
        return None
    rows = dict(line.split(":", 1) for line in _MEMORY.read_text().splitlines() if ":" in line)
    free = int(rows.get("MemAvailable", "0 kB").split()[0]) // 1024
    said = _("%(free)s MB of memory are free.") % {"free": free}
    if free < _LEAST_MEMORY_MB:
        todo = _("Close what else runs on this machine, or start it anew when nobody is at work.")
        return soon(Subject.MEMORY, said, todo)
    return well(Subject.MEMORY, said)


def zones() -> Finding:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        return at_once(
            Subject.ZONES,
            _("This machine does not know the time zone %(zone)s.") % {"zone": settings.TIME_ZONE},
            _("Install the package tzdata: without it hours on pages may be wrong."),
        )
    return well(Subject.ZONES, _("%(zone)s is known.") % {"zone": settings.TIME_ZONE})


def files() -> Finding:
    """Whether others on this machine can read what opens everything; what was left half done."""
    var = Path(settings.VEILLE_VAR)
    if restoring.is_unfinished(var):
        return at_once(
            Subject.FILES,
            _("A restore stopped in its middle."),
            _("Run “veille ledger restore” with any backup once more: it ends what was begun."),
        )
    web_secret = var / "web.secret"
    secret = [
        Path(settings.VEILLE_VAULT_SECRETS),
        web_secret,
        backups.key_file(),
        *var.glob("node-*.key"),
    ]
    if not web_secret.is_file():
        return at_once(
            Subject.FILES,
            _("The key that signs sessions is missing (%(path)s).") % {"path": web_secret},
            _(
                "Put the file back from a copy; or stop the site, run “veille init”, which makes "
                "another, and start it: everybody signs in again, and second factors are set up "
                "anew."
            ),
        )
    open_ones = [path for path in [var, *secret] if path.exists() and path.stat().st_mode & _OTHERS]
    if open_ones:
        named = " ".join(map(str, open_ones))
        return at_once(
            Subject.FILES,
            _("Others on this machine can read %(files)s.") % {"files": named},
            _("Run: chmod go-rwx %(files)s") % {"files": named},
        )
    return well(Subject.FILES, _("The secrets are here, and only this account reads them."))
