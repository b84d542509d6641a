"""Read tables of drug checking. The folds fill them."""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class SampleRow(HeaderRow):
    version = models.IntegerField()
    label = models.CharField()
    expected = models.CharField()
    after_overdose = models.BooleanField()
    begun_at = models.DateTimeField(null=True)
    technician = models.CharField()
    learnt_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    laboratory_waits = models.BooleanField()
    #: Those that looked, whatever they found, with a space between.
    instruments = models.CharField()

    class Meta:
        app_label = "supply"
        db_table = "supply_sample"
        indexes = [
            models.Index(fields=["site", "at"], name="sample_by_day"),
            models.Index(
                fields=["site", "at", "id"], condition=Q(given_at=None), name="sample_in_queue"
            ),
            models.Index(fields=["label"], name="sample_by_label"),
            models.Index(fields=["site", "learnt_at", "id"], name="sample_by_learnt"),
        ]


class OfSampleRow(models.Model):
    """The columns that rows of a sample’s tests begin with."""

    sample = models.CharField()
    site = models.CharField()
    sampled_at = models.DateTimeField()
    expected = models.CharField()

    class Meta:
        abstract = True


class StripRow(OfSampleRow):
    strip = models.CharField()
    reading = models.CharField()
    lot = models.CharField()
    at = models.DateTimeField()

    class Meta:
        app_label = "supply"
        db_table = "supply_strip"
        indexes = [
            models.Index(fields=["sample"], name="strip_of_sample"),
            models.Index(fields=["sampled_at", "strip"], name="strip_by_day"),
            models.Index(fields=["lot"], name="strip_of_lot"),
        ]


class FoundRow(OfSampleRow):
    method = models.CharField()
    substance = models.CharField()
    share_percent = models.FloatField(null=True)
    abundance = models.CharField()

    class Meta:
        app_label = "supply"
        db_table = "supply_found"
        indexes = [
            models.Index(fields=["sample"], name="found_in_sample"),
            models.Index(fields=["sampled_at"], name="found_by_day"),
        ]


class LotRow(HeaderRow):
    version = models.IntegerField()
    strip = models.CharField()
    brand = models.CharField()
    number = models.CharField()
    expires = models.CharField()
    limit_ng_per_ml = models.FloatField()
    proven_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "supply"
        db_table = "supply_lot"
        indexes = [models.Index(fields=["site", "strip", "at"], name="lot_of_site")]
