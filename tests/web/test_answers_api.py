"""The laboratories' door: a token that a coordinator makes, what it takes, what it never tells."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.accounts.models import LaboratoryToken, Role
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.supply import reads
from veille.supply.answers import Answer
from veille.supply.labels import new_label
from veille.supply.pages import answers_api, answers_openapi, laboratory_tokens
from veille.ui.machines import Door

from ..supply.scene import take_in_earlier
from .night import Night, facts_written, words

ADDRESS = "/api/answers/"
DESCRIBED = answers_openapi.document("1", answers_api.DOOR, answers_api.MOST_ANSWERS)
RESPONSES = DESCRIBED["paths"][ADDRESS]["post"]["responses"]
DAY = (clock.now() - timedelta(days=1)).date().isoformat()


def answer(label: str, **other: Any) -> dict[str, Any]:
    """What a laboratory found in one sample by one method."""
    found = [{"substance": "carfentanil", "abundance": "trace", "share_percent": 0.3}]
    return {"label": label, "method": "gc_ms", "date": DAY, "findings": found, **other}


class Laboratory:
    """A laboratory's system with its token. It keeps no cookie."""

    def __init__(self, name: str = "Santé Canada") -> None:
        self.made, self.token = laboratory_tokens.make(by="noor", laboratory=name)

    def send(self, *answers: Any, **options: Any) -> Any:
        return self.send_body(json.dumps({"answers": answers}), **options)

    def send_body(self, body: str | bytes, *, token: str | None = None, **options: Any) -> Any:
        options = {"content_type": "application/json", **options}
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        headers["Accept-Language"] = options.pop("language", "en")
        return Client(enforce_csrf_checks=True).post(ADDRESS, body, headers=headers, **options)


@pytest.fixture
def lab(night: Night) -> Laboratory:
    return Laboratory()


@pytest.fixture
def minute() -> Iterator[None]:
    with clock.pretending(clock.now().replace(second=20, microsecond=0)):
        yield


def made_on_the_page(night: Night, name: str, role: str = Role.COORDINATOR) -> Any:
    return night.client(role).post(reverse("laboratories"), {"laboratory": name})


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


# A token on its page.


def test_a_coordinator_makes_a_token_which_is_shown_once_and_kept_as_its_hash(night: Night):
    page = made_on_the_page(night, "Santé Canada")
    (token,) = re.findall(r"veille_[\w-]{40,}", page.content.decode())
    again = night.client(Role.COORDINATOR).get(reverse("laboratories"))
    assert "Santé Canada" in words(again)
    assert token not in again.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    kept = LaboratoryToken.objects.get()
    assert token not in map(str, vars(kept).values())
    assert laboratory_tokens.holder(token) == kept


def test_nobody_else_makes_or_ends_one(night: Night, lab: Laboratory):
    for role in (Role.PEER, Role.NURSE, Role.AUDITOR, Role.ADMINISTRATOR):
        assert made_on_the_page(night, "X", role).status_code == 403
        end = reverse("laboratory-end", args=[lab.made.id])
        assert night.client(role).post(end).status_code == 403
    assert LaboratoryToken.objects.filter(ended_at=None).count() == 1


def test_a_laboratory_has_one_token_until_it_is_ended(night: Night, lab: Laboratory):
    second = made_on_the_page(night, " Santé  Canada ")
    assert (second.status_code, "has a token" in words(second)) == (422, True)
    night.client(Role.COORDINATOR).post(reverse("laboratory-end", args=[lab.made.id]))
    assert lab.send(answer(take_in_earlier().label)).status_code == 401
    assert made_on_the_page(night, "Santé Canada").status_code == 200


def test_a_token_that_is_none_cannot_be_ended(night: Night):
    end = reverse("laboratory-end", args=[new_id()])
    assert night.client(Role.COORDINATOR).post(end).status_code == 404


# What it sends.


def test_an_answer_is_on_the_result_at_once_and_bears_the_laboratorys_name(
    night: Night, lab: Laboratory
):
    sample = take_in_earlier()
    sent = lab.send(answer(sample.label))
    assert (sent.status_code, sent.json()) == (200, {"new": 1, "here": 0, "left_out": []})
    (found,) = reads.sample(sample.id).labs
    assert (found.laboratory, found.at.date().isoformat()) == ("Santé Canada", DAY)
    assert "carfentanil" in words(Client().get(reverse("result-en", args=[sample.label]))).lower()
    (entry,) = [each for each in entries(sample.id) if each.kind.endswith("lab_answered")]
    assert (entry.by, entry.place) == (lab.made.id, sample.site)
    here = reverse("bench-sample", args=[sample.site, sample.id])
    assert "Santé Canada" in words(night.client(Role.NURSE).get(here))


