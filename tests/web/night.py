"""A small night to look at: two sites, one account for each role, whatever a test lets happen.

Everything is done through the real actions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import actions, facts
from veille.care.words import Mode, SiteKind, Substance
from veille.ledger import store
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ui import names
from veille.web.urls import urlpatterns

PASSWORD = "a long night in june"
SITE, TRUCK = "cactus", "anonyme"
HANDLE = "F-TREM-1988"
NAMES = {
    Role.PEER: "Ali Peer",
    Role.NURSE: "Noor Nurse",
    Role.COORDINATOR: "Maude Coordinator",
    Role.ADMINISTRATOR: "Luc Administrator",
    Role.AUDITOR: "Kim Auditor",
    Role.EPIDEMIOLOGIST: "Sylvie Epidemiologist",
    Role.POLICE: "Pascal Police",
    Role.COURT: "Josée Court",
    Role.CLERK: "Chloé Clerk",
    Role.PANEL: "Paul Panel",
    Role.COMMISSION: "Denis Commission",
}
SEATS = (
    facts.Seat("1", Mode.INJECTION),
    facts.Seat("2", Mode.INJECTION),
    facts.Seat("3", Mode.INJECTION),
    facts.Seat("4", Mode.INHALATION),
)


@dataclass
class Night:
    staff: dict[str, Account] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names.forget_names()  # those of the last test's database
        for role, name in NAMES.items():
            self.staff[role] = Account.objects.create_account(
                name.split()[0].lower(), PASSWORD, name=name, role=role
            )
        self._open(SITE, "CACTUS", SiteKind.FIXED)
        self._open(TRUCK, "L’Anonyme", SiteKind.TRUCK)

    def _open(self, slug: str, name: str, kind: SiteKind) -> None:
        by = self.by(Role.ADMINISTRATOR)
        actions.open_site(by=by, slug=slug, name=name, kind=kind, seats=SEATS)

    def by(self, role: str = Role.NURSE) -> str:
        return self.staff[role].id

    def client(self, role: str | None = Role.PEER, language: str = "en", **headers: str) -> Client:
        """A browser; signed in, where `role` is given."""
        client = Client(headers=headers)
        client.cookies["veille_language"] = language
        if role is not None:
            client.force_login(self.staff[role], "veille.accounts.sessions.AccountBackend")
        return client

    def on_board(self, role: str = Role.PEER, language: str = "en", slug: str = SITE) -> Client:
        """A browser whose taps come from the board's own page, by htmx."""
        return self.client(role, language, **from_page(reverse("board", args=[slug])))

    def welcome(self, handle: str = HANDLE, place: str = SITE) -> str:
        return actions.welcome(by=self.by(), place=place, handle=handle, agreed=True).id

    def arrive(self, handle: str = "", place: str = SITE, **told: Any) -> str:
        """Somebody comes in; returns the visit's identity. With a handle: on a first visit."""
        person = self.welcome(handle, place) if handle else told.pop("person", "")
        told = {"mode": Mode.INJECTION, "substances": [Substance.DOWN], **told}
        return actions.arrive(by=self.by(), place=place, person=person, **told).id

    def seat(self, number: str = "1", handle: str = "", **told: Any) -> str:
        visit = self.arrive(handle, **told)
        actions.seat(by=self.by(), visit=visit, seat=number)
        return visit

    def overdose(self, number: str = "1", handle: str = "", **told: Any) -> tuple[str, str]:
        """Somebody at a seat in overdose; returns the visit and the overdose."""
        visit = self.seat(number, handle, **told)
        return visit, actions.find_overdose(by=self.by(), visit=visit).id


def from_page(path: str, **headers: str) -> dict[str, str]:
    """The headers of a request that htmx sends from the page at `path`."""
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}", **headers}


def addresses(places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address of the site by its name, with `places` for its variable parts."""
    for pattern in urlpatterns:
        wanted = {name: places[name] for name in pattern.pattern.converters}
        yield pattern.name, reverse(pattern.name, kwargs=wanted)


def facts_written() -> int:
    with store.cursor() as cursor:
        return store.count(cursor)


def form(**values: Any) -> dict[str, Any]:
    """What a form sends: its own identity, and `values`."""
    return {"submission": new_id(), **values}


def entry_of(about: str, body: type) -> Any:
    """The last entry about a thing that says a `body`."""
    return [entry for entry in entries(about) if isinstance(entry.body, body)][-1]


def words(response: Any) -> str:
    """What a person reads on a page: its text, without tags, with single spaces."""
    text = response.content.decode() if hasattr(response, "content") else str(response)
    text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def markup(response: Any) -> str:
    """A page's tags and text however its template breaks its lines."""
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", response.content.decode()))


def said(response: Any) -> str:
    """What the notice says that a redirect carries to the next page."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
