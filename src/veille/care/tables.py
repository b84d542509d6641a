"""Read tables of care. The folds fill them; `veille ledger rebuild` makes them anew."""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class SiteRow(models.Model):
    id = models.CharField(primary_key=True)
    slug = models.CharField(db_index=True)
    name = models.CharField()
    kind = models.CharField()
    time_zone = models.CharField()
    seats = models.JSONField()
    day_starts_hour = models.SmallIntegerField()
    seat_minutes = models.SmallIntegerField()
    #: 0 where none was declared.
    least_age = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_site"
        ordering = ["id"]


class PersonRow(models.Model):
    """A visitor who chose to be known again. The handle is sealed; nothing here names anybody."""

    id = models.CharField(primary_key=True)
    welcomed_at = models.DateTimeField()
    handle = models.TextField()
    heard_of = models.CharField()
    postal = models.CharField()
    gender = models.CharField()
    birth_year = models.SmallIntegerField(null=True)
    forgotten = models.BooleanField()
    died = models.BooleanField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_person"


class SameRow(HeaderRow):
    """Two records of which somebody said that they are one visitor's; `joined` until parted."""

    person = models.CharField()
    other = models.CharField()
    joined = models.BooleanField()
    note = models.TextField()

    class Meta:
        app_label = "care"
        db_table = "care_same"
        indexes = [
            models.Index(fields=["person"], condition=Q(joined=True), name="same_of_person"),
            models.Index(fields=["other"], condition=Q(joined=True), name="same_of_other"),
        ]


class DeathRow(models.Model):
    """A visitor's death. `at` is within its day, where that is known; else when the site heard."""

    person = models.CharField(primary_key=True)
    #: Where it was noted.
    site = models.CharField()
    entry = models.CharField()
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField()
    day = models.DateField(null=True)
    heard = models.CharField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_death"
        indexes = [models.Index(fields=["site", "at"], name="death_by_day")]


class VisitRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    person = models.CharField()
    mode = models.CharField()
    substances = models.JSONField()
    company = models.CharField()
    help = models.JSONField()
    stage = models.CharField()
    seat = models.CharField()
    arrived_at = models.DateTimeField()
    stage_since = models.DateTimeField()
    seated_at = models.DateTimeField(null=True)
    aftercare_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    #: From the arrival to the first seat.
    waited_seconds = models.IntegerField(null=True)
    consumed = models.BooleanField(null=True)
    reason = models.CharField()
    moved_by = models.CharField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()
    sharing = models.CharField()
    #: Who helped to consume, the last time; empty where nobody did.
    assisted = models.CharField()
    #: How often the visitor consumed; 0 until they have left.
    episodes = models.SmallIntegerField()
    #: Whose records it stood in before it stood here; empty where it was entered here.
    imported = models.CharField()

    class Meta:
        db_table = "care_visit"
        indexes = [
            # The few visits that are still on the floor, however many there were. A query uses
            # such an index where it says the condition as it is written here.
            models.Index(
                fields=["site", "arrived_at", "id"],
                condition=Q(left_at=None),
                name="visit_on_floor",
            ),
            models.Index(fields=["person"], condition=Q(left_at=None), name="visit_open_of_person"),
            models.Index(fields=["site", "arrived_at"], name="visit_by_day"),
            models.Index(
                fields=["person", "arrived_at"], condition=~Q(person=""), name="visit_of_person"
            ),
        ]


class MistakenVisitRow(models.Model):
    """A visit that was let in as somebody's whose it was not: a look at their record then had its
    reason."""

    visit = models.CharField(db_index=True)
    person = models.CharField()
    site = models.CharField()
    arrived_at = models.DateTimeField()

    class Meta:
        db_table = "care_mistaken_visit"
        indexes = [models.Index(fields=["person", "arrived_at"], name="mistaken_of_person")]


class OverdoseRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    visit = models.CharField(db_index=True)
    seat = models.CharField()
    signs = models.JSONField()
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField()
    doses = models.SmallIntegerField()
    #: [{what, at, route, dose}, …] by time: what a seat's card shows.
    steps = models.JSONField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_overdose"
        indexes = [
            models.Index(
                fields=["site", "found_at", "id"],
                condition=Q(ended_at=None),
                name="overdose_open",
            ),
            models.Index(fields=["site", "outcome"], name="overdose_by_outcome"),
            models.Index(fields=["site", "found_at"], name="overdose_by_day"),
        ]


class DutyRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    account = models.CharField()
    role = models.CharField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_duty"
        indexes = [
            models.Index(fields=["site"], condition=Q(ended_at=None), name="on_duty"),
        ]
