"""Read tables of services and referrals. The folds fill them."""

from django.db import models
from django.db.models import Q

from veille.ledger.columns import HeaderRow


class ServicesRow(models.Model):
    """A site's list of services."""

    id = models.CharField(primary_key=True)
    site = models.CharField()
    offered = models.JSONField()
    #: [{key, fr, en}, …]
    own = models.JSONField()
    changed_by = models.CharField()
    changed_at = models.DateTimeField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_referrals_services"


class GivenRow(HeaderRow):
    """A service given."""

    service = models.CharField()
    visit = models.CharField()
    person = models.CharField()
    count = models.IntegerField()

    class Meta:
        db_table = "care_referrals_given"
        indexes = [
            models.Index(fields=["site", "at"], name="service_by_day"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="service_of_visit"),
            models.Index(fields=["person"], condition=~Q(person=""), name="service_of_person"),
        ]


class DestinationRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    name = models.CharField()
    needs = models.JSONField()
    address = models.CharField()
    phone = models.CharField()
    #: {spans: [{day, opens, closes}, …], closed_on: [{first, last}, …], time_zone}
    hours = models.JSONField()
    languages = models.JSONField()
    booking = models.JSONField()
    note_fr = models.TextField()
    note_en = models.TextField()
    closed_at = models.DateTimeField(null=True)
    changed_by = models.CharField()
    changed_at = models.DateTimeField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_referrals_destination"


class ReferralRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    need = models.CharField()
    visit = models.CharField()
    person = models.CharField()
    status = models.CharField()
    outcome = models.CharField()
    open = models.BooleanField()
    destination = models.CharField()
    appointment = models.DateTimeField(null=True)
    way = models.CharField()
    reason = models.CharField()
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    waits_from = models.DateTimeField()
    moved_by = models.CharField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_referrals_referral"
        indexes = [
            models.Index(
                fields=["site", "waits_from"], condition=Q(open=True), name="referral_open"
            ),
            models.Index(fields=["site", "offered_at"], name="referral_offered"),
            models.Index(fields=["site", "made_at"], name="referral_made"),
            models.Index(fields=["destination", "made_at"], name="referral_to"),
            models.Index(fields=["site", "since"], name="referral_since"),
            models.Index(fields=["visit"], condition=~Q(visit=""), name="referral_of_visit"),
            models.Index(fields=["person"], condition=~Q(person=""), name="referral_of_person"),
        ]
