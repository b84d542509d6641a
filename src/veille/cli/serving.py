"""Starting the site."""

import errno
import socket
import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from . import installation, terminal

DEFAULT_PORT = 8000
#: Other demos and servers of this machine may have as many.
PORTS_TRIED = 50


def refuse_taken_port(host: str, port: int) -> None:
    """Say so at once, and exit, where something else listens there."""
    try:
        _bind(host, port)
    except OSError as error:
        _refuse(host, port, error)


def _refuse(host: str, port: int, error: OSError) -> NoReturn:
    installation.open_django()  # a demo asks for its port before anything else
    from django.utils.translation import gettext as _
    from django.utils.translation import override

    from veille.ledger.system_errors import why

    with override(terminal.language()):
        terminal.mention(
            _(
                "The address %(host)s:%(port)s cannot be used: %(why)s. Stop what runs there, or "
                "choose another port with --port."
            )
            % {"host": host, "port": port, "why": why(error)}
        )
    raise typer.Exit(1)


def free_port(host: str, first: int) -> int:
    """`first`, or the next one that nothing listens on; exits where there is none near it."""
    for port in range(first, first + PORTS_TRIED):
        try:
            _bind(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                break
        else:
            return port
    refuse_taken_port(host, first)
    return first


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))


def serve(host: str, port: int) -> None:
    """Run the site until it is stopped. Raises Refused where its certificate cannot serve."""
    from veille.web import certificate

    certificate.check()
    for stream in (sys.stdout, sys.stderr):  # into a file too, each line is there when it is said
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    from veille.web import server

    server.serve(host, port)
