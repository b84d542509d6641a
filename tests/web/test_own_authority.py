"""The commands of docs/deployment.md make a certificate that serves, and that its authority vouches
for."""

import re
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from veille.web import certificate

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here"),
]
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "deployment.md"


def test_the_commands_that_are_written_down_make_a_certificate_that_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = re.search(
        r"^    mkdir -m 700 tls.*?(?=\n\n)", _PAGE.read_text(), re.DOTALL | re.MULTILINE
    )
    assert block is not None
    subprocess.run(["bash", "-ec", block[0]], cwd=tmp_path, check=True, capture_output=True)
    made = tmp_path / "tls"
    monkeypatch.setattr(settings, "VEILLE_CERTIFICATE", str(made / "veille.pem"))
    monkeypatch.setattr(settings, "VEILLE_CERTIFICATE_KEY", str(made / "veille.key"))
    certificate.check()
    _meet(made, "veille.lan")
    _meet(made, "192.168.1.10")
    with pytest.raises(ssl.SSLCertVerificationError):
        _meet(made, "elsewhere.example")


def _meet(made: Path, name: str) -> None:
    """A handshake in memory between the machine and a tablet that knows the authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made / "veille.pem", made / "veille.key")
    tablet = ssl.create_default_context(cafile=made / "authority.pem")
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    there = server.wrap_bio(up, down, server_side=True)
    here = tablet.wrap_bio(down, up, server_hostname=name)
    for _turn in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert here.version() is not None
    here.getpeercert()
