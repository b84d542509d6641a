"""The law for machines: what it takes, answers and refuses, and that it keeps nothing."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from veille.law import Case, assess, codes, parameters, side_by_side
from veille.law.answer import to_json
from veille.law.pages import api, api_body, openapi
from veille.ledger import clock

from .test_law import recalled

ROOT = "/api/law/v1"
CASE = {
    "jurisdiction": "CA-BC",
    "date": "2023-06-01",
    "age": 30,
    "place": {"kind": "street"},
    "substances": [{"name": "heroin", "grams": 1}],
}


def send(what: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(f"{ROOT}/{what}", content, content_type="application/json", headers=headers)


def read(what: str, **query: str) -> Any:
    return Client().get(f"{ROOT}/{what}", query)


def told(answer: Any) -> Any:
    return json.loads(answer.content, parse_float=Decimal)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch, node: object) -> None:
    monkeypatch.setattr(api, "OF_ADDRESS", replace(api.OF_ADDRESS, most=1_000_000))


def test_a_case_is_answered_as_the_command_does():
    answer = send("assess", CASE)
    case = msgspec.convert(CASE, Case)
    assert answer.status_code == 200
    assert told(answer)["answer"] == json.loads(to_json(assess(case)), parse_float=Decimal)
    assert told(answer)["asked_back"] == []


def test_a_name_that_is_not_known_is_asked_back_with_up_to_three():
    written = told(send("assess", {**CASE, "substances": [{"name": "cocaïnne", "grams": 1}]}))
    assert written["answer"]["outcome"] == "undetermined"
    (asked,) = written["asked_back"]
    assert "cocaine" in [each["name"] for each in asked["suggestions"]]
    assert 1 <= len(asked["suggestions"]) <= 3
    (several,) = told(send("assess", {**CASE, "substances": [{"name": "down", "grams": 1}]}))[
        "asked_back"
    ]
    assert {"heroin", "fentanyl"} <= {each["name"] for each in several["readings"]}


def test_who_does_not_know_what_is_in_it_is_told_what_follows_for_each():
    asked = {**CASE, "jurisdiction": "CA-QC", "date": "2026-06-01"}
    down = {**asked, "substances": [{"name": "down", "grams": 1}]}
    found = told(send("assess", down))["possibilities"]
    assert (found["mildest"], found["gravest"]) == ("no_offence", "diverted")
    readings = {tuple(each["taken"][0]["substances"]): each for each in found["readings"]}
    assert len(readings) == 4
    heroin = told(send("assess", {**asked, "substances": [{"name": "heroin", "grams": 1}]}))
    assert readings["heroin",]["answer"] == heroin["answer"]
    assert heroin["possibilities"] is None


def test_a_case_is_laid_beside_itself_everywhere_and_on_another_day():
    answer = told(send("compare", {"case": CASE, "day": "2024-05-08"}))
    assert [row["jurisdiction"] for row in answer["beside"]] == [
        row.jurisdiction for row in side_by_side(msgspec.convert(CASE, Case))
    ]
    days = answer["days"]
    assert (days["before"]["outcome"], days["after"]["outcome"]) == ("exempt", "offence")
    assert "CA-BC/exemption" in [each["rule"] for each in days["rules"]]
    two = told(send("compare", {"case": CASE, "jurisdictions": ["PT", "PT", "CA-QC"]}))
    assert [row["jurisdiction"] for row in two["beside"]] == ["CA-BC", "PT", "CA-QC"]
    assert "outcome" in two["beside"][1]["differs_in"]
    assert two["days"] is None


def test_every_jurisdiction_says_what_a_case_there_may_name():
    answer = read("jurisdictions")
    places = {each["code"]: each for each in told(answer)["jurisdictions"]}
    assert tuple(places) == codes()
    assert places["CA-BC"]["within"] == "CA"
    assert "2023-01-31" in places["CA-BC"]["changes"]
    assert "street" in places["CA-BC"]["places"]
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_every_dated_value_has_its_source_and_a_day_picks_those_in_force():
    every = told(read("parameters", jurisdiction="CA-BC"))["parameters"]
    assert len(every) == len(parameters.parameters("CA-BC"))
    on = told(read("parameters", jurisdiction="CA-BC", on="2023-06-01"))["parameters"]
    (small,) = [each for each in on if each["name"] == "amounts.small.in_all"]
    assert (small["value"], small["unit"]) == (Decimal("2.5"), "grams")
    assert small["reference"]["source"] == "secondary"
    assert small["from"] <= "2023-06-01" < small["until"]


def test_what_rests_on_memory_alone_says_so_in_its_source_and_its_text():
    for row in recalled():
        case = json.loads(msgspec.json.encode(row.case))
        answer = told(send("assess", case))["answer"]
        assert answer["source"] == "recalled"
        assert "has not been verified" in answer["text"]["en"]
        assert "non vérifiée" in answer["text"]["fr"]
        own = told(send("compare", {"case": case, "jurisdictions": ["PT"]}))["beside"][0]
        assert own["answer"]["source"] == "recalled"


# What it refuses.


def problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = msgspec.to_builtins(
        msgspec.json.decode(answer.content, type=api_body.Problem)
    )
    assert found["status"] == answer.status_code
    assert found["detail"].endswith(".")
    return found


@pytest.mark.parametrize(
    ("wrong", "path", "en", "fr"),
    [
        ({"age": -1}, "$.age", "whole number of years", "nombre entier d’années"),
        ({"date": "soon"}, "$.date", "is not a date", "n’est pas une date"),
        ({"jurisdiction": "XX"}, "$.jurisdiction", "is none of", "n’est aucun de"),
        ({"place": {"kind": "moon"}}, "$.place.kind", "is none of", "n’est aucun de"),
        ({"substances": []}, "$.substances", "is empty", "est vide"),
        (
            {"substances": [{"name": "heroin"}]},
            "$.substances[0]",
            "has no amount",
            "pas de quantité",
        ),
        (
            {"substances": [{"name": "heroin", "grams": -1}]},
            "$.substances[0].grams",
            "less than nothing",
            "inférieur à zéro",
        ),
        (
            {"substances": [{"name": "heroin", "grams": "2,400"}]},
            "$.substances[0].grams",
            "Type 2400 or 2.4",
            "Écrivez 2400 ou 2,4",
        ),
        ({"colour": "blue"}, "$.colour", "is unknown", "est inconnu"),
        (
            {"substances": [{"name": f"n{n}", "grams": 1} for n in range(21)]},
            "$.substances",
            "more than 20",
            "plus de 20",
        ),
    ],
)
def test_a_fault_is_named_by_its_path_in_the_language_asked_for(
    wrong: dict[str, Any], path: str, en: str, fr: str
):
    body = {**CASE, **wrong}
    for answer, words in (
        (send("assess", body, accept_language="en"), en),
        (send("assess", body, accept_language="fr-CA"), fr),
        (send("assess?lang=fr", body, accept_language="en"), fr),
    ):
        assert answer.status_code == 422
        found = problem(answer)
        assert found["code"] == "malformed"
        (fault,) = found["faults"]
        assert fault["path"] == path
        assert words in fault["what"]
    compared = problem(send("compare", {"case": body}))
    assert [each["path"] for each in compared["faults"]] == [f"$.case{path[1:]}"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 20_000, b"null"])
def test_what_is_no_question_is_refused(body: bytes):
    for what in ("assess", "compare"):
        assert problem(send(what, body))["status"] == 422


def test_only_json_of_a_bounded_size_is_taken():
    assert problem(send("assess", b" " * 70_000))["status"] == 413
    assert problem(send("assess", b" " * 300_000))["status"] == 413
    plain = Client().post(f"{ROOT}/assess", "x", content_type="text/plain")
    assert problem(plain)["status"] == 415


@pytest.mark.parametrize(
    ("what", "allowed"), [("assess", "POST"), ("compare", "POST"), ("jurisdictions", "GET")]
)
def test_another_method_is_told_which_one(what: str, allowed: str):
    answer = Client().generic("DELETE", f"{ROOT}/{what}")
    assert problem(answer)["status"] == 405
    assert answer.headers["Allow"] == f"{allowed}, OPTIONS"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 404),
        ({"jurisdiction": "XX"}, 404),
        ({"jurisdiction": "PT", "on": "soon"}, 400),
        ({"jurisdiction": "PT", "lang": "de"}, 400),
    ],
)
def test_an_address_that_cannot_be_read_is_refused(query: dict[str, str], status: int):
    assert problem(read("parameters", **query))["status"] == status


def test_an_address_that_asks_too_often_is_told_when_to_ask_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "OF_ADDRESS", replace(api.OF_ADDRESS, name="few", most=2))
    with clock.pretending(clock.now().replace(second=20, microsecond=0)):
        assert [send("assess", CASE).status_code for _ in range(3)] == [200, 200, 429]
        answer = send("assess", CASE)
        assert answer.headers["Retry-After"] == "40"
        assert "40" in problem(answer)["detail"]
        assert Client().get(f"{ROOT}/jurisdictions", REMOTE_ADDR="192.0.2.8").status_code == 200
    with clock.pretending(clock.now() + timedelta(minutes=2)):
        assert send("assess", CASE).status_code == 200


# Who may ask, and what is kept.


def test_a_page_of_another_site_may_ask():
    before = Client().options(
        f"{ROOT}/assess",
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )
    assert before.status_code == 204
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    assert send("assess", CASE).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in send("assess", CASE).headers


def test_nothing_of_a_question_is_kept(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    client = Client()
    client.cookies["veille_session"] = "somebody"
    answer = client.post(f"{ROOT}/assess", json.dumps(CASE), content_type="application/json")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert caplog.text == ""


def test_an_address_is_not_kept_as_it_is(monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []

    class Watched:
        def take(self, key: str) -> int:
            seen.append(key)
            return 0

    monkeypatch.setattr(api, "OF_ADDRESS", Watched())
    Client().get(f"{ROOT}/jurisdictions", REMOTE_ADDR="192.0.2.7")
    assert seen
    assert "192.0.2.7" not in seen[0]


def test_a_failure_is_a_problem_and_is_reported_without_the_question(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(case: Case) -> None:
        raise RuntimeError(case.substances[0].name)

    monkeypatch.setattr(api, "assess", fail)
    answer = send("assess", CASE, accept_language="en")
    assert problem(answer)["code"] == "broken"
    assert "RuntimeError; the question is not kept" in caplog.text
    assert "heroin" not in caplog.text


# What it says of itself.


DOCUMENT = openapi.document("1")


def test_the_document_is_served_and_refers_to_nothing_that_it_lacks():
    served = told(read("openapi.json"))
    assert served["openapi"] == "3.1.0"
    assert set(served["paths"]) == {
        f"{ROOT}/{name}"
        for name in ("assess", "compare", "jurisdictions", "parameters", "openapi.json")
    }
    assert _names(served) <= set(served["components"]["schemas"])


def _names(schema: Any) -> set[str]:
    """Every schema that a document refers to."""
    if isinstance(schema, dict):
        own = {schema["$ref"].rsplit("/", 1)[1]} if "$ref" in schema else set()
        return own.union(*map(_names, schema.values()))
    return set().union(*map(_names, schema)) if isinstance(schema, list) else set()


def drawn(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Whatever a schema of the document allows, and sometimes a little more."""
    if "$ref" in schema:
        return drawn(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema and "type" not in schema:
        return st.one_of(*map(drawn, schema["anyOf"]))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of(*(_of_kind(kind, schema) for kind in kinds))


def _of_kind(kind: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum", -1000), schema.get("maximum", 1000)
    if kind == "null":
        return st.none()
    if kind == "integer":
        return st.integers(least, most)
    if kind == "number":
        return st.integers(least, most) | st.decimals(least, most, places=3).map(float)
    if kind == "boolean":
        return st.booleans()
    if kind == "string":
        if schema.get("format") == "date":
            return st.dates().map(str)
        names = st.sampled_from(["heroin", "down", "cocaïnne", "street", "park", "driving"])
        return names | st.text(min_size=schema.get("minLength", 0), max_size=30)
    if kind == "array":
        inner = drawn(schema["items"])
        return st.lists(inner, min_size=schema.get("minItems", 0), max_size=3)
    required = set(schema.get("required", ()))
    fields = {name: drawn(each) for name, each in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: each for name, each in fields.items() if name in required},
        optional={name: each for name, each in fields.items() if name not in required},
    )


ANSWERS = {"assess": api_body.Assessed, "compare": api_body.Compared}


@pytest.mark.parametrize("what", ANSWERS)
def test_whatever_the_document_allows_is_answered_as_it_says(what: str):
    operation = DOCUMENT["paths"][f"{ROOT}/{what}"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    statuses: set[int] = set()

    @given(drawn(schema))
    @example(CASE if what == "assess" else {"case": CASE})
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(body: Any) -> None:
        answer = send(what, body)
        statuses.add(answer.status_code)
        described = operation["responses"][str(answer.status_code)]["content"]
        assert list(described) == [answer.headers["Content-Type"]]
        if answer.status_code == 200:
            msgspec.json.decode(answer.content, type=ANSWERS[what])
        else:
            assert problem(answer)["faults"]

    asked()
    assert statuses == {200, 422}


def test_every_answer_fits_its_schema():
    jsonschema = pytest.importorskip("jsonschema")
    for what, answer in (
        ("assess", send("assess", CASE)),
        ("compare", send("compare", {"case": CASE, "day": "2024-05-08"})),
        ("jurisdictions", read("jurisdictions")),
        ("parameters", read("parameters", jurisdiction="PT")),
    ):
        operations = DOCUMENT["paths"][f"{ROOT}/{what}"]
        (operation,) = operations.values()
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": DOCUMENT["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())
