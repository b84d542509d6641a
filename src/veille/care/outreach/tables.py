"""Read tables of outreach. The folds fill them; `veille ledger rebuild` makes them anew."""

from django.db import models

from veille.ledger.columns import HeaderRow


class ProfileRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField(db_index=True)
    address = models.CharField()
    phone = models.CharField()
    way_fr = models.CharField()
    way_en = models.CharField()
    offers = models.JSONField()
    access = models.JSONField()
    languages = models.JSONField()
    public = models.BooleanField()
    said_at = models.DateTimeField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_outreach_profile"


class HoursRow(models.Model):
    """`week` holds the days from Monday, each a list of [begins, ends] in minutes."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    first = models.DateField()
    week = models.JSONField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_outreach_hours"
        indexes = [models.Index(fields=["site", "first"], name="outreach_hours")]


class DayRow(models.Model):
    """A date whose hours are other than the week's."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    day = models.DateField()
    spans = models.JSONField()
    word_fr = models.CharField()
    word_en = models.CharField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_outreach_day"
        indexes = [models.Index(fields=["site", "day"], name="outreach_day")]


class StopRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField(db_index=True)
    corner = models.CharField()
    place_fr = models.CharField()
    place_en = models.CharField()
    begins = models.SmallIntegerField()
    ends = models.SmallIntegerField()
    weekdays = models.JSONField()
    first = models.DateField()
    last = models.DateField(null=True)
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_outreach_stop"


class OutingRow(models.Model):
    """What was said of one stop on one date; nothing where it went as planned."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    stop = models.CharField()
    day = models.DateField()
    late_minutes = models.SmallIntegerField()
    cancelled = models.CharField()
    moved_to = models.CharField()
    reached_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_outreach_outing"
        indexes = [models.Index(fields=["site", "day"], name="outreach_outing")]


class CountRow(HeaderRow):
    people = models.IntegerField()
    setting = models.CharField()
    done = models.JSONField()

    class Meta:
        db_table = "care_outreach_count"
        indexes = [models.Index(fields=["site", "at"], name="outreach_count")]
