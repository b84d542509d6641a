from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PersonRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("welcomed_at", models.DateTimeField()),
                ("handle", models.TextField()),
                ("heard_of", models.CharField(max_length=20)),
                ("postal", models.CharField(max_length=10)),
                ("gender", models.CharField(max_length=2)),
                ("birth_year", models.SmallIntegerField(null=True)),
                ("forgotten", models.BooleanField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_person",
            },
        ),
        migrations.CreateModel(
            name="SiteRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("slug", models.CharField(db_index=True, max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=10)),
                ("time_zone", models.CharField(max_length=40)),
                ("seats", models.JSONField()),
                ("day_starts_hour", models.SmallIntegerField()),
                ("seat_minutes", models.SmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_site",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DutyRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("account", models.CharField(max_length=32)),
                ("role", models.CharField(max_length=20)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_duty",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["site"], name="on_duty"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OverdoseRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("visit", models.CharField(db_index=True, max_length=32)),
                ("seat", models.CharField(max_length=8)),
                ("signs", models.JSONField()),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=12)),
                ("doses", models.SmallIntegerField()),
                ("steps", models.JSONField()),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_overdose",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["site", "found_at", "id"],
                        name="overdose_open",
                    ),
                    models.Index(fields=["site", "outcome"], name="overdose_by_outcome"),
                    models.Index(fields=["site", "found_at"], name="overdose_by_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("person", models.CharField(max_length=32)),
                ("mode", models.CharField(max_length=12)),
                ("substances", models.JSONField()),
                ("company", models.CharField(max_length=10)),
                ("help", models.JSONField()),
                ("stage", models.CharField(max_length=10)),
                ("seat", models.CharField(max_length=8)),
                ("arrived_at", models.DateTimeField()),
                ("stage_since", models.DateTimeField()),
                ("seated_at", models.DateTimeField(null=True)),
                ("aftercare_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("waited_seconds", models.IntegerField(null=True)),
                ("consumed", models.BooleanField(null=True)),
                ("reason", models.CharField(max_length=12)),
                ("moved_by", models.CharField(max_length=32)),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_visit",
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at", None)),
                        fields=["site", "arrived_at", "id"],
                        name="visit_on_floor",
                    ),
                    models.Index(
                        condition=models.Q(("left_at", None)),
                        fields=["person"],
                        name="visit_open_of_person",
                    ),
                    models.Index(fields=["site", "arrived_at"], name="visit_by_day"),
                    models.Index(
                        condition=models.Q(("person", ""), _negated=True),
                        fields=["person", "arrived_at"],
                        name="visit_of_person",
                    ),
                ],
            },
        ),
    ]
