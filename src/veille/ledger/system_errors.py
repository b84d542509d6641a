"""Why the machine would not do something, in the reader's language; it says so in English."""

import errno
import socket

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WHY: dict[int, Promise] = {
    errno.ENOENT: _("there is no such file or folder"),
    errno.EACCES: _("this account may not"),
    errno.EPERM: _("this account may not"),
    errno.EEXIST: _("it exists already"),
    errno.ENOTDIR: _("it is no folder"),
    errno.EISDIR: _("it is a folder"),
    errno.ENOSPC: _("the disk is full"),
    errno.EDQUOT: _("this account may keep no more on that disk"),
    errno.EROFS: _("that disk can only be read"),
    errno.EIO: _("the disk does not answer"),
    errno.EADDRINUSE: _("something else listens there already"),
    errno.EADDRNOTAVAIL: _("this machine has no such address"),
    errno.ECONNREFUSED: _("nothing listens there"),
    errno.ECONNRESET: _("the connection was cut"),
    errno.EHOSTUNREACH: _("no way leads to that machine"),
    errno.ENETUNREACH: _("no way leads to that network"),
    errno.ETIMEDOUT: _("no answer came in time"),
}


def why(error: OSError) -> Promise | str:
    """A clause without a capital or a full stop; the system's own words where we have none."""
    if isinstance(error, socket.gaierror):
        return _("no machine of that name was found")
    if isinstance(error, TimeoutError):
        return _WHY[errno.ETIMEDOUT]
    return _WHY.get(error.errno or 0) or error.strerror or str(error)


def is_out_of_room(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
