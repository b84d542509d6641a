"""What the machine hangs on: its certificate, its nodes or its hub, its mail server."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.ledger import clock, system_errors
from veille.ledger.sync import here, notices, reads
from veille.ledger.sync.words import Notice

from .findings import Finding, Level, Subject, at_once, soon, well

_PATIENCE_SECONDS = 5.0
_HTTPS_PORT = 443
#: A certificate is renewed a month before its end; here something has gone wrong with that.
_SHORT = timedelta(days=14)
#: A truck is at work alone for days; a week of silence is worth a call.
_SILENT = timedelta(days=7)


def certificate() -> Finding | None:
    """Of the address at which the public reaches this site; None where none is given."""
    parts = urlsplit(settings.VEILLE_ADDRESS)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    host, port = parts.hostname, parts.port or _HTTPS_PORT
    try:
        ends = _ends(host, port, ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return at_once(
            Subject.CERTIFICATE,
            _("Browsers refuse the certificate of %(host)s: %(why)s.")
            % {"host": host, "why": error.verify_message},
            _how_to_renew(),
        )
    except OSError as error:
        return at_once(
            Subject.CERTIFICATE,
            _("%(host)s does not answer over HTTPS: %(why)s.")
            % {"host": host, "why": system_errors.why(error)},
            _("See whether “veille serve” runs, and the name leads to this machine.")
            if settings.VEILLE_CERTIFICATE
            else _("See whether the proxy runs and the name leads to this machine."),
        )
    said = _("The certificate of %(host)s holds until %(end)s.") % {
        "host": host,
        "end": formats.date_format(timezone.localtime(ends), "SHORT_DATE_FORMAT"),
    }
    if ends - datetime.now(UTC) < _SHORT:
        return soon(Subject.CERTIFICATE, said, _how_to_renew())
    return well(Subject.CERTIFICATE, said)


def _how_to_renew() -> str:
    if settings.VEILLE_CERTIFICATE:
        return _(
            "Renew the files that VEILLE_CERTIFICATE and VEILLE_CERTIFICATE_KEY name, or trust "
            "their authority on this machine (docs/deployment.md); then start the site anew."
        )
    return _("Renew it where the proxy keeps it (docs/deployment.md), then start the proxy anew.")


def _ends(host: str, port: int, context: ssl.SSLContext) -> datetime:
    with (
        socket.create_connection((host, port), _PATIENCE_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as sealed,
    ):
        raw = sealed.getpeercert(binary_form=True)
    assert raw is not None, "it was verified"
    return x509.load_der_x509_certificate(raw).not_valid_after_utc


def nodes() -> Finding | None:
    """At a hub, of every node; at a node, of its own entries; None where it stands alone."""
    if here.network() is not None:
        return _of_a_hub()
    stands = here.waiting()
    tie = stands.link
    if tie is None:
        return None
    if tie.trouble is not None or tie.notice in set(Notice):
        wrong = (
            notices.OWN_TROUBLES[tie.trouble]
            if tie.trouble
            else notices.NOTICES[Notice(tie.notice)]
        )
        # It says what to do too; and how many are at the hub would sound as if all were well.
        return Finding(Subject.NODES, Level.NOW, str(wrong))
    said = notices.in_words(stands.at_hub, stands.waiting, tie, stands.alone)
    received = reads.received_at(tie)
    since = received or clock.from_microseconds(tie.paired_at)
    if not stands.at_hub and clock.now() - since > _SILENT:
        return soon(
            Subject.NODES, said, _("Take a stick to the hub, or see why the line to it is down.")
        )
    return well(Subject.NODES, said)


def _of_a_hub() -> Finding:
    rows = [row for row in reads.node_rows(here.hub()) if not row.is_closed]
    people = [row.name for row in rows if row.needs_a_person]
    silent = [
        row.name for row in rows if row.seen_at is None or clock.now() - row.seen_at > _SILENT
    ]
    if people:
        return at_once(
            Subject.NODES,
            _("A person must see to: %(names)s.") % {"names": ", ".join(people)},
            _("The page of nodes says what happened to each: “veille hub nodes” does too."),
        )
    if silent:
        return soon(
            Subject.NODES,
            _("Nothing came for a week from: %(names)s.") % {"names": ", ".join(silent)},
            _("Call them: their entries are safe there, and nowhere else."),
        )
    said = ngettext("%(count)s node, none silent.", "%(count)s nodes, none silent.", len(rows))
    return well(Subject.NODES, said % {"count": len(rows)})


def mail() -> Finding | None:
    """Whether the mail server answers; None where nobody is to be written to."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if not host:
        if not settings.VEILLE_ALERTS_TO:
            return None
        return soon(
            Subject.MAIL,
            _("Alerts are to be mailed, and no mail server is named: mail lies in a folder."),
            _("Name the server in VEILLE_SMTP, or empty VEILLE_ALERTS_TO."),
        )
    try:
        with socket.create_connection((host, port), _PATIENCE_SECONDS) as line:
            line.settimeout(_PATIENCE_SECONDS)
            greets = line.recv(3) == b"220"
        why: Promise | str = _("it does not greet as one")
    except OSError as error:
        greets, why = False, system_errors.why(error)
    server = f"{host}:{port}"
    if greets:
        return well(Subject.MAIL, _("The mail server %(server)s answers.") % {"server": server})
    return at_once(
        Subject.MAIL,
        _("The mail server %(server)s does not answer: %(why)s.") % {"server": server, "why": why},
        _("Until it does, an alert is published and nobody is written to. Call its keeper."),
    )
