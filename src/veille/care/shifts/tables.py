"""Read tables of shifts. The folds fill them."""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class NoteRow(HeaderRow):
    until = models.DateTimeField()
    note = models.TextField()

    class Meta:
        app_label = "care_shifts"
        db_table = "care_shifts_note"
        indexes = [
            models.Index(fields=["site", "until"], name="handover_of_site"),
            models.Index(fields=["until"], name="handover_by_end"),
        ]


class IncidentRow(HeaderRow):
    """`calls` holds [{service, called, came}, …], times in ISO 8601."""

    kind = models.CharField()
    where = models.CharField()
    seat = models.CharField()
    visit = models.CharField()
    calls = models.JSONField()
    ambulance_at = models.DateTimeField(null=True)
    police_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField()

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


class DebriefRow(HeaderRow):
    """`id` follows from the site and the date: see `reads.debrief_id`."""

    date = models.CharField()
    held = models.BooleanField()
    present = models.SmallIntegerField(null=True)

    class Meta:
        app_label = "care_shifts"
        db_table = "care_shifts_debrief"
