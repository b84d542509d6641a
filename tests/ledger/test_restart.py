"""After the database server was restarted, the next request works."""

import psycopg
import pytest
from django.db import close_old_connections, connection

from veille.ledger import store

from .. import databases


def _restart(database: dict[str, object]) -> None:
    """As a server that restarts does: every connection to it is gone."""
    with psycopg.connect(
        host=str(database["HOST"]), user="veille", dbname="postgres", autocommit=True
    ) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [database["NAME"]],
        )


@pytest.fixture
def server(templates: databases.Templates, folder: object) -> dict[str, object]:
    database = {**templates.postgresql(), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    databases.point_at(database)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    close_old_connections()  # the next request begins
    _restart(database)
    return database


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["a page", "the ledger", "a record"])
def test_the_next_request_works(server: dict[str, object], how: str) -> None:
    if how == "a page":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    elif how == "the ledger":
        with store.cursor() as plain:
            plain.execute("SELECT 1")
    else:
        with store.writing() as writing:
            writing.execute("SELECT 1")
    connection.close()


@pytest.mark.postgresql
def test_a_thread_that_serves_no_request_fails_once(server: dict[str, object]) -> None:
    """Nobody closes for it what is broken: it does so itself."""
    connection.health_check_done = True
    with pytest.raises(Exception, match=r"terminat|closed"), store.cursor() as first:
        first.execute("SELECT 1")
    with store.cursor() as second:
        second.execute("SELECT 1")
        assert second.fetchone() == (1,)
    connection.close()
