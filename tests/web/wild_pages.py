"""Each form and address, for each role, with values that nobody would send on purpose."""

import re
import traceback
from html import unescape
from random import Random
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from veille.accounts.access import can_open
from veille.accounts.models import Role
from veille.ledger.ids import new_id

from ..wild import FILES, Wild
from .night import HANDLE, NAMES, Night, addresses
from .places import places_of

#: What is not asked, and why.
LEFT_OUT = {
    "sign-out": "who asks would be nobody then",
    "lab-run": "computes in a process beside",
}
_NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')
_OPTION = re.compile(r'<option value="([^"]*)"')
#: Names that views read of any request.
_COMMON = ("q", "page", "from", "to", "date", "seen", "submission", "next", "language", "part")
#: What a part of an address is exchanged for, where its kind lets it through.
_PARTS = ("0" * 32, "f" * 32, "9999-12-31", "0001-01-01", "x", "QC", "%00", "..%2f", "é", "1" * 400)


class Pages:
    """A night with one of everything, and a browser for each role."""

    def __init__(self, night: Night, wild: Wild) -> None:
        self._wild = wild
        visit, overdose = night.overdose("1", HANDLE)
        self._places = {k: str(v) for k, v in places_of(night, visit, overdose).items()}
        self._at = {name: at for name, at in addresses(self._places) if self._is_asked(name)}
        self._browsers: dict[str | None, Client] = {
            role: night.client(role) for role in (*NAMES, None)
        }
        for browser in self._browsers.values():
            browser.raise_request_exception = True
        self._forms: dict[tuple[str | None, str], dict[str, list[str]]] = {}

    def _is_asked(self, name: str) -> bool:
        return name not in LEFT_OUT and not name.endswith("-live")

    def ask(self, random: Random) -> str:
        """One request; what is wrong with its answer, with what was asked. Empty: nothing is."""
        self._wild.random = random
        role = random.choice(list(self._browsers))
        change = random.random() < 0.6
        names = [name for name in self._at if can_open(role, name, change=change)]
        if not names or random.random() < 0.05:
            names = list(self._at)
        name = random.choice(names)
        told = self._told(role, name)
        headers = {"HX-Request": "true"} if random.random() < 0.5 else {}
        if random.random() < 0.1:
            headers["Veille-Tapped"] = random.choice(("0", "9" * 14, "1" * 13))
        asked = (role, "POST" if change else "GET", self._address(name), told)
        return self._answered(asked, headers)

    def _answered(self, asked: tuple[Any, str, str, dict[str, Any]], headers: Any) -> str:
        role, method, address, told = asked
        browser = self._browsers[role]
        # What a page starts in a process beside is tried elsewhere.
        beside = mock.Mock(**{"return_value.poll.return_value": None, "return_value.pid": 1})
        try:
            ask = browser.post if method == "POST" else browser.get
            with mock.patch("subprocess.Popen", beside):
                answer = ask(address, told, headers=headers)
            b"".join(answer) if answer.streaming else answer.content
        except Exception:
            return f"{asked}\n{traceback.format_exc()}"
        broken = answer.status_code >= 500 and answer.status_code != 501
        return f"{asked}\n{answer.status_code}" if broken else ""

    def _address(self, name: str) -> str:
        """Its own; or with one part of another kind."""
        address, random = self._at[name], self._wild.random
        if random.random() < 0.9:
            return address
        parts = address.split("/")
        at = random.randrange(1, len(parts))
        return "/".join([*parts[:at], random.choice(_PARTS), *parts[at + 1 :]])

    def _told(self, role: str | None, name: str) -> dict[str, Any]:
        """The fields of the page's forms as they stand, one or two with something else."""
        random, fields = self._wild.random, self._fields(role, name)
        told: dict[str, Any] = {
            each: random.choice(values) for each, values in fields.items() if random.random() < 0.9
        }
        told["submission"] = new_id()
        known = [*fields, *_COMMON]
        for _change in range(random.choice((0, 1, 1, 2, 5))):
            told[random.choice(known)] = self._value()
        return told

    def _value(self) -> Any:
        random = self._wild.random
        how = random.random()
        if how < 0.05:
            return SimpleUploadedFile("wild.csv", random.choice(FILES))
        if how < 0.15:
            return [self._text(), self._text()]
        return random.choice(list(self._places.values())) if how < 0.25 else self._text()

    def _text(self) -> str:
        # A browser sends text in UTF-8: half a letter it cannot.
        return self._wild.text().encode("utf-8", "replace").decode()

    def _fields(self, role: str | None, name: str) -> dict[str, list[str]]:
        """Field → values that the page itself would send."""
        key = role, name
        if key not in self._forms:
            page = ""
            if can_open(role, name):
                with mock.patch("subprocess.Popen"):
                    answer = self._browsers[role].get(self._at[name])
                page = b"".join(answer).decode(errors="replace")
            options = [unescape(each) for each in _OPTION.findall(page)]
            found: dict[str, list[str]] = {}
            for field in _NAME.finditer(page):
                value = _VALUE.search(field[0])
                if "<select" in field[0]:
                    found.setdefault(field[1], []).extend(options[:40] or [""])
                else:
                    found.setdefault(field[1], []).append(unescape(value[1]) if value else "")
            self._forms[key] = found
        return self._forms[key]


assert Role.PEER in NAMES
