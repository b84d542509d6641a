"""The log of accounts: who signed in, who was refused, whose role was changed, who took a file."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veille.accounts import audit
from veille.accounts.models import Account, AuditLine, Role

from .night import PASSWORD, SITE, Night, words


def happened(night: Night) -> list[tuple[str, str, str]]:
    """What, by whom, about whom: names of roles; of sessions, only those of the sign-in page."""
    roles = {account.id: role for role, account in night.staff.items()} | {"": ""}
    lines = AuditLine.objects.order_by("id")
    return [(line.what, roles[line.by], roles[line.about]) for line in lines]


def sign_in(name: str = "noor", password: str = PASSWORD) -> Client:
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.post("/sign-in/", {"username": name, "password": password})
    return client


def test_sign_ins_sign_outs_and_wrong_passwords_are_kept_with_the_address(night: Night):
    sign_in(password="wrong-and-long")
    sign_in().post("/sign-out/")
    assert happened(night) == [
        ("refused", "", Role.NURSE),
        ("signed-in", Role.NURSE, Role.NURSE),
        ("signed-out", Role.NURSE, Role.NURSE),
    ]
    assert set(AuditLine.objects.values_list("address", flat=True)) == {"198.51.100.7"}


def test_nothing_that_was_typed_is_kept(night: Night):
    """Whoever types the password in the place of the name."""
    sign_in(name="my-secret-password", password="my-other-secret")
    (line,) = AuditLine.objects.values()
    assert "secret" not in str(line)


def test_after_too_many_wrong_passwords_that_is_kept_as_well(night: Night):
    for _each in range(7):
        sign_in(password="wrong-and-long")
    assert ("locked", "", Role.NURSE) in happened(night)


def test_a_changed_role_is_kept_with_what_it_was(night: Night):
    nurse = night.staff[Role.NURSE]
    client = night.client(Role.ADMINISTRATOR)
    told = {"name": "Noor", "sign_in": "noor", "role": "coordinator", "is_active": "on"}
    client.post(reverse("account", args=[nurse.id]), told)
    line = AuditLine.objects.get(what="changed")
    assert (line.by, line.about) == (night.by(Role.ADMINISTRATOR), nurse.id)
    assert line.detail == {"role": ["nurse", "coordinator"]}
    shown = words(night.client(Role.AUDITOR).get("/accounts/log/", {"what": "changed"}))
    assert "role: nurse → coordinator" in shown


def test_a_file_that_is_taken_away_is_kept(night: Night):
    client = night.client(Role.COORDINATOR)
    client.get(reverse("people-looked-file", args=[SITE]))
    line = AuditLine.objects.get(what="exported")
    assert (line.by, line.detail) == (night.by(Role.COORDINATOR), {"file": f"looked-{SITE}"})


@pytest.mark.parametrize("role", [Role.PEER, Role.NURSE, Role.COORDINATOR, Role.POLICE])
def test_nobody_but_administrators_and_the_auditor_reads_it(night: Night, role: str):
    for address in ("/accounts/log/", "/accounts/log.csv"):
        assert night.client(role).get(address).status_code == 403


def test_the_file_has_every_line_and_is_kept_itself(night: Night):
    sign_in()
    answer: Any = night.client(Role.AUDITOR).get("/accounts/log.csv")
    assert answer.content.decode().splitlines()[0] == "at,what,by,about,address,detail"
    assert "signed-in" in answer.content.decode()
    assert json.loads(json.dumps(AuditLine.objects.latest("id").detail)) == {"file": "audit"}


def test_what_is_old_is_taken_out_and_the_rest_stays(night: Night):
    audit.note(audit.Happened.UNLOCKED)
    AuditLine.objects.update(at=timezone.now() - timedelta(days=367))
    audit.note(audit.Happened.TOKEN)
    assert audit.clear_old() == 1
    assert AuditLine.objects.get().what == "token"


def test_on_a_full_disk_somebody_signs_in_all_the_same(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    def full(*_given: object, **_told: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", full)
    assert sign_in().get("/sites/").status_code == 200
    assert Account.objects.exists()
