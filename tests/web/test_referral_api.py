"""The door for machines: what it takes, what it answers, and what it never tells."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.accounts.models import Account, FilingToken, Role
from veille.diversion import actions, reads
from veille.diversion.pages import api, api_body, openapi, tokens
from veille.diversion.tables import CaseRow
from veille.diversion.words import MoveReason, NoticeBy
from veille.ledger import clock

from .commissioned import MONTREAL, opened
from .night import Night, facts_written

ADDRESS = "/api/referrals/"


def said(**other: Any) -> dict[str, Any]:
    """A referral as a machine sends it."""
    found = datetime.now(UTC) - timedelta(hours=3)
    return {
        "reference": "SPVM-26-0042",
        "name": "Camille Tremblay",
        "birth_year": 1990,
        "found_at": found.isoformat(),
        "where": "parc Émilie-Gamelin",
        "found_in": "H2X",
        "seized": [{"substance": "heroin", "amount": 0.5, "unit": "grams_active"}],
        "language": "en",
        "contact_by": "phone",
        "contact": "514-555-0177",
        **other,
    }


class Sender:
    """A system of the police with its token. It keeps no cookie."""

    def __init__(self, night: Night, role: str = Role.POLICE) -> None:
        opened(night)
        self.account = night.staff[role]
        self.token = tokens.make(self.account)

    def send(self, body: Any, token: str | None = None, **options: Any) -> Any:
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        options = {"content_type": "application/json", **options}
        return Client(enforce_csrf_checks=True).post(
            ADDRESS, content, headers={"Authorization": f"Bearer {token or self.token}"}, **options
        )


@pytest.fixture
def sender(night: Night) -> Sender:
    return Sender(night)


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def paths(answer: Any) -> list[str]:
    return [fault["path"] for fault in answer.json()["error"]["faults"]]


def test_a_referral_is_answered_with_its_number_and_an_appointment(sender: Sender):
    answer = sender.send(said())
    told = answer.json()
    row = reads.case_by_number(told["number"])
    assert answer.status_code == 201
    assert row is not None
    assert (row.status, row.authority, row.commission) == ("scheduled", "police", MONTREAL)
    assert datetime.fromisoformat(told["appointment"]["at"]) == row.appointment_at
    assert told["appointment"]["phone"] == "514-555-0190"
    assert set(told["appointment"]["in_words"]) == {"fr", "en"}
    assert told["notice"].endswith(f"/filings/{row.id}/notice/")


def test_the_authority_is_that_of_the_account(night: Night):
    court = Sender(night, Role.COURT)
    assert court.send(said()).status_code == 201
    assert CaseRow.objects.get().authority == "court"


def test_the_same_reference_again_is_one_case_and_the_first_answer(sender: Sender):
    first = sender.send(said()).json()
    before = facts_written()
    case = CaseRow.objects.get()
    actions.notify(by="clerk", case=case.id, way=NoticeBy.MAIL)
    actions.reschedule(by="clerk", case=case.id, why=MoveReason.PERSON)
    written = facts_written()
    again = sender.send(said())
    assert again.status_code == 200
    assert again.json() == {**first, "arrived_before": True}
    assert facts_written() == written > before
    assert CaseRow.objects.count() == 1


def test_somebody_under_age_is_sent_to_the_youth_path_and_nothing_is_kept(sender: Sender):
    before = facts_written()
    answer = sender.send(said(birth_year=None, age_years=17))
    assert (answer.status_code, code(answer)) == (422, "youth_path")
    assert "514-555-0191" in answer.json()["error"]["message"]
    assert facts_written() == before


@pytest.mark.parametrize(
    ("other", "path"),
    [
        ({"seized": [{"substance": "heroin", "amount": 0.5}]}, "$.seized[0].unit"),
        (
            {"seized": [{"substance": "heroin", "amount": -1, "unit": "grams"}]},
            "$.seized[0].amount",
        ),
        (
            {"seized": [{"substance": "heroin", "amount": "NaN", "unit": "grams"}]},
            "$.seized[0].amount",
        ),
        (
            {"seized": [{"substance": "heroin", "amount": "2,400", "unit": "grams"}]},
            "$.seized[0].amount",
        ),
        (
            {"seized": [{"substance": "heroin", "amount": "2.4", "unit": "grams"}]},
            "$.seized[0].amount",
        ),
        ({"age_years": "40"}, "$.age_years"),
        ({"seized": []}, "$.seized"),
        ({"seized": ["heroin"]}, "$.seized[0]"),
        ({"found_at": "2026-03-14T10:00:00"}, "$.found_at"),
        ({"found_at": "2999-03-14T10:00:00Z"}, "$.found_at"),
        ({"found_at": "1999-03-14T10:00:00Z"}, "$.found_at"),
        ({"where": ""}, "$.where"),
        ({"where": "a\u0000b"}, "$.where"),
        ({"colour": "blue"}, "$.colour"),
        ({"birth_year": "1990"}, "$.birth_year"),
        ({"language": "de"}, "$.language"),
    ],
)
def test_a_fault_is_named_with_its_path_and_nothing_is_kept(
    sender: Sender, other: dict[str, Any], path: str
):
    before = facts_written()
    answer = sender.send(said(**other))
    assert (answer.status_code, code(answer), paths(answer)) == (422, "malformed", [path])
    assert facts_written() == before


def test_every_fault_is_named_at_once(sender: Sender):
    told = said(where=3, language="de")
    del told["name"]
    answer = sender.send(told)
    assert sorted(paths(answer)) == ["$.language", "$.name", "$.where"]


def test_what_the_action_refuses_is_said_in_a_sentence(sender: Sender):
    unknown = said(seized=[{"substance": "moonlight", "amount": 1, "unit": "grams"}])
    nowhere = said(found_in="Z9Z")
    for told in (unknown, nowhere):
        answer = sender.send(told)
        assert (answer.status_code, code(answer)) == (422, "refused")
        assert answer.json()["error"]["message"].endswith(".")


def test_somebody_else_under_the_same_reference_is_refused(sender: Sender):
    sender.send(said())
    answer = sender.send(said(name="Dominique Roy"))
    assert (answer.status_code, code(answer)) == (409, "refused")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 20_000])
def test_what_is_no_object_is_refused(sender: Sender, body: bytes):
    answer = sender.send(body)
    assert (answer.status_code, paths(answer)) == (422, ["$"])


def test_a_body_that_is_too_large_is_refused(sender: Sender):
    assert sender.send(b" " * (70 * 1024)).status_code == 413
    assert sender.send(b" " * (300 * 1024)).status_code == 413


def test_what_nobody_knows_yet_is_filed_as_unknown(sender: Sender):
    powder = {"substance": "unknown", "amount": 0.7, "unit": "grams"}
    answer = sender.send(said(seized=[powder]))
    assert answer.status_code == 201
    (row,) = CaseRow.objects.all()
    assert row.seized == [{"substance": "unknown", "amount": "0.7", "unit": "grams"}]


def test_only_json_by_post_is_taken(sender: Sender):
    assert sender.send(said(), content_type="text/plain").status_code == 415
    answer = Client().get(ADDRESS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_without_a_token_or_with_an_ended_one_nobody_files(sender: Sender, night: Night):
    assert Client().post(ADDRESS, "{}", content_type="application/json").status_code == 401
    assert sender.send(said(), token="veille_nothing").status_code == 401
    tokens.revoke(sender.account)
    assert sender.send(said()).status_code == 401
    assert not CaseRow.objects.exists()


def test_a_new_token_ends_the_one_before(sender: Sender):
    fresh = tokens.make(sender.account)
    assert sender.send(said()).status_code == 401
    assert sender.send(said(), token=fresh).status_code == 201


def test_a_token_is_kept_as_its_hash_alone(sender: Sender):
    kept = FilingToken.objects.get()
    assert sender.token not in (kept.sha256, *map(str, vars(kept).values()))


def test_a_token_ends_with_its_account_and_with_its_role(sender: Sender):
    Account.objects.filter(pk=sender.account.pk).update(role=Role.CLERK)
    assert sender.send(said()).status_code == 403
    Account.objects.filter(pk=sender.account.pk).update(role=Role.POLICE, is_active=False)
    assert sender.send(said()).status_code == 401


def test_a_session_files_nothing_here(night: Night):
    opened(night)
    client = night.client(Role.POLICE)
    answer = client.post(ADDRESS, json.dumps(said()), content_type="application/json")
    assert (answer.status_code, CaseRow.objects.count()) == (401, 0)


# How often it may be asked.


def test_wrong_tokens_are_made_to_wait_and_a_right_one_files_on(sender: Sender):
    with clock.pretending(clock.now().replace(second=20, microsecond=0)):
        answers = [sender.send(said(), token=f"veille_{n}") for n in range(11)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429]
        assert (code(answers[-1]), answers[-1].headers["Retry-After"]) == ("too_many", "40")
        assert sender.send(said()).status_code == 201


def allow(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    """So many of that limit of the door's pass."""
    fewer = replace(getattr(api.DOOR, limit), most=most)
    monkeypatch.setattr(api, "DOOR", replace(api.DOOR, **{limit: fewer}))


