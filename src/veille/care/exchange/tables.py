"""Read tables of the exchange. The folds fill them; each row holds its thing's identity.

What is counted over time (a stock's level, a month's equipment) is a sum over `MovementRow` and
`CountRow` by their index: a hand-out costs the same on its first day and a year later.
"""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class ExchangeRow(HeaderRow):
    """One time that equipment changed hands. `back` is a number of used needles."""

    #: [{item, count}, …]
    out = models.JSONField()
    setting = models.CharField()
    back = models.IntegerField()
    back_how = models.CharField()
    back_kinds = models.JSONField()
    collecting = models.CharField()
    others = models.IntegerField()
    visit = models.CharField()
    person = models.CharField()

    class Meta:
        db_table = "care_exchange_exchange"
        indexes = [
            models.Index(fields=["site", "at", "id"], name="exchange_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="exchange_of_visit"),
            models.Index(fields=["person"], condition=~Q(person=""), name="exchange_of_person"),
        ]


class CleanUpRow(HeaderRow):
    needles = models.IntegerField()
    how = models.CharField()
    where = models.CharField()

    class Meta:
        db_table = "care_exchange_clean_up"
        indexes = [models.Index(fields=["site", "at"], name="clean_up_by_day")]


class TrainingRow(HeaderRow):
    people = models.IntegerField()
    visit = models.CharField()
    person = models.CharField()

    class Meta:
        db_table = "care_exchange_training"
        indexes = [
            models.Index(fields=["site", "at"], name="training_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="training_of_visit"),
            models.Index(fields=["person"], condition=~Q(person=""), name="training_of_person"),
        ]


class KitUseRow(HeaderRow):
    kits = models.IntegerField()
    kit_form = models.CharField()
    outcome = models.CharField()
    called = models.CharField()
    visit = models.CharField()
    person = models.CharField()

    class Meta:
        db_table = "care_exchange_kit_use"
        indexes = [
            models.Index(fields=["site", "at"], name="kit_use_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="kit_use_of_visit"),
            models.Index(fields=["person"], condition=~Q(person=""), name="kit_use_of_person"),
        ]


class MovementRow(models.Model):
    """A stock rose or fell by `change` pieces, because of `thing`.

    `short` marks what was handed out though the stock held less: it is to be counted.
    """

    thing = models.CharField(db_index=True)
    site = models.CharField()
    item = models.CharField()
    at = models.DateTimeField()
    kind = models.CharField()
    change = models.IntegerField()
    short = models.BooleanField()

    class Meta:
        db_table = "care_exchange_movement"
        indexes = [
            # Holds all that a level or a month is made of: no query needs the rows themselves.
            models.Index(
                fields=["site", "item", "at", "kind", "change", "short"], name="movement_by_item"
            ),
        ]


class CountRow(models.Model):
    """One item in one count. `expected` is what the stock said until then; None the first time."""

    thing = models.CharField(db_index=True)
    site = models.CharField()
    item = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    found = models.IntegerField()
    expected = models.IntegerField(null=True)

    class Meta:
        db_table = "care_exchange_count"
        indexes = [
            models.Index(fields=["site", "item", "at", "thing", "found"], name="count_by_item"),
            models.Index(fields=["site", "at"], name="count_by_day"),
        ]


class DeliveryRow(HeaderRow):
    items = models.JSONField()

    class Meta:
        db_table = "care_exchange_delivery"
        indexes = [models.Index(fields=["site", "at"], name="delivery_by_day")]


class TransferRow(HeaderRow):
    """Stock between two sites: out of `site` at `at`, into `to` at `received_at`."""

    to = models.CharField()
    items = models.JSONField()
    received = models.JSONField()
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField()

    class Meta:
        db_table = "care_exchange_transfer"
        indexes = [
            models.Index(fields=["site", "at"], name="transfer_from"),
            models.Index(fields=["to", "at"], name="transfer_to"),
            models.Index(fields=["site"], condition=Q(received_at=None), name="transfer_leaving"),
            models.Index(fields=["to"], condition=Q(received_at=None), name="transfer_coming"),
        ]


class ShelfRow(models.Model):
    """An item at a site, and the level at which to order it again."""

    id = models.CharField(primary_key=True)
    site = models.CharField(db_index=True)
    item = models.CharField()
    reorder_at = models.IntegerField(null=True)

    class Meta:
        db_table = "care_exchange_shelf"


class BundleRow(models.Model):
    """A bundle of a site's own."""

    id = models.CharField(primary_key=True)
    site = models.CharField(db_index=True)
    at = models.DateTimeField()
    name = models.CharField()
    items = models.JSONField()
    offered = models.BooleanField()

    class Meta:
        db_table = "care_exchange_bundle"
