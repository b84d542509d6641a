"""Starting the site."""

import socket

import typer

from . import terminal


def refuse_taken_port(host: str, port: int) -> None:
    """Say so at once, and exit, where something else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            terminal.mention(
                f"The address {host}:{port} cannot be used ({error.strerror}). Stop what runs "
                "there, or choose another port with --port."
            )
            raise typer.Exit(1) from None


def serve(host: str, port: int) -> None:
    """Run the site until it is stopped."""
    from veille.web import server

    server.serve(host, port)
