from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DebriefRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("date", models.CharField(max_length=10)),
                ("held", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("present", models.SmallIntegerField(null=True)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_shifts_debrief",
            },
        ),
        migrations.CreateModel(
            name="IncidentRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("where", models.CharField(max_length=12)),
                ("seat", models.CharField(max_length=8)),
                ("visit", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("calls", models.JSONField()),
                ("ambulance_at", models.DateTimeField(null=True)),
                ("police_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_shifts_incident",
                "indexes": [
                    models.Index(fields=["site", "at"], name="incident_by_day"),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["site", "at", "id"],
                        name="incident_open",
                    ),
                    models.Index(
                        condition=models.Q(("visit", ""), _negated=True),
                        fields=["visit"],
                        name="incident_of_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("until", models.DateTimeField()),
                ("note", models.TextField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_shifts_note",
                "indexes": [
                    models.Index(fields=["site", "until"], name="handover_of_site"),
                    models.Index(fields=["until"], name="handover_by_end"),
                ],
            },
        ),
    ]
