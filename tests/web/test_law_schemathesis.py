"""Schemathesis asks the law's interface whatever its description allows, and more."""

import os

import pytest

#: Of the development lock; an environment of before it is brought up to date by `make test`.
schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed here; `make test` installs it"
)

from dataclasses import replace  # noqa: E402
from importlib import import_module  # noqa: E402

from django.core.wsgi import get_wsgi_application  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from veille.law.pages import api  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
DESCRIPTION = "/api/law/v1/openapi.json"
_OPENAPI = import_module("schemathesis.specs.openapi.checks")
CHECKS = [
    import_module("schemathesis.checks").not_a_server_error,
    _OPENAPI.status_code_conformance,
    _OPENAPI.content_type_conformance,
    _OPENAPI.response_schema_conformance,
    _OPENAPI.unsupported_method,
]


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch, node: object) -> None:
    monkeypatch.setattr(api, "OF_ADDRESS", replace(api.OF_ADDRESS, most=1_000_000))


schema = schemathesis.openapi.from_wsgi(DESCRIPTION, get_wsgi_application())


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_address_answers_as_it_is_described(case: "schemathesis.Case") -> None:
    case.call_and_validate(checks=CHECKS)
