"""Read tables of the lockers."""

from django.db import models
from django.db.models import Q


class LockerRow(models.Model):
    id = models.CharField(primary_key=True)
    site = models.CharField()
    number = models.SmallIntegerField()
    thing = models.CharField()
    visit = models.CharField()
    taken_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)
    version = models.IntegerField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "care_lockers_locker"
        indexes = [models.Index(fields=["site"], condition=Q(freed_at=None), name="locker_taken")]
