"""Read tables of drug checking. The folds fill them."""

from django.db import models
from django.db.models import Q


class SampleRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()
    label = models.TextField()
    expected = models.TextField()
    after_overdose = models.BooleanField()
    begun_at = models.DateTimeField(null=True)
    technician = models.TextField()
    learnt_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    laboratory_waits = models.BooleanField()

    class Meta:
        app_label = "supply"
        db_table = "supply_sample"
        indexes = [
            models.Index(fields=["site", "at"], name="sample_by_day"),
            models.Index(
                fields=["site", "at", "id"], condition=Q(given_at=None), name="sample_in_queue"
            ),
            models.Index(fields=["label"], name="sample_by_label"),
        ]


class StripRow(models.Model):
    sample = models.TextField()
    site = models.TextField()
    sampled_at = models.DateTimeField()
    expected = models.TextField()
    strip = models.TextField()
    reading = models.TextField()
    lot = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "supply"
        db_table = "supply_strip"
        indexes = [
            models.Index(fields=["sample"], name="strip_of_sample"),
            models.Index(fields=["sampled_at", "strip"], name="strip_by_day"),
            models.Index(fields=["lot"], name="strip_of_lot"),
        ]


class FoundRow(models.Model):
    sample = models.TextField()
    site = models.TextField()
    sampled_at = models.DateTimeField()
    expected = models.TextField()
    method = models.TextField()
    substance = models.TextField()
    share_percent = models.FloatField(null=True)
    abundance = models.TextField()

    class Meta:
        app_label = "supply"
        db_table = "supply_found"
        indexes = [
            models.Index(fields=["sample"], name="found_in_sample"),
            models.Index(fields=["sampled_at"], name="found_by_day"),
        ]


class LotRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()
    strip = models.TextField()
    brand = models.TextField()
    number = models.TextField()
    expires = models.TextField()
    limit_ng_per_ml = models.FloatField()
    proven_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "supply"
        db_table = "supply_lot"
        indexes = [models.Index(fields=["site", "strip", "at"], name="lot_of_site")]