def test_a_token_files_so_often_a_minute_and_again_in_the_next(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    allow(monkeypatch, "of_token", 2)
    noon = clock.now().replace(second=0, microsecond=0)
    with clock.pretending(noon):
        answers = [sender.send(said()).status_code for _ in range(3)]
        assert answers == [201, 200, 429]
        assert sender.send(said()).headers["Retry-After"] == "60"
    with clock.pretending(noon + timedelta(minutes=1)):
        assert sender.send(said()).status_code == 200


def test_an_address_is_asked_to_wait_whatever_its_tokens(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    allow(monkeypatch, "of_address", 2)
    with clock.pretending(clock.now().replace(second=0, microsecond=0)):
        told = [sender.send(said(), REMOTE_ADDR="192.0.2.7").status_code for _ in range(3)]
        assert told == [201, 200, 429]
        assert sender.send(said(), REMOTE_ADDR="192.0.2.8").status_code == 200


def test_a_sentence_about_waiting_is_in_the_senders_language(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    allow(monkeypatch, "of_address", 0)
    answer = sender.send(said(), HTTP_ACCEPT_LANGUAGE="fr")
    assert answer.json()["error"]["message"].startswith("Trop de demandes")


def test_a_token_is_written_to_no_log(sender: Sender, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    sender.send(said())
    for _ in range(12):
        sender.send(b"{", token=sender.token + "x")
    assert sender.token not in caplog.text


# What it says of itself.


def test_the_description_names_the_shape_that_is_read(night: Night):
    told = Client().get("/api/openapi.json").json()
    shape = told["components"]["schemas"]["Filed"]
    assert told["openapi"] == "3.1.0"
    assert set(shape["properties"]) == set(api_body.Filed.__struct_fields__)
    assert set(shape["required"]) == {"reference", "name", "found_at", "where", "seized"}
    assert shape["additionalProperties"] is False
    assert told["paths"]["/api/referrals/"]["post"]["requestBody"]["required"]


def _names(schema: Any) -> set[str]:
    """Every schema that a document refers to."""
    if isinstance(schema, dict):
        own = {schema["$ref"].rsplit("/", 1)[1]} if "$ref" in schema else set()
        return own.union(*map(_names, schema.values()))
    return set().union(*map(_names, schema)) if isinstance(schema, list) else set()


def test_the_description_refers_to_nothing_that_it_lacks():
    document = openapi.document("1", api.DOOR)
    assert _names(document) <= set(document["components"]["schemas"])


def test_every_answer_is_one_that_the_description_names(sender: Sender):
    described = openapi.document("1", api.DOOR)["paths"]["/api/referrals/"]["post"]["responses"]
    codes = set(
        openapi.document("1", api.DOOR)["components"]["schemas"]["Refusal"]["properties"]["error"][
            "properties"
        ]["code"]["enum"]
    )
    answers = [
        sender.send(said()),
        sender.send(said()),
        sender.send(b"{"),
        sender.send(b" " * 70_000),
        sender.send(said(), token="x"),
        sender.send(said(), content_type="text/plain"),
        sender.send(said(reference="2", birth_year=None, age_years=15)),
        sender.send(said(name="Roy")),
        Client().get(ADDRESS),
    ]
    for answer in answers:
        assert str(answer.status_code) in described
        assert answer.headers["Content-Type"] == "application/json"
        if answer.status_code >= 400:
            assert code(answer) in codes


def _within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.text(max_size=8)
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


SIMPLE = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
ANYTHING = st.recursive(SIMPLE | st.text(max_size=30), _within, max_leaves=8)


def faults_of(body: bytes) -> list[api_body.Fault] | None:
    """Every fault of a body; None where it is a referral."""
    try:
        api_body.read(body)
    except api_body.NotAReferral as wrong:
        return wrong.faults
    return None


@given(st.dictionaries(st.sampled_from(api_body.Filed.__struct_fields__), ANYTHING, max_size=6))
@settings(max_examples=150, deadline=None)
def test_whatever_is_put_into_a_field_is_read_or_named_by_its_path(other: dict[str, Any]):
    body = json.dumps(said(**other)).encode()
    faults = faults_of(body)
    if faults is None:
        seized = api_body.read(body).seized
        assert all(one.amount.is_finite() and one.amount > 0 for one in seized)
        return
    assert faults
    for fault in faults:
        assert fault.path.removeprefix("$.").split(".")[0].split("[")[0] in other, fault


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_the_reader(body: bytes):
    assert faults_of(body)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "without quotes, such as 2.4"), ("fr", "sans guillemets")]
)
def test_a_number_in_quotes_is_refused_with_a_sentence(sender: Sender, language: str, words: str):
    quoted = said(seized=[{"substance": "heroin", "amount": "2,400", "unit": "grams"}])
    answer = sender.send(quoted, HTTP_ACCEPT_LANGUAGE=language)
    assert words in answer.json()["error"]["faults"][0]["what"]


def test_the_description_says_that_an_amount_is_a_number():
    parts = openapi.document("1", api.DOOR)["components"]["schemas"]
    assert parts["SeizedThing"]["properties"]["amount"]["type"] == "number"
