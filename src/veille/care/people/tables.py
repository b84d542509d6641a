"""Read tables of flags, restrictions and the door. The folds fill them."""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class FlagRow(models.Model):
    id = models.CharField(primary_key=True)
    person = models.CharField(db_index=True)
    site = models.CharField()
    kind = models.CharField()
    raised_at = models.DateTimeField()
    raised_by = models.CharField()
    #: When it holds no longer; empty while nobody knows.
    ends_at = models.DateTimeField(null=True)
    note = models.TextField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_flag"


class RestrictionRow(models.Model):
    id = models.CharField(primary_key=True)
    person = models.CharField()
    site = models.CharField()
    kind = models.CharField()
    scope = models.CharField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    imposed_by = models.CharField()
    review_due_at = models.DateTimeField(null=True)
    appeal = models.CharField()
    note = models.TextField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_restriction"
        indexes = [
            models.Index(fields=["person", "ends_at"], name="restriction_of_person"),
            models.Index(fields=["ends_at"], name="restriction_by_end"),
            models.Index(fields=["site", "begins_at"], name="restriction_by_day"),
        ]


class DoorRow(HeaderRow):
    """`why` is empty where the visitor was turned away."""

    person = models.CharField(db_index=True)
    restriction = models.CharField()
    visit = models.CharField()
    why = models.CharField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_door"
        indexes = [
            models.Index(fields=["site", "at"], name="door_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="door_of_visit"),
        ]


class OpeningRow(HeaderRow):
    person = models.CharField()
    what = models.CharField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_opening"
        indexes = [
            models.Index(fields=["person", "at"], name="opening_of_person"),
            models.Index(fields=["site", "at"], name="opening_by_day"),
        ]
