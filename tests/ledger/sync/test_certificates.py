"""A hub whose certificate ran out yesterday: nothing is sent, and a sentence says what to do."""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from veille.ledger.refusal import Refused
from veille.ledger.sync import line

DAY = dt.timedelta(days=1)


def certificate(folder: Path, ends: dt.datetime) -> Path:
    """One file with a certificate for this machine, which is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - 30 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "hub.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@pytest.fixture
def hub_of_yesterday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address; its certificate is one that this machine would trust, if it had not ended."""
    file = certificate(tmp_path, dt.datetime.now(dt.UTC) - DAY)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            while True:
                there, _address = server.accept()
                with suppress(OSError), there, context.wrap_socket(there, server_side=True) as safe:
                    safe.recv(1)

    answering = threading.Thread(target=answer, daemon=True)
    answering.start()
    yield f"https://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(2)
    server.close()
    answering.join()


def test_a_certificate_of_yesterday_is_refused_and_its_fingerprint_shown(
    hub_of_yesterday: str,
) -> None:
    with pytest.raises(Refused) as refused:
        line.connection_to(hub_of_yesterday, "")
    assert "Its fingerprint is" in str(refused.value.sentence)
    assert "Nothing was sent" in " ".join(str(refused.value.sentence).split())


def test_on_its_way_a_node_says_that_it_is_out_of_date(hub_of_yesterday: str) -> None:
    with pytest.raises(line.LineDown) as down:
        line._connection(line._parts(hub_of_yesterday), "")
    assert down.value.why is line.Why.CERTIFICATE
    assert "out of date" in str(line.WHY[line.Why.CERTIFICATE])
