"""The ledger's tables. Written only by this package; read by any area through `reads`."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q


class Node(models.Model):
    """A site, truck or hub that writes facts under a number sequence of its own.

    One row is `local`: the identity under which this database writes. A restored database
    gets a new one, so that two copies never write the same numbers.
    """

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=80)
    rehearsal = models.BooleanField(default=False)
    local = models.BooleanField(default=False)
    #: The latest `noted` that came in from elsewhere, in microseconds: our clock stays past it.
    taken_in = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["local"], condition=Q(local=True), name="one_local_node"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PositionField(models.BigAutoField):  # type: ignore[type-arg]
    """Rises with every row. On SQLite without AUTOINCREMENT, which writes one more page with
    each row, to keep numbers of deleted rows from coming again: facts are never deleted."""

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class StoredFact(models.Model):
    """One fact, as `facts.Fact` has it. Triggers refuse UPDATE and DELETE (migration 0002).

    `submission` is the identity of what was sent in to note it here; it does not travel.
    `pos` is the order of arrival in this database: what screens wait on. Times are whole
    microseconds since 1970-01-01 UTC, so that both databases hold them exactly.
    """

    pos = PositionField(primary_key=True)
    id = models.CharField(max_length=32, unique=True)
    node = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=64)
    v = models.SmallIntegerField()
    about = models.CharField(max_length=32, db_index=True)
    place = models.CharField(max_length=40)
    at = models.BigIntegerField()
    noted = models.BigIntegerField()
    by = models.CharField(max_length=32)
    rehearsal = models.BooleanField()
    body = models.TextField()
    hash = models.CharField(max_length=64)
    submission = models.CharField(max_length=32, null=True)  # noqa: DJ001 (none is no empty one)

    class Meta:
        db_table = "ledger_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["node", "submission"],
                condition=Q(submission__isnull=False),
                name="submission_once_per_node",
            ),
            models.UniqueConstraint(fields=["node", "seq"], name="gapless_per_node"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.node}·{self.seq}"


class ReadTables(models.Model):
    """What the read tables were made by: one row, or none where they are still to be made."""

    fingerprint = models.TextField()

    class Meta:
        db_table = "ledger_read_tables"

    def __str__(self) -> str:
        return self.fingerprint


class SyncRecord(models.Model):
    """What the protocol keeps (`sync.store`): of the hub, of each node, of what waits; as JSON."""

    key = models.CharField(max_length=48, primary_key=True)
    record = models.TextField()

    class Meta:
        db_table = "ledger_sync"

    def __str__(self) -> str:
        return self.key
