"""Read tables of shifts. The folds fill them."""

from django.db import models
from django.db.models import Q


class NoteRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    until = models.DateTimeField()
    note = models.TextField()
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_shifts"
        db_table = "care_shifts_note"
        indexes = [
            models.Index(fields=["site", "until"], name="handover_of_site"),
            models.Index(fields=["until"], name="handover_by_end"),
        ]


class IncidentRow(models.Model):
    """`calls` holds [{service, called, came}, …], times in ISO 8601."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    kind = models.CharField()
    where = models.CharField()
    seat = models.CharField()
    visit = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    calls = models.JSONField()
    ambulance_at = models.DateTimeField(null=True)
    police_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_shifts"
        db_table = "care_shifts_incident"
        indexes = [
            models.Index(fields=["site", "at"], name="incident_by_day"),
            models.Index(
                fields=["site", "at", "id"], condition=Q(closed_at=None), name="incident_open"
            ),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="incident_of_visit"),
        ]


class DebriefRow(models.Model):
    """`id` follows from the site and the date: see `reads.debrief_id`."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    date = models.CharField()
    held = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField()
    present = models.SmallIntegerField(null=True)
    rehearsal = models.BooleanField()

    class Meta:
        app_label = "care_shifts"
        db_table = "care_shifts_debrief"
