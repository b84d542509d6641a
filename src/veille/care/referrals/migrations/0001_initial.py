from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DestinationRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("needs", models.JSONField()),
                ("address", models.CharField(max_length=200)),
                ("phone", models.CharField(max_length=40)),
                ("hours", models.JSONField()),
                ("languages", models.JSONField()),
                ("booking", models.JSONField()),
                ("note_fr", models.TextField()),
                ("note_en", models.TextField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("changed_by", models.CharField(max_length=32)),
                ("changed_at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_referrals_destination",
            },
        ),
        migrations.CreateModel(
            name="ServicesRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("offered", models.JSONField()),
                ("own", models.JSONField()),
                ("changed_by", models.CharField(max_length=32)),
                ("changed_at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_referrals_services",
            },
        ),
        migrations.CreateModel(
            name="GivenRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("service", models.CharField(max_length=32)),
                ("visit", models.CharField(max_length=32)),
                ("person", models.CharField(max_length=32)),
                ("count", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_referrals_given",
                "indexes": [
                    models.Index(fields=["site", "at"], name="service_by_day"),
                    models.Index(
                        condition=models.Q(("visit", ""), _negated=True),
                        fields=["visit"],
                        name="service_of_visit",
                    ),
                    models.Index(
                        condition=models.Q(("person", ""), _negated=True),
                        fields=["person"],
                        name="service_of_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("need", models.CharField(max_length=20)),
                ("visit", models.CharField(max_length=32)),
                ("person", models.CharField(max_length=32)),
                ("status", models.CharField(max_length=12)),
                ("outcome", models.CharField(max_length=12)),
                ("open", models.BooleanField()),
                ("destination", models.CharField(max_length=32)),
                ("appointment", models.DateTimeField(null=True)),
                ("way", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=12)),
                ("offered_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("attended_at", models.DateTimeField(null=True)),
                ("since", models.DateTimeField()),
                ("waits_from", models.DateTimeField()),
                ("moved_by", models.CharField(max_length=32)),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_referrals_referral",
                "indexes": [
                    models.Index(
                        condition=models.Q(("open", True)),
                        fields=["site", "waits_from"],
                        name="referral_open",
                    ),
                    models.Index(fields=["site", "offered_at"], name="referral_offered"),
                    models.Index(fields=["site", "made_at"], name="referral_made"),
                    models.Index(fields=["destination", "made_at"], name="referral_to"),
                    models.Index(fields=["site", "since"], name="referral_since"),
                    models.Index(
                        condition=models.Q(("visit", ""), _negated=True),
                        fields=["visit"],
                        name="referral_of_visit",
                    ),
                    models.Index(
                        condition=models.Q(("person", ""), _negated=True),
                        fields=["person"],
                        name="referral_of_person",
                    ),
                ],
            },
        ),
    ]
