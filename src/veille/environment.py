"""Settings from the environment, each read by what it must be; one that is not is a sentence.

Nothing of Django is needed here: the settings themselves are read with it.
"""

import os
import tomllib
from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

_LARGEST_PORT = 65_535
_ANYWHERE = "*"


class Unusable(Exception):
    """A setting whose value cannot be used. Nothing was started."""

    def __init__(self, name: str, value: str, *, en: str, fr: str) -> None:
        super().__init__(name)
        self.name = name
        self._value = value
        self._en = en
        self._fr = fr

    def in_language(self, language: str) -> str:
        """The sentence, in French or in English: which setting, what it says, what it must be."""
        if language.startswith("fr"):
            return (
                f"Le réglage {self.name} ne peut pas servir\u00a0: «\u202f{self._value}\u202f». "
                f"Il faut {self._fr}. Rien n’a démarré\u00a0: corrigez-le, puis recommencez."
            )
        return (
            f"The setting {self.name} cannot be used: “{self._value}”. It must be "
            f"{self._en}. Nothing was started: correct it, then try again."
        )

    def __str__(self) -> str:
        return self.in_language("en")


class EmptySecret(Exception):
    """The key that signs sessions is an empty file. Nothing was started."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._path = path

    def in_language(self, language: str) -> str:
        if language.startswith("fr"):
            return (
                f"Le fichier {self._path} est vide (un disque plein, peut-être). Effacez-le, puis "
                "lancez «\u202fveille init\u202f»\u00a0: il en fait un autre et garde tout le "
                "reste. Les personnes connectées se connecteront de nouveau."
            )
        return (
            f"The file {self._path} is empty (a full disk, perhaps). Delete it, then run "
            "“veille init”: it makes another and keeps everything else. Whoever is signed in "
            "signs in again."
        )

    def __str__(self) -> str:
        return self.in_language("en")


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """`default` where none is given. Raises Unusable outside `least` to `most`."""
    value = _value(name)
    if not value:
        return default
    if not (
        value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most
    ):
        raise Unusable(
            name,
            value,
            en=f"a whole number from {least} to {most}",
            fr=f"un nombre entier de {least} à {most}",
        )
    return int(value)


def switch(name: str) -> bool:
    """Whether it is 1. Raises Unusable for anything but 1, 0 and nothing: who wrote “yes” meant
    something that would not be so."""
    value = _value(name)
    if value not in ("", "0", "1"):
        raise Unusable(
            name, value, en="1 (yes), or 0 or empty (no)", fr="1 (oui), ou 0 ou vide (non)"
        )
    return value == "1"


def one_of(name: str, *words: str) -> str:
    """One of `words`, or nothing."""
    value = _value(name)
    if value and value not in words:
        named = ", ".join(words)
        raise Unusable(name, value, en=f"{named}, or empty", fr=f"{named}, ou vide")
    return value


def some_of(name: str, *words: str) -> frozenset[str]:
    """Some of `words`, by comma, or none."""
    value = _value(name)
    found = frozenset(_list(name))
    if not found <= set(words):
        named = ", ".join(words)
        raise Unusable(name, value, en=f"some of: {named}", fr=f"parmi : {named}")
    return found


def web_address(name: str) -> str:
    """An address of a site without its last slash, or nothing."""
    value = _value(name).rstrip("/")
    if not value:
        return ""
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unusable(
            name,
            value,
            en="an address such as https://veille.example",
            fr="une adresse comme https://veille.example",
        )
    return value


def hosts(name: str) -> list[str]:
    """Names that a site answers to, without scheme, port or path; any, where none is given."""
    named = _list(name) or [_ANYWHERE]
    for host in named:
        bare = host.removeprefix("[").removesuffix("]")
        if any(sign in host for sign in "/ @") or (":" in host and bare == host):
            raise Unusable(
                name,
                ",".join(named),
                en="names by comma, without https:// and without a port, such as veille.example",
                fr="des noms séparés par des virgules, sans https:// ni port, comme veille.example",
            )
    return named


def machines(name: str, default: str) -> str:
    """Addresses of machines or of their networks, by comma, as they were written; or `*`."""
    value = os.environ.get(name, default).strip()
    try:
        for one in filter(None, (part.strip() for part in value.split(","))):
            if one != _ANYWHERE:
                ip_network(one, strict=False)
    except ValueError:
        raise Unusable(
            name,
            value,
            en="addresses of machines by comma, such as 127.0.0.1",
            fr="des adresses de machines séparées par des virgules, comme 127.0.0.1",
        ) from None
    return value


def mailboxes(name: str) -> list[str]:
    """Addresses of e-mail, by comma."""
    named = _list(name)
    if not all(map(_is_mailbox, named)):
        raise Unusable(
            name,
            ",".join(named),
            en="e-mail addresses by comma, such as night@veille.example",
            fr="des adresses de courriel séparées par des virgules, comme nuit@veille.example",
        )
    return named


def mailbox(name: str, default: str) -> str:
    """One address of e-mail; it may have a name before it, as in `Veille <veille@example.org>`."""
    value = _value(name) or default
    if not _is_mailbox(parseaddr(value)[1]):
        raise Unusable(
            name,
            value,
            en="an e-mail address, such as night@veille.example",
            fr="une adresse de courriel, comme nuit@veille.example",
        )
    return value


def host_and_port(name: str, port: int) -> tuple[str, int]:
    """A machine and its port (`port` where none is written); an empty name where nothing is."""
    value = _value(name)
    if not value:
        return "", port
    parts = _parts(f"//{value}")
    if parts is None or not parts.hostname or parts.path or parts.username is not None:
        raise Unusable(
            name,
            "…" if "@" in value else value,  # a password stands before it
            en=f"host:port, the port from 1 to {_LARGEST_PORT}",
            fr=f"hôte:port, le port de 1 à {_LARGEST_PORT}",
        )
    return parts.hostname, parts.port or port


def database(name: str) -> SplitResult | None:
    """A PostgreSQL database's address in its parts; None where none is named. A refusal keeps what
    was written to itself: a password stands in it."""
    value = _value(name)
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in ("postgres", "postgresql") or not parts.path[1:]:
        raise Unusable(
            name,
            "…",
            en="postgresql://user:password@host:port/name, or empty for SQLite",
            fr="postgresql://utilisateur:mot-de-passe@hôte:port/nom, ou vide pour SQLite",
        )
    return parts


def file(name: str) -> str:
    """The path of a file that can be read, or nothing."""
    value = _value(name)
    if value and not os.access(value, os.R_OK):
        raise Unusable(
            name,
            value,
            en="the path of a file that this account can read",
            fr="le chemin d’un fichier que ce compte peut lire",
        )
    return value


def own_guide(name: str) -> None:
    """A network's own health text, read at the start: a file in TOML with words in French and in
    English. Nothing where none is named."""
    value = _value(name)
    if not value:
        return
    try:
        found = tomllib.loads(Path(value).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    if not {"fr", "en"} <= found.keys():
        raise Unusable(
            name,
            value,
            en="a file of health text in TOML, in UTF-8, with [fr] and [en]",
            fr="un fichier de textes de santé en TOML, en UTF-8, avec [fr] et [en]",
        )


def own_file(name: str, read: Callable[[Path], object], *, en: str, fr: str) -> None:
    """A file of a network's own, read at the start by whoever uses it, which raises OSError or
    ValueError. Nothing where none is named."""
    value = _value(name)
    if not value:
        return
    try:
        read(Path(value))
    except (OSError, ValueError) as why:
        raise Unusable(name, value, en=f"{en} ({why})", fr=f"{fr} ({why})") from None


def _parts(value: str) -> SplitResult | None:
    """None where it is no address, or its port no port."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _is_mailbox(text: str) -> bool:
    before, at, after = text.rpartition("@")
    return bool(before and at and after) and not any(sign.isspace() for sign in text)


def _value(name: str) -> str:
    return os.environ.get(name, "").strip()


def _list(name: str) -> list[str]:
    return [part for item in _value(name).split(",") if (part := item.strip())]
