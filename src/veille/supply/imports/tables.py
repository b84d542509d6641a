"""Read tables of other programmes’ samples. The folds fill them."""

from django.db import models

from veille.ledger.columns import HeaderRow


class ImportedSampleRow(HeaderRow):
    version = models.IntegerField()
    source = models.CharField()
    label = models.CharField()
    expected = models.CharField()
    town = models.CharField()
    programme = models.CharField()
    undated = models.BooleanField()
    #: Those that looked, with a space between.
    instruments = models.CharField()

    class Meta:
        app_label = "supply"
        db_table = "supply_imported_sample"
        indexes = [models.Index(fields=["at"], name="imported_sample_by_day")]


class ImportedTestRow(models.Model):
    """A strip that was read (`substance` is what it looks for), or a substance that was named."""

    sample = models.CharField()
    at = models.DateTimeField()
    instrument = models.CharField()
    substance = models.CharField()
    seen = models.CharField()
    abundance = models.CharField()
    share_percent = models.FloatField(null=True)
    how = models.CharField()

    class Meta:
        app_label = "supply"
        db_table = "supply_imported_test"
        indexes = [
            models.Index(fields=["sample"], name="imported_test_of_sample"),
            models.Index(fields=["at"], name="imported_test_by_day"),
        ]


class ImportedMonthRow(models.Model):
    month_read = models.CharField()
    source = models.CharField()
    month = models.CharField()
    substance = models.CharField()
    positive = models.IntegerField()
    tested = models.IntegerField()

    class Meta:
        app_label = "supply"
        db_table = "supply_imported_month"
        indexes = [models.Index(fields=["month_read"], name="imported_month_of_thing")]
