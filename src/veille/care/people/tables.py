"""Read tables of flags, restrictions and the door. The folds fill them."""

from django.db import models
from django.db.models import Q


class FlagRow(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=32, db_index=True)
    site = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=32)
    #: When it holds no longer; empty while nobody knows.
    ends_at = models.DateTimeField(null=True)
    note = models.TextField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_flag"


class RestrictionRow(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=32)
    site = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=10)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    imposed_by = models.CharField(max_length=32)
    review_due_at = models.DateTimeField(null=True)
    appeal = models.CharField(max_length=10)
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


class DoorRow(models.Model):
    """`why` is empty where the visitor was turned away."""

    id = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=32, db_index=True)
    site = models.CharField(max_length=40)
    restriction = models.CharField(max_length=32)
    visit = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    why = models.CharField(max_length=12)
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_door"
        indexes = [
            models.Index(fields=["site", "at"], name="door_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="door_of_visit"),
        ]


class OpeningRow(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    person = models.CharField(max_length=32)
    site = models.CharField(max_length=40)
    what = models.CharField(max_length=6)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_people"
        db_table = "care_people_opening"
        indexes = [models.Index(fields=["person", "at"], name="opening_of_person")]
