"""Read tables of seizures. The folds fill them."""

from django.db import models

from veille.ledger.columns import HeaderRow


class SeizureRow(HeaderRow):
    version = models.IntegerField()
    what = models.CharField()
    place = models.CharField()
    source = models.CharField()
    reference = models.CharField()

    class Meta:
        app_label = "supply"
        db_table = "supply_seizure"
        indexes = [models.Index(fields=["at"], name="seizure_by_day")]


class SeizedRow(models.Model):
    seizure = models.CharField()
    at = models.DateTimeField()
    substance = models.CharField()
    grams = models.FloatField(null=True)
    units = models.IntegerField(null=True)

    class Meta:
        app_label = "supply"
        db_table = "supply_seized"
        indexes = [models.Index(fields=["seizure"], name="seized_of_seizure")]
