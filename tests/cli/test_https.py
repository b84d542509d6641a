"""A site behind HTTPS: the names of its cookies, and what each answer tells a browser."""

import http.client
import os
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from .conftest import Installation
from .test_proxy import served

pytestmark = pytest.mark.process

_NAMES = """
import django
from django.conf import settings
django.setup()
from veille.web.sealed_messages import SealedCookieStorage as said
for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
    print(name)
print(said.cookie_name, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


def test_over_https_the_names_of_cookies_bind_them_to_this_host(tmp_path: Path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "veille.web.settings"}
    environment |= {"VEILLE_HTTPS": "1", "VEILLE_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _NAMES], env=environment, capture_output=True, text=True, check=True
    )
    *names, last = done.stdout.splitlines()
    assert names == ["__Host-veille_session", "__Host-veille_csrf", "__Host-veille_device"]
    assert last == "__Host-veille_said True True"


def test_over_https_each_answer_says_so_for_a_year(installed: Installation):
    with served(installed, VEILLE_HTTPS="1") as line:
        for address in ("/sign-in/", "/en/", "/nowhere/", "/healthz", "/static/veille/veille.css"):
            answer = _get(line, address)
            assert answer.getheader("Strict-Transport-Security") == "max-age=31536000", address
        for cookie in SimpleCookie(_get(line, "/sign-in/").getheader("Set-Cookie")).values():
            assert cookie.key.startswith("__Host-")
            assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_without_https_no_browser_is_told_to_ask_for_it(installed: Installation):
    with served(installed) as line:
        assert _get(line, "/sign-in/").getheader("Strict-Transport-Security") is None


def _get(line: http.client.HTTPConnection, address: str) -> http.client.HTTPResponse:
    line.request("GET", address, headers={"X-Forwarded-Proto": "https"})
    answer = line.getresponse()
    answer.read()
    return answer
