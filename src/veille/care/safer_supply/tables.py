"""Read tables of safer supply. The folds fill them; nothing here names anybody."""

from django.db import models
from django.db.models import Q


class RulesRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    two_sign = models.BooleanField()
    peers_sign = models.BooleanField()
    missed_days = models.SmallIntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_rules"


class ProductRow(models.Model):
    """A product that a site keeps. `product` is its key: drug, form, strength."""

    id = models.CharField(primary_key=True)
    site = models.CharField(db_index=True)
    product = models.CharField()
    drug = models.CharField()
    form = models.CharField()
    strength_ug = models.IntegerField()
    listed_at = models.DateTimeField()
    retired = models.BooleanField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_product"


class EnrolmentRow(models.Model):
    """`spans` holds [begin, end or null] of the times under way, `rhythm` [since, every how many
    days]: what is needed to say on which days a dose was due."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    person = models.CharField(db_index=True)
    status = models.CharField()
    since = models.DateTimeField()
    why = models.CharField()
    product = models.CharField()
    drug = models.CharField()
    form = models.CharField()
    strength_ug = models.IntegerField()
    dose_ug = models.IntegerField()
    doses_a_day = models.SmallIntegerField()
    most_ug = models.IntegerField()
    carried = models.SmallIntegerField()
    every_days = models.SmallIntegerField()
    missed_days = models.SmallIntegerField()
    #: A date, such as 2026-03-14.
    review_on = models.CharField()
    prescriber = models.CharField()
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    spans = models.JSONField()
    rhythm = models.JSONField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_enrolment"
        indexes = [models.Index(fields=["site", "status"], name="safer_supply_enrolled")]


class DoseRow(models.Model):
    """A hand-out; or a dose not given, and then `why` says it. `unsigned` where an entry
    waits for a second signature; `net_units` is what did not come back."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    enrolment = models.CharField()
    person = models.CharField()
    visit = models.CharField()
    product = models.CharField()
    form = models.CharField()
    units = models.IntegerField()
    net_units = models.IntegerField()
    net_ug = models.IntegerField()
    doses = models.SmallIntegerField()
    way = models.CharField()
    why = models.CharField()
    counts = models.BooleanField()
    given_at = models.DateTimeField()
    given_by = models.CharField()
    unsigned = models.BooleanField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_dose"
        indexes = [
            models.Index(fields=["enrolment", "given_at"], name="safer_supply_course"),
            models.Index(fields=["site", "given_at"], name="safer_supply_given"),
            models.Index(fields=["visit"], name="safer_supply_visit"),
            models.Index(fields=["site"], condition=Q(unsigned=True), name="safer_supply_sign"),
        ]


class StockRow(models.Model):
    """One change of a stock: `units` is negative where it fell. A dose that came back in part has
    several rows, each at its own time."""

    id = models.BigAutoField(primary_key=True)
    thing = models.CharField(db_index=True)
    site = models.CharField()
    product = models.CharField()
    what = models.CharField()
    units = models.IntegerField()
    lot = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    unsigned = models.BooleanField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_stock"
        indexes = [
            models.Index(fields=["site", "product", "at"], name="safer_supply_stock"),
            models.Index(fields=["site"], condition=Q(unsigned=True), name="safer_supply_unsigned"),
        ]


class CountRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    product = models.CharField()
    units = models.IntegerField()
    counted_at = models.DateTimeField()
    counted_by = models.CharField()
    unsigned = models.BooleanField()
    explanation = models.CharField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_count"
        indexes = [
            models.Index(fields=["site", "product", "counted_at"], name="safer_supply_counted"),
            models.Index(
                fields=["site"], condition=Q(unsigned=True), name="safer_supply_uncounted"
            ),
        ]
