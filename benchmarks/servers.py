"""Uvicorn and Granian in turns, on one folder: `python -m benchmarks.servers VAR`.

Needs `pip install granian`, which Veille itself does not use. Says the processor time of a
request, the median that a browser waits, and the memory of all its processes. Reads pages, and
changes nothing.
"""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

REQUESTS, WARM, ROUNDS = 300, 20, 3
PAGES = ("/sign-in/", "/healthz")
START_SECONDS, STOP_SECONDS = 60, 15
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
#: This module's own, so that both servers run the same, set up alike.
APPLICATION = "benchmarks.servers:application"


def __getattr__(name: str) -> object:
    """The site's application, with the switch between threads that `veille serve` sets."""
    if name != "application":
        raise AttributeError(name)
    from veille.web import server

    sys.setswitchinterval(server.SWITCH_SECONDS)
    return server.application


def command(server: str, port: int) -> list[str]:
    if server == "uvicorn":
        ours = ["uvicorn", APPLICATION, "--port", str(port)]
    else:
        ours = [
            "granian",
            "--interface",
            "asgi",
            "--workers",
            "1",
            "--port",
            str(port),
            APPLICATION,
        ]
    return [sys.executable, "-m", *ours, "--no-access-log", "--log-level", "warning"]


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found += family(int(stat.parent.name))
    return found


def processor_seconds(pids: list[int]) -> float:
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS_A_SECOND


def megabytes(pids: list[int]) -> float:
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def connect(port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        except OSError:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)


def get(connection: http.client.HTTPConnection, page: str) -> float:
    """The seconds until it is there whole."""
    begun = time.perf_counter()
    connection.request("GET", page)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (page, answer.status)
    return time.perf_counter() - begun


def measure(server: str, var: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"VEILLE_VAR": var, "DJANGO_SETTINGS_MODULE": "veille.web.settings"}
    process = subprocess.Popen(command(server, port), env={**os.environ, **settings})
    try:
        connection = connect(port)
        for page in PAGES:
            for _ in range(WARM):
                get(connection, page)
            pids = family(process.pid)
            before = processor_seconds(pids)
            waits = [get(connection, page) for _ in range(REQUESTS)]
            each = (processor_seconds(pids) - before) / REQUESTS
            print(
                f"{server:8} {page:10} {1000 * each:5.2f} ms of processor, "
                f"median {1000 * statistics.median(waits):6.2f} ms, {megabytes(pids):4.0f} MB"
            )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


if __name__ == "__main__":
    for _round in range(ROUNDS):
        for server in ("uvicorn", "granian"):
            measure(server, sys.argv[1])
