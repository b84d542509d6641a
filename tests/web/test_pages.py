"""Pages over a real server: what reaches their threads, and what does not."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from veille.accounts.models import Role
from veille.web.page_threads import THREADS

from .night import SITE
from .served import Server


def test_a_form_and_its_page_come_through_whole(server: Server):
    night = server.night
    night.arrive("Renard")
    cookies = {name: morsel.value for name, morsel in night.client(Role.PEER).cookies.items()}
    with httpx.Client(base_url=server.url, cookies=cookies) as browser:
        board = browser.get(reverse("board", args=[SITE]))
        assert "Renard" in board.text
        assert int(board.headers["Content-Length"]) == len(board.content)
        token = board.cookies["veille_csrf"]
        told = {"handle": "Renard", "csrfmiddlewaretoken": token}
        found = browser.post(reverse("arrival", args=[SITE]), data=told)
        assert found.status_code == 200
        assert "Renard" in found.text


def test_a_static_file_is_served(server: Server):
    answer = httpx.get(server.url + static("veille/veille.css"))
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "{" in answer.text


def test_browsers_that_are_slow_to_send_keep_nobody_waiting(server: Server):
    """More of them than there are threads: each begins a form, and does not end it."""
    where = urlsplit(server.url)
    slow = [socket.create_connection((where.hostname, where.port)) for _ in range(THREADS + 2)]
    try:
        for one in slow:
            one.sendall(
                b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
            )
        assert httpx.get(f"{server.url}/healthz", timeout=30).status_code == 200
    finally:
        for one in slow:
            one.close()


@pytest.mark.parametrize(("more", "status"), [(0, 403), (1, 400)])
def test_what_is_too_long_for_a_form_is_refused(server: Server, more: int, status: int):
    """Up to the limit Django reads it, and only then misses the token that goes with the cookie."""
    content = b"a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + more)
    form = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{settings.CSRF_COOKIE_NAME}={'b' * 32}",
    }
    answer = httpx.post(server.url + "/sign-in/", content=content, headers=form)
    assert answer.status_code == status
