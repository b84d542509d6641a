"""A node and its hub meet over HTTPS: real processes, a certificate that the hub made itself."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ..waiting import LONGEST_SECONDS
from .conftest import Installation
from .test_nodes import opens_a_site, pair, set_up

pytestmark = pytest.mark.process


def certificate_in(folder: Path) -> dict[str, str]:
    """A certificate for this machine that no authority signed, as settings name it."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "hub.pem", folder / "hub.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return {"VEILLE_CERTIFICATE": str(certificate), "VEILLE_CERTIFICATE_KEY": str(private)}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(node: Installation, port: int, **environment: str) -> Iterator[None]:
    """Its server runs for the block, and answers when the block begins."""
    server = subprocess.Popen(
        node.arguments("serve", "--port", str(port)),
        env=node.environment(**environment),
        stdin=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(port))
        yield
    finally:
        os.kill(server.pid, signal.SIGINT)
        server.wait(LONGEST_SECONDS)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_node_reaches_its_hub_over_https_and_by_itself(tmp_path: Path) -> None:
    hub, berri = set_up(tmp_path / "hub", "Hub"), set_up(tmp_path / "berri", "Berri")
    hub.says("hub", "init", "--name", "Montréal")
    assert "not paired with a hub" in berri.refuses("node", "line", "https://127.0.0.1:1")
    pair(berri, hub, tmp_path)
    opens_a_site(berri, "Berri")
    assert "on this machine alone" in berri.refuses("node", "line", "http://hub.example")
    assert "is no address of a hub" in berri.refuses("node", "line", "hub.example")
    assert "has no line to its hub" in berri.refuses("sync", "now")

    port = free_port()
    address = f"https://127.0.0.1:{port}"
    first = certificate_in(tmp_path / "first")
    with serving(hub, port, **first):
        shown = berri.refuses("node", "line", address)
        pin = re.search(r"--pin ([0-9a-f]{64})", shown)
        assert pin, shown
        assert hub.says("hub", "certificate", **first).strip() == pin[1]
        berri.says("node", "line", address, "--pin", pin[1])
        assert berri.says("sync", "now").startswith("Everything is at the hub as of")
        assert berri.says("node", "status").startswith("Everything is at the hub as of")
        assert declined(port, b"nothing that was sealed") == (409, b'{"notice": "garbled"}')

    opens_a_site(berri, "Parc")
    assert "cannot be reached over this line" in berri.refuses("sync", "now")
    assert "waits since" in " ".join(berri.says("node", "status").split())

    with serving(hub, port, **certificate_in(tmp_path / "second")):
        assert "another certificate" in berri.refuses("sync", "now")
        pin = re.search(r"--pin ([0-9a-f]{64})", berri.refuses("node", "line", address))
        assert pin
        berri.says("node", "line", address, "--pin", pin[1])
        with serving(berri, free_port()):
            wait_for(lambda: berri.says("node", "status").startswith("Everything is at the hub"))
        its_id = re.search(r"\(([0-9a-f]{32})\)", berri.says("init"))
        assert its_id
        hub.says("hub", "revoke", its_id[1])
        assert "has revoked this node" in berri.refuses("sync", "now")
    hub.says("ledger", "verify")


def declined(port: int, body: bytes) -> tuple[int, bytes]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with closing(http.client.HTTPSConnection("127.0.0.1", port, context=context)) as there:
        there.request("POST", "/sync/", body)
        answer = there.getresponse()
        return answer.status, answer.read()
