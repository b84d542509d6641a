"""Writes `docs/access.md` from the rooms' addresses: `python -m tests.web.reference`."""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import django
from django.urls import URLPattern
from django.utils import translation

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"

_HEAD = """# Who may open what

Written by `make reference` from the addresses, each declared once with its roles in the `urls.py`
of its room; do not edit. A test says when this page is stale; others open every address as every
role, and with what is of another site.

An address that is declared nowhere is closed to everybody. Beside its role, an account works at
some sites, or all, and sits in some commissions, or all: `at/…` and `commission/…` are closed to it
elsewhere. What an identity in an address stands for is found by the guard before the page is drawn;
where it is of another site, the answer is 404, the same as for what does not exist. When a verb is
allowed (nobody leaves whose overdose is open) is for the rooms' `policies.py` to say."""

_IDENTITIES = "## What identities stand for"


def page() -> str:
    with translation.override("en"):
        return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    from veille.ui.addresses import declared_identities
    from veille.web.urls import urlpatterns

    yield _HEAD
    for room, patterns in groupby(urlpatterns, key=_room):
        yield f"## {room}"
        yield _table(("Address", "Reads", "Changes"), map(_row, patterns))
    yield _IDENTITIES
    yield _table(
        ("In addresses", "Found by", "Which"),
        (
            (f"`<id:{name}>`", f"`{_where(find)}`", _first_sentence(find))
            for name, find in sorted(declared_identities().items())
        ),
    )


def _room(pattern: URLPattern) -> str:
    """The room whose view an address opens, by its folder."""
    parts = pattern.callback.__module__.removeprefix("veille.").split(".")
    return " ".join(part for part in parts[:-1] if part not in ("pages", "views"))


def _row(pattern: URLPattern) -> tuple[str, str, str]:
    from veille.accounts.access import ACCESS

    rule = ACCESS[pattern.name or ""]
    route = re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
    return f"`/{route}`", _roles(rule.read), _roles(rule.change)


def _roles(roles: Iterable[str]) -> str:
    from veille.accounts.access import SIGNED_IN
    from veille.accounts.models import Role

    named = set(roles)
    if "*" in named:
        return "everybody"
    if named == SIGNED_IN:
        return "whoever is signed in"
    return ", ".join(str(role.label).lower() for role in Role if role.value in named) or "–"


def _where(find: object) -> str:
    module = getattr(find, "__module__", "").removeprefix("veille.")
    return f"{module}.{getattr(find, '__name__', '')}"


def _first_sentence(find: object) -> str:
    words = " ".join((find.__doc__ or "").split())
    return words.partition(". ")[0].rstrip(".")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    django.setup()
    write()
