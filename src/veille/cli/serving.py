"""Starting the site."""

import socket


def refuse_taken_port(host: str, port: int) -> None:
    """Say so at once where something else listens there; raises Refused."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Refused(
                _("The address %(host)s:%(port)s cannot be used (%(error)s). Stop what runs there, "
                  "or choose another one with --port."),
                host=host, port=str(port), error=error.strerror,
            ) from None  # fmt: skip


def serve(host: str, port: int) -> None:
    """Run the site until it is stopped."""
    from veille.web import server

    server.serve(host, port)
