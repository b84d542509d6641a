"""Read tables of safer supply. The folds fill them; nothing here names anybody."""

from django.db import models
from django.db.models import Q


class RulesRow(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    site = models.CharField(max_length=40)
    two_sign = models.BooleanField()
    peers_sign = models.BooleanField()
    missed_days = models.SmallIntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_rules"


class ProductRow(models.Model):
    """A product that a site keeps. `product` is its key: drug, form, strength."""

    id = models.CharField(primary_key=True, max_length=32)
    site = models.CharField(max_length=40, db_index=True)
    product = models.CharField(max_length=60)
    drug = models.CharField(max_length=20)
    form = models.CharField(max_length=12)
    strength_ug = models.IntegerField()
    listed_at = models.DateTimeField()
    retired = models.BooleanField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_product"


class EnrolmentRow(models.Model):
    """`spans` holds [begin, end or null] of the times under way, `rhythm` [since, every how many
    days]: what is needed to say on which days a dose was due."""

    id = models.CharField(primary_key=True, max_length=32)
    site = models.CharField(max_length=40)
    person = models.CharField(max_length=32, db_index=True)
    status = models.CharField(max_length=10)
    since = models.DateTimeField()
    why = models.CharField(max_length=20)
    product = models.CharField(max_length=60)
    drug = models.CharField(max_length=20)
    form = models.CharField(max_length=12)
    strength_ug = models.IntegerField()
    dose_ug = models.IntegerField()
    doses_a_day = models.SmallIntegerField()
    most_ug = models.IntegerField()
    carried = models.SmallIntegerField()
    every_days = models.SmallIntegerField()
    missed_days = models.SmallIntegerField()
    #: A date, such as 2026-03-14.
    review_on = models.CharField(max_length=10)
    prescriber = models.TextField()
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

    id = models.CharField(primary_key=True, max_length=32)
    site = models.CharField(max_length=40)
    enrolment = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    visit = models.CharField(max_length=32)
    product = models.CharField(max_length=60)
    form = models.CharField(max_length=12)
    units = models.IntegerField()
    net_units = models.IntegerField()
    net_ug = models.IntegerField()
    doses = models.SmallIntegerField()
    way = models.CharField(max_length=10)
    why = models.CharField(max_length=10)
    counts = models.BooleanField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=32)
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
    thing = models.CharField(max_length=32, db_index=True)
    site = models.CharField(max_length=40)
    product = models.CharField(max_length=60)
    what = models.CharField(max_length=10)
    units = models.IntegerField()
    lot = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    unsigned = models.BooleanField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_safer_supply_stock"
        indexes = [
            models.Index(fields=["site", "product", "at"], name="safer_supply_stock"),
            models.Index(fields=["site"], condition=Q(unsigned=True), name="safer_supply_unsigned"),
        ]


class CountRow(models.Model):
    id = models.CharField(primary_key=True, max_length=32)
    site = models.CharField(max_length=40)
    product = models.CharField(max_length=60)
    units = models.IntegerField()
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=32)
    unsigned = models.BooleanField()
    explanation = models.CharField(max_length=12)
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
