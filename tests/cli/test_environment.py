"""A setting that cannot be used is one sentence in the terminal’s language; nothing starts."""

import pytest

from .conftest import Installation


@pytest.mark.parametrize(
    ("name", "value", "must"),
    [
        ("VEILLE_IDLE_MINUTES", "four", "a whole number from 1 to 960"),
        ("VEILLE_IDLE_MINUTES", "961", "a whole number from 1 to 960"),
        ("VEILLE_HTTPS", "yes", "1 (yes), or 0 or empty (no)"),
        ("VEILLE_ALERTS_TWO_PEOPLE", "yes", "1 (yes), or 0 or empty (no)"),
        ("VEILLE_PROXY", "proxy", "addresses of machines"),
        ("VEILLE_HOSTS", "https://veille.example", "names by comma"),
        ("VEILLE_LAB", "all", "everybody, or empty"),
        ("VEILLE_ADDRESS", "veille.example", "an address such as https://veille.example"),
        ("VEILLE_ALERTS_TO", "night", "e-mail addresses by comma"),
        ("VEILLE_ALERTS_FROM", "night", "an e-mail address"),
        ("VEILLE_SMTP", "mail.example:high", "host:port"),
        ("VEILLE_SMTP", "mail.example:0", "host:port"),
        ("VEILLE_OVERDOSE_GUIDE", "/nowhere.toml", "a file of health text in TOML"),
        ("VEILLE_SUPPLY_HEALTH", "/", "a file of health text in TOML"),
        ("VEILLE_NALOXONE", "/nowhere.toml", "a file such as src/veille/care/naloxone.toml"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_it_must_be(
    installed: Installation, name: str, value: str, must: str
) -> None:
    done = installed.run("site", "list", **{name: value})
    said = " ".join(done.stderr.decode().split())
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"The setting {name} cannot be used: “{value}”. It must be {must}" in said
    assert "Traceback" not in said


def test_the_sentence_is_in_french_where_the_terminal_is(installed: Installation) -> None:
    done = installed.run("site", "list", VEILLE_HTTPS="oui", LC_ALL="fr_CA.UTF-8")
    assert "Le réglage VEILLE_HTTPS ne peut pas servir" in done.stderr.decode()


def test_a_password_in_an_address_that_cannot_be_used_is_not_shown(
    installed: Installation,
) -> None:
    said = installed.refuses("site", "list", VEILLE_DATABASE="mysql://veille:secret@host/veille")
    assert "VEILLE_DATABASE" in said
    assert "secret" not in said
    said = installed.refuses("site", "list", VEILLE_SMTP="smtp://veille:secret@host:99999")
    assert "VEILLE_SMTP" in said
    assert "secret" not in said


def test_an_empty_file_of_the_secret_is_told_and_made_anew(installed: Installation) -> None:
    secret = installed.var / "web.secret"
    secret.write_text("")
    assert "web.secret is empty" in installed.refuses("site", "list")
    secret.unlink()
    installed.says("init")
    assert secret.read_text()
    assert "cactus" in installed.says("site", "list")


def test_good_values_are_taken(installed: Installation) -> None:
    good = {
        "VEILLE_IDLE_MINUTES": "30",
        "VEILLE_HTTPS": "1",
        "VEILLE_HOSTS": "veille.example, 10.0.0.4,[::1]",
        "VEILLE_SMTP": "mail.example:587",
        "VEILLE_ALERTS_FROM": "Veille <nuit@veille.example>",
    }
    assert "cactus" in installed.says("site", "list", **good)
