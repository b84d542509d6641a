"""`veille init`, `site`, `account` and `serve`: what they make, and what they refuse."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from veille.cli.main import app

from .conftest import PASSWORD, Installation


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_init_makes_a_folder_that_nobody_else_may_read(installed: Installation) -> None:
    assert _mode(installed.var / "vault.secrets") == 0o600
    assert _mode(installed.var / "web.secret") == 0o600


def test_init_again_keeps_everything(installed: Installation) -> None:
    secrets = (installed.var / "vault.secrets").read_bytes()
    said = installed.says("init", "--name", "another")
    assert "is set up: node “Nuit”" in said
    assert (installed.var / "vault.secrets").read_bytes() == secrets
    assert "cactus" in installed.says("site", "list")


def test_a_command_brings_an_installation_of_an_earlier_version_up_to_date(
    installed: Installation,
) -> None:
    database = sqlite3.connect(installed.var / "veille.sqlite3")
    with database:
        database.execute("UPDATE ledger_read_tables SET fingerprint = 'earlier'")
    database.close()
    assert "cactus" in installed.says("site", "list")


def test_init_makes_its_folder_and_says_what_comes_next(empty: Installation) -> None:
    said = empty.says("init")
    assert _mode(empty.var) == 0o700
    assert "Nobody can sign in yet" in said
    assert "veille serve" in said


def test_init_after_a_bad_password_goes_on_where_it_stopped(empty: Installation) -> None:
    done = empty.run("init", "--admin", "marie", stdin=b"short\n")
    assert done.returncode == 1
    assert b"too short" in done.stderr
    assert b"Traceback" not in done.stderr
    said = empty.says("init", "--admin", "marie", stdin=f"{PASSWORD}\n".encode())
    assert "“marie” can sign in" in said


def test_init_never_makes_new_secrets_for_an_old_vault(installed: Installation) -> None:
    (installed.var / "vault.secrets").unlink()
    assert "secrets are missing" in installed.refuses("init")
    assert not (installed.var / "vault.secrets").exists()


def test_a_lost_database_or_vault_is_no_new_installation(installed: Installation) -> None:
    (installed.var / "backup.key").write_bytes(b"k" * 32)
    for file in installed.var.glob("veille.sqlite3*"):
        file.rename(installed.var / f"aside-{file.name}")
    assert "but no database: it was lost" in installed.refuses("init")
    (installed.var / "aside-veille.sqlite3").rename(installed.var / "veille.sqlite3")
    for file in installed.var.glob("vault.sqlite3*"):
        file.unlink()
    refused = installed.refuses("serve")
    assert "The vault of this ledger is missing" in refused
    assert not (installed.var / "vault.sqlite3").exists()
    again = installed.run("init", "--new-vault", "--admin", "marie")
    assert again.returncode == 0
    assert b"There is an account \xe2\x80\x9cmarie\xe2\x80\x9d already" in again.stderr
    assert "cactus" in installed.says("site", "list")


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["site", "list"],
        ["account", "list"],
        ["ledger", "verify"],
        ["ledger", "export", "facts.jsonl"],
        ["ledger", "backup", "copy"],
    ],
    ids=" ".join,
)
def test_every_command_says_where_nothing_is_set_up(
    empty: Installation, command: list[str]
) -> None:
    assert "Run “veille init” first" in empty.refuses(*command)
    assert not empty.var.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Cactus!", "CACTUS", "--injection", "1"], "cannot stand in an address"),
        (["spectre", "Spectre de rue"], "at least one seat"),
        (["spectre", "", "--injection", "1"], "name has 1 to 80"),
        (["spectre", "S", "--injection", "1", "--time-zone", "Montréal"], "no time zone"),
        (["cactus", "CACTUS", "--injection", "1"], "set up already"),
    ],
)
def test_site_that_cannot_be_is_refused(
    installed: Installation, arguments: list[str], sentence: str
) -> None:
    assert sentence in installed.refuses("site", "add", *arguments)


def test_accounts_are_added_listed_and_closed(installed: Installation) -> None:
    installed.says(
        "account",
        "add",
        "noor",
        "--name",
        "Noor",
        "--role",
        "nurse",
        "--site",
        "cactus",
        VEILLE_PASSWORD=PASSWORD,
    )
    installed.says("account", "password", "noor", stdin=b"une autre nuit\n")
    installed.says("account", "close", "noor")
    line = next(li for li in installed.says("account", "list").splitlines() if "noor" in li)
    assert line.split() == ["noor", "Noor", "nurse", "cactus", "closed"]


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (["add", "two words", "--role", "peer"], PASSWORD, "no spaces"),
        (["add", "marie", "--role", "peer"], PASSWORD, "already"),
        (["add", "noor", "--role", "peer", "--site", "nowhere"], PASSWORD, "no site"),
        (["add", "noor", "--role", "peer"], "", "No password came"),
        (["password", "nobody"], PASSWORD, "no account “nobody”"),
        (["close", "marie"], "", "only administrator"),
    ],
)
def test_account_that_cannot_be_is_refused(
    installed: Installation, arguments: list[str], password: str, sentence: str
) -> None:
    assert sentence in installed.refuses("account", *arguments, VEILLE_PASSWORD=password)


def test_a_commission_is_set_up_and_its_accounts_work_there_alone(installed: Installation) -> None:
    named = ("montreal", "Commission de Montréal", "Montréal commission")
    installed.says("commission", "add", *named, "--territory", "H1", "--territory", "H2")
    assert "H1, H2" in installed.says("commission", "list")
    installed.says(
        "account",
        "add",
        "greffe",
        "--role",
        "clerk",
        "--commission",
        "montreal",
        VEILLE_PASSWORD=PASSWORD,
    )
    line = next(li for li in installed.says("account", "list").splitlines() if "greffe" in li)
    assert "montreal" in line
    nowhere = ("--role", "clerk", "--commission", "nowhere")
    assert "no commission" in installed.refuses("account", "add", "x", *nowhere)


def test_a_token_is_shown_once_to_who_files_referrals(installed: Installation) -> None:
    installed.says("account", "add", "spvm", "--role", "police", VEILLE_PASSWORD=PASSWORD)
    first = installed.says("account", "token", "spvm").strip()
    second = installed.says("account", "token", "spvm").strip()
    assert first.startswith("veille_")
    assert first != second
    assert first not in installed.says("account", "list")
    assert "is ended" in installed.says("account", "token", "spvm", "--revoke")
    assert "files no referrals" in installed.refuses("account", "token", "marie")


def test_serve_says_which_address_is_taken(installed: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port} cannot be used" in installed.refuses("serve", "--port", str(port))


def test_interrupted_command_ends_without_a_traceback(installed: Installation) -> None:
    waiting = subprocess.Popen(
        installed.arguments("account", "password", "marie"),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=installed.environment(),
    )
    time.sleep(1.5)
    os.kill(waiting.pid, signal.SIGINT)
    _out, said = waiting.communicate(timeout=20)
    assert waiting.returncode in (1, 130)
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["init"],
        ["serve"],
        ["demo"],
        ["site"],
        ["site", "add"],
        ["account"],
        ["account", "add"],
        ["account", "list"],
        ["account", "password"],
        ["account", "close"],
        ["account", "token"],
        ["commission"],
        ["commission", "add"],
        ["commission", "list"],
        ["ledger"],
        ["ledger", "verify"],
        ["ledger", "rebuild"],
        ["ledger", "export"],
        ["ledger", "import"],
        ["ledger", "backup"],
        ["ledger", "restore"],
    ],
    ids=" ".join,
)
def test_help_gives_an_example(command: list[str]) -> None:
    said = CliRunner().invoke(app, [*command, "--help"], prog_name="veille").output
    assert "Usage: veille" in said
    if command and command not in (["site"], ["account"], ["commission"], ["ledger"]):
        assert "Example: veille" in said


def test_help_answers_without_loading_django() -> None:
    loaded = "import sys, veille.cli.main; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
