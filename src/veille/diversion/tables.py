"""Read tables of the commission. The ledger fills them from facts; nothing else writes here."""

from django.db import models
from django.db.models import Q


class CommissionRow(models.Model):
    id = models.CharField(primary_key=True)
    slug = models.CharField()
    name_fr = models.CharField()
    name_en = models.CharField()
    #: Everything that is set, as `commission_facts.Details`.
    details = models.JSONField()
    opened_at = models.DateTimeField()
    changed_by = models.CharField()
    changed_at = models.DateTimeField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "diversion_commission"


class MemberRow(models.Model):
    id = models.CharField(primary_key=True)
    commission = models.CharField()
    account = models.CharField()
    profession = models.CharField()
    begins = models.DateField()
    until = models.DateField(null=True)
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "diversion_member"


class TreatmentRow(models.Model):
    """A place of treatment."""

    id = models.CharField(primary_key=True)
    name = models.CharField()
    kinds = models.JSONField()
    address = models.CharField()
    phone = models.CharField()
    wait_days = models.IntegerField(null=True)
    wait_said_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "diversion_treatment"


class CaseRow(models.Model):
    """A case. What is sealed stands in the facts alone."""

    id = models.CharField(primary_key=True)
    number = models.CharField()
    commission = models.CharField()
    came_from = models.JSONField()
    person = models.CharField()
    authority = models.CharField()
    service = models.CharField()
    filed_by = models.CharField()
    language = models.CharField()
    age_years = models.IntegerField()
    domicile = models.CharField()
    own_use = models.CharField()
    #: [{substance, amount, unit}, …]
    seized = models.JSONField()
    found_at = models.DateTimeField()
    received_at = models.DateTimeField()
    status = models.CharField()
    since = models.DateTimeField()
    open = models.BooleanField()
    acknowledged_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    appointment_ends = models.DateTimeField(null=True)
    room = models.CharField()
    scheduled_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    missed = models.IntegerField()
    heard_at = models.DateTimeField(null=True)
    assessed_at = models.DateTimeField(null=True)
    dependent = models.BooleanField(null=True)
    risk = models.CharField()
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField()
    rule = models.CharField()
    decided_until = models.DateField(null=True)
    presentations = models.IntegerField(null=True)
    kept = models.IntegerField()
    absent = models.IntegerField()
    treatment = models.CharField()
    treatment_place = models.CharField()
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    #: {deadline: why it was not kept}
    explained = models.JSONField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField()
    destroy_on = models.DateField(null=True)
    moved_by = models.CharField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "diversion_case"
        indexes = [
            models.Index(fields=["commission"], condition=Q(open=True), name="case_open"),
            models.Index(fields=["commission", "appointment_at"], name="case_by_hearing"),
            models.Index(fields=["commission", "received_at"], name="case_by_arrival"),
            models.Index(fields=["commission", "destroy_on"], name="case_by_end"),
            models.Index(fields=["person"], name="case_of_person"),
            models.Index(fields=["number"], name="case_by_number"),
            models.Index(fields=["filed_by", "received_at"], name="case_filed"),
            models.Index(fields=["treatment_place"], name="case_in_treatment"),
        ]


class LookupRow(models.Model):
    """Somebody looked for a case by name."""

    id = models.CharField(primary_key=True)
    commission = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()
    found = models.IntegerField()
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "diversion_lookup"
        indexes = [models.Index(fields=["commission", "at"], name="lookup_by_time")]


class LookupFoundRow(models.Model):
    """A case that was found by a look-up."""

    lookup = models.CharField()
    case = models.CharField()
    at = models.DateTimeField()
    by = models.CharField()

    class Meta:
        db_table = "diversion_lookup_found"
        indexes = [
            models.Index(fields=["lookup"], name="found_by_lookup"),
            models.Index(fields=["case", "at"], name="lookup_of_case"),
        ]


class SittingRow(models.Model):
    """A member on a case's panel: taken from `begins` to `ends`, where the hearing stands or was
    held."""

    case = models.CharField()
    account = models.CharField()
    profession = models.CharField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        db_table = "diversion_sitting"
        indexes = [
            models.Index(fields=["case"], name="sitting_of_case"),
            models.Index(fields=["account", "begins"], name="sitting_of_member"),
        ]
