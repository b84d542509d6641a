"""A node is paired by a code over the line: the same words on both screens, once, and in time."""

import http.client
import json
import re
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Installation
from .test_line import free_port, serving
from .test_nodes import opens_a_site, set_up

pytestmark = pytest.mark.process

WORDS = re.compile(r"^ {2}((?:[bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz].*)$", re.MULTILINE)


def words_in(shown: str) -> list[str]:
    return " ".join(WORDS.findall(shown)).split()


class Hub:
    """“veille hub code” at its terminal: it shows a code, and waits."""

    def __init__(self, hub: Installation) -> None:
        self.process = subprocess.Popen(
            hub.arguments("hub", "code"),
            env=hub.environment(PYTHONUNBUFFERED="1"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        found = re.search(r"Code: (\d{4}-\d{4})", self.process.stdout.readline())
        assert found
        self.code = found[1]

    def answer(self, word: str) -> tuple[int, str, str]:
        shown, wrong = self.process.communicate(word + "\n", timeout=60)
        return self.process.returncode, shown, " ".join(wrong.split())


def asks_to_join(port: int, code: str) -> str:
    """What a machine that guesses is told."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as there:
        there.request("POST", "/sync/join/", json.dumps({"code": code, "card": ""}))
        return there.getresponse().read().decode()


def test_a_node_is_paired_by_a_code_and_eight_words(tmp_path: Path) -> None:
    hub, berri = set_up(tmp_path / "hub", "Hub"), set_up(tmp_path / "berri", "Berri")
    hub.says("hub", "init", "--name", "Montréal")
    opens_a_site(berri, "Berri")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    join = ("node", "join", address)
    with serving(hub, port):
        assert "does not know this code" in berri.refuses(*join, "1234-5678")
        assert "has eight digits" in berri.refuses(*join, "12")

        waiting = Hub(hub)
        done = berri.run(*join, waiting.code, stdin=b"n\n")
        assert done.returncode == 1
        assert "Nothing was paired here" in " ".join(done.stderr.decode().split())
        assert "does not know this code" in berri.refuses(*join, waiting.code), "it was used"
        status, _shown, wrong = waiting.answer("n")
        assert (status, "Nothing was paired here" in wrong) == (1, True)
        assert "Berri" not in hub.says("hub", "nodes")

        waiting = Hub(hub)
        at_node = berri.says(*join, waiting.code.replace("-", " "), stdin=b"y\n")
        status, at_hub, wrong = waiting.answer("y")
        assert status == 0, wrong
        assert len(words_in(at_node)) == 8
        assert words_in(at_node) == words_in(at_hub)
        assert "Paired with “Berri”" in at_hub
        assert "Paired with “Montréal”" in at_node
        assert berri.says("sync", "now").startswith("Everything is at the hub")

        waiting = Hub(hub)
        wrong_code = "0000-0000" if waiting.code != "0000-0000" else "1111-1111"
        for _try in range(5):
            assert asks_to_join(port, wrong_code) == '{"notice": "code"}'
        assert "code" in asks_to_join(port, waiting.code), "it died of five wrong tries"
        status, _shown, wrong = waiting.answer("y")
        assert (status, "The code holds no longer" in wrong) == (1, True)
