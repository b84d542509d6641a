"""What is wrong with the files of HTTPS is said by the name of the setting and of the file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import translation

from veille.ledger.refusal import Malformed, Refused
from veille.ledger.sync.line import plain_pin
from veille.web import certificate


class Pair(NamedTuple):
    certificate: bytes
    key: bytes
    locked: bytes


def _made() -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    lock = serialization.BestAvailableEncryption(b"a password")
    plain = serialization.NoEncryption()
    return Pair(
        made.public_bytes(pem),
        key.private_bytes(pem, pkcs8, plain),
        key.private_bytes(pem, pkcs8, lock),
    )


@pytest.fixture(scope="module")
def pair() -> Pair:
    return _made()


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, bytes], None]:
    """Settings that name two files with this in them; none for an empty one."""

    def name(certificate: bytes, key: bytes) -> None:
        for setting, told in (("VEILLE_CERTIFICATE", certificate), ("VEILLE_CERTIFICATE_KEY", key)):
            file = tmp_path / f"{setting}.pem"
            file.write_bytes(told)
            monkeypatch.setattr(settings, setting, str(file) if told else "")

    return name


def test_a_pair_serves_in_two_files_or_in_one(
    pair: Pair, named: Callable[[bytes, bytes], None]
) -> None:
    named(pair.certificate, pair.key)
    certificate.check()
    named(pair.certificate + pair.key, b"")
    certificate.check()
    named(b"", b"")
    certificate.check()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_cannot_serve_is_named(
    pair: Pair, named: Callable[[bytes, bytes], None], language: str
) -> None:
    cases = (
        (pair.certificate, _made().key, "VEILLE_CERTIFICATE_KEY", "is not that of the certificate"),
        (pair.certificate[:200], pair.key, "VEILLE_CERTIFICATE.pem", "no whole certificate"),
        (pair.certificate, pair.key[:80], "VEILLE_CERTIFICATE_KEY.pem", "no whole private key"),
        (pair.certificate, b"", "VEILLE_CERTIFICATE_KEY", "a certificate and no key"),
        (pair.certificate, pair.locked, "VEILLE_CERTIFICATE_KEY.pem", "closed by a password"),
        (b"", pair.key, "VEILLE_CERTIFICATE_KEY.pem", "no certificate"),
    )
    for told, key, setting, said in cases:
        named(told, key)
        with translation.override(language), pytest.raises(Refused) as refused:
            certificate.check()
        with translation.override(language):
            sentence = str(refused.value)
        assert setting in sentence
        assert (said in sentence) is (language == "en")


def test_a_fingerprint_is_read_with_its_colons_and_one_of_four_digits_is_none() -> None:
    digits = "0123456789abcdef" * 4
    with_colons = ":".join(digits[at : at + 2] for at in range(0, 64, 2)).upper()
    assert plain_pin(with_colons) == plain_pin(digits) == digits
    assert plain_pin("") == ""
    for wrong in ("1234", digits[:-1], digits[:-1] + "g"):
        with pytest.raises(Malformed, match="no fingerprint of a certificate"):
            plain_pin(wrong)
