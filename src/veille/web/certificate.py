"""The certificate with which the site serves HTTPS itself: read before anything listens, so that
what is wrong is a sentence that names the setting and the file."""

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Refused
from veille.ledger.system_errors import why

_CERTIFICATE, _KEY = "VEILLE_CERTIFICATE", "VEILLE_CERTIFICATE_KEY"


def check() -> None:
    """Raises Refused where the certificate and its key cannot serve; not where none is named."""
    certificate, key = settings.VEILLE_CERTIFICATE, settings.VEILLE_CERTIFICATE_KEY
    if not certificate:
        if key:
            raise Refused(
                _(
                    "%(key)s names a key (%(file)s), and %(setting)s no certificate: name the "
                    "file of the certificate there, or empty both. Nothing was started."
                ),
                key=_KEY,
                file=key,
                setting=_CERTIFICATE,
            )
        return
    _check_pair(Path(certificate), Path(key or certificate), _KEY if key else _CERTIFICATE)


def _check_pair(certificate: Path, key: Path, setting_of_key: str) -> None:
    try:
        own = x509.load_pem_x509_certificates(_read(_CERTIFICATE, certificate))[0].public_key()
    except ValueError:
        raise Refused(
            _(
                "%(setting)s: %(file)s holds no whole certificate (PEM). It begins with "
                "“-----BEGIN CERTIFICATE-----”; was it cut short? Nothing was started."
            ),
            setting=_CERTIFICATE,
            file=certificate,
        ) from None
    try:
        opened = serialization.load_pem_private_key(_read(setting_of_key, key), None)
    except TypeError:
        raise Refused(
            _(
                "%(setting)s: the key in %(file)s is closed by a password. Take the password away: "
                "“openssl pkey -in FILE -out NEW FILE”. Nothing was started."
            ),
            setting=setting_of_key,
            file=key,
        ) from None
    except ValueError:
        raise _no_key(setting_of_key, key) from None
    spki = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if opened.public_key().public_bytes(*spki) != own.public_bytes(*spki):
        raise Refused(
            _(
                "The key in %(key)s (%(setting)s) is not that of the certificate in %(file)s: they "
                "are made together, and renewed together. Nothing was started."
            ),
            key=key,
            setting=setting_of_key,
            file=certificate,
        )
    _check_that_it_serves(certificate, key)


def _no_key(setting: str, file: Path) -> Refused:
    if setting == _CERTIFICATE:
        return Refused(
            _(
                "%(file)s holds a certificate and no key: name the file of its key in "
                "%(setting)s. Nothing was started."
            ),
            file=file,
            setting=_KEY,
        )
    return Refused(
        _("%(setting)s: %(file)s holds no whole private key (PEM). Nothing was started."),
        setting=setting,
        file=file,
    )


def _check_that_it_serves(certificate: Path, key: Path) -> None:
    """What OpenSSL does not take besides: a chain that is broken, a key that is too short."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise Refused(
            _("%(setting)s: %(file)s cannot serve HTTPS (%(why)s). Nothing was started."),
            setting=_CERTIFICATE,
            file=certificate,
            why=error.reason or error,
        ) from None


def _read(setting: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(
            _("%(setting)s: %(file)s cannot be read: %(why)s. Nothing was started."),
            setting=setting,
            file=file,
            why=why(error),
        ) from None