def test_what_is_sent_twice_is_in_once(lab: Laboratory):
    told = answer(take_in_earlier().label)
    lab.send(told)
    before = facts_written()
    sent = lab.send(told, told)
    assert (sent.status_code, sent.json()["here"], facts_written()) == (200, 2, before)


def test_what_cannot_be_taken_in_is_named_by_its_number_and_the_rest_goes_in(lab: Laboratory):
    good, named_nothing = take_in_earlier(), take_in_earlier()
    too_much = [{"substance": "x", "share_percent": 140}]
    sent = lab.send(
        answer(new_label()),
        answer(good.label),
        answer(take_in_earlier().label, findings=too_much),
        answer(take_in_earlier().label, method="guess"),
        answer(take_in_earlier().label, date="2099-01-01"),
        answer(take_in_earlier().label, findings=[{"substance": "x", "abundance": "much"}]),
        answer("short"),
        7,
        answer(take_in_earlier().label, findings=[{"substance": "x", "percent": 2.4}]),
        answer(named_nothing.label, findings=[]),
    )
    assert sent.status_code == 422
    told = sent.json()
    assert (told["new"], told["here"]) == (2, 0)
    assert [one["answer"] for one in told["left_out"]] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert all(one["message"].endswith(".") for one in told["left_out"])
    assert reads.sample(named_nothing.id).labs[0].findings == ()


def test_a_laboratory_answers_in_its_own_name_alone(lab: Laboratory):
    sent = lab.send(answer(take_in_earlier().label, laboratory="Another"))
    assert sent.status_code == 422
    assert "names another laboratory" in sent.json()["left_out"][0]["message"]
    body = {"laboratory": "sante  CANADA", "answers": [answer(take_in_earlier().label)]}
    assert lab.send_body(json.dumps(body)).status_code == 200


def test_another_answer_of_one_test_is_refused_unless_it_says_that_it_takes_its_place(
    lab: Laboratory,
):
    sample = take_in_earlier()
    other = answer(sample.label, findings=[{"substance": "fentanyl", "share_percent": 4}])
    lab.send(answer(sample.label))
    sent = lab.send(other)
    assert (sent.status_code, sent.json()["new"]) == (422, 0)
    assert "“again”" in sent.json()["left_out"][0]["message"]
    assert lab.send({**other, "again": True}).json()["new"] == 1
    (now,) = reads.sample(sample.id).labs
    assert [one.substance for one in now.findings] == ["fentanyl"]


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b'{"answers": 3}', b"\xff", b"[" * 20_000])
def test_what_is_no_list_of_answers_is_refused_whole(lab: Laboratory, body: bytes):
    sent = lab.send_body(body)
    assert (sent.status_code, code(sent)) == (422, "malformed")


def test_too_much_at_once_is_refused_whole(lab: Laboratory):
    assert lab.send_body(b" " * (200 * 1024)).status_code == 413
    assert lab.send_body(b" " * (300 * 1024)).status_code == 413
    before = facts_written()
    many = lab.send(*[answer(take_in_earlier().label)] * (answers_api.MOST_ANSWERS + 1))
    assert (many.status_code, code(many)) == (422, "malformed")
    assert facts_written() == before + 1  # the sample that was taken in


def test_only_json_by_post_is_taken(lab: Laboratory):
    assert lab.send(content_type="text/plain").status_code == 415
    asked = Client().get(ADDRESS)
    assert (asked.status_code, asked.headers["Allow"]) == (405, "POST")


# Who may send, and how often.


def test_without_a_token_or_with_another_one_nothing_is_taken(night: Night, lab: Laboratory):
    told = answer(take_in_earlier().label)
    assert lab.send(told, token="veille_nothing").status_code == 401
    assert lab.send(told, token="").status_code == 401
    signed_in = night.client(Role.COORDINATOR)
    body = json.dumps({"answers": [told]})
    assert signed_in.post(ADDRESS, body, content_type="application/json").status_code == 401


def test_a_token_opens_nothing_but_this_door(lab: Laboratory):
    client = Client(headers={"Authorization": f"Bearer {lab.token}"})
    sample = take_in_earlier()
    for address in (
        reverse("supply"),
        reverse("bench-sample", args=[sample.site, sample.id]),
        reverse("supply-answers"),
        reverse("laboratories"),
    ):
        assert client.get(address).status_code in (302, 403)
    filed = client.post("/api/referrals/", "{}", content_type="application/json")
    assert filed.status_code == 401


def test_wrong_tokens_are_made_to_wait_and_a_right_one_goes_on(lab: Laboratory, minute: None):
    asked = [lab.send(token=f"veille_{n}") for n in range(11)]
    assert [each.status_code for each in asked] == [401] * 10 + [429]
    assert (code(asked[-1]), asked[-1].headers["Retry-After"]) == ("too_many", "40")
    assert lab.send(answer(take_in_earlier().label)).status_code == 200


def allowing(most: int, *limits: str) -> Door[Any]:
    """The door, through which so many of these limits pass."""
    door = answers_api.DOOR
    changed = {name: replace(getattr(door, name), most=most) for name in limits}
    return replace(door, **changed)


@pytest.mark.parametrize("limit", ["of_token", "of_address"])
def test_a_token_and_an_address_send_so_often_a_minute(
    lab: Laboratory, minute: None, monkeypatch: pytest.MonkeyPatch, limit: str
):
    monkeypatch.setattr(answers_api, "DOOR", allowing(2, limit))
    assert [lab.send().status_code for _ in range(3)] == [200, 200, 429]


def test_a_token_is_written_to_no_log(lab: Laboratory, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    lab.send(answer(take_in_earlier().label))
    lab.send_body(b"{", token=lab.token + "x")
    assert lab.token not in caplog.text


def test_when_it_was_used_last_stands_on_its_page(night: Night, lab: Laboratory):
    assert "not yet" in words(night.client(Role.COORDINATOR).get(reverse("laboratories")))
    lab.send(answer(take_in_earlier().label))
    assert "not yet" not in words(night.client(Role.COORDINATOR).get(reverse("laboratories")))


def test_a_reason_is_in_the_language_that_is_asked_for(lab: Laboratory):
    sent = lab.send(answer(new_label()), language="fr")
    assert sent.json()["left_out"][0]["message"].startswith("Aucun échantillon")


# What it says of itself.


def test_the_description_has_the_shape_that_is_read(night: Night):
    told = Client().get("/api/answers/openapi.json").json()
    shape = told["components"]["schemas"]["Answer"]
    assert told["openapi"] == "3.1.0"
    assert set(shape["properties"]) == set(Answer.__struct_encode_fields__)
    assert set(shape["required"]) == {"label", "method", "findings"}
    assert shape["additionalProperties"] is False


def _names(schema: Any) -> set[str]:
    """Every schema that a document refers to."""
    if isinstance(schema, dict):
        own = {schema["$ref"].rsplit("/", 1)[1]} if "$ref" in schema else set()
        return own.union(*map(_names, schema.values()))
    return set().union(*map(_names, schema)) if isinstance(schema, list) else set()


def test_the_description_refers_to_nothing_that_it_lacks():
    assert _names(DESCRIBED) <= set(DESCRIBED["components"]["schemas"])


def test_every_answer_of_the_door_is_one_that_the_description_names(lab: Laboratory):
    schemas = DESCRIBED["components"]["schemas"]
    told = answer(take_in_earlier().label)
    for sent in [
        lab.send(told),
        lab.send(told),
        lab.send(answer(new_label())),
        lab.send_body(b"{"),
        lab.send_body(b" " * (200 * 1024)),
        lab.send(told, token="x"),
        lab.send(told, content_type="text/plain"),
        Client().get(ADDRESS),
    ]:
        assert str(sent.status_code) in RESPONSES
        body = sent.json()
        if "error" in body:
            assert (
                code(sent)
                in schemas["Refusal"]["properties"]["error"]["properties"]["code"]["enum"]
            )
        else:
            assert set(body) == set(schemas["Taken"]["required"])


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@pytest.mark.usefixtures("night")
def test_whatever_is_sent_is_answered_with_a_reason():
    laboratory, label = Laboratory(), take_in_earlier().label

    @given(st.dictionaries(st.sampled_from(Answer.__struct_encode_fields__), _ANYTHING))
    @settings(max_examples=60, deadline=None)
    def tried(other: dict[str, Any]) -> None:
        sent = laboratory.send({**answer(label), **other})
        told = sent.json()
        assert sent.status_code in (200, 422)
        assert told["new"] + told["here"] + len(told["left_out"]) == 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers_api, "DOOR", allowing(10_000, "of_token", "of_address"))
        tried()


@pytest.mark.parametrize(
    "body",
    [
        b'{"answers":' + b"[" * 50_000,
        b'{"answers":[{"label":' + b"[" * 50_000,
        b'{"laboratory":"Sant\xe9","answers":[]}',
        b'{"answers":[{"label":"\xe9"}]}',
    ],
    ids=["nested", "nested-within", "latin-1", "latin-1-within"],
)
def test_what_no_reader_can_follow_is_refused_in_a_sentence(lab: Laboratory, body: bytes):
    answered = lab.send_body(body)
    assert answered.status_code == 422
    assert "error" in answered.json() or answered.json()["left_out"]
