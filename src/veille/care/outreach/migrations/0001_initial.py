from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ProfileRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(db_index=True, max_length=40)),
                ("address", models.CharField(max_length=120)),
                ("phone", models.CharField(max_length=20)),
                ("way_fr", models.CharField(max_length=300)),
                ("way_en", models.CharField(max_length=300)),
                ("offers", models.JSONField()),
                ("access", models.JSONField()),
                ("languages", models.JSONField()),
                ("public", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_profile",
            },
        ),
        migrations.CreateModel(
            name="StopRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(db_index=True, max_length=40)),
                ("corner", models.CharField(max_length=80)),
                ("place_fr", models.CharField(max_length=120)),
                ("place_en", models.CharField(max_length=120)),
                ("begins", models.SmallIntegerField()),
                ("ends", models.SmallIntegerField()),
                ("weekdays", models.JSONField()),
                ("first", models.DateField()),
                ("last", models.DateField(null=True)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_stop",
            },
        ),
        migrations.CreateModel(
            name="CountRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("people", models.IntegerField()),
                ("setting", models.CharField(max_length=12)),
                ("done", models.JSONField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_count",
                "indexes": [models.Index(fields=["site", "at"], name="outreach_count")],
            },
        ),
        migrations.CreateModel(
            name="DayRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("spans", models.JSONField()),
                ("word_fr", models.CharField(max_length=120)),
                ("word_en", models.CharField(max_length=120)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_day",
                "indexes": [models.Index(fields=["site", "day"], name="outreach_day")],
            },
        ),
        migrations.CreateModel(
            name="HoursRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("first", models.DateField()),
                ("week", models.JSONField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_hours",
                "indexes": [models.Index(fields=["site", "first"], name="outreach_hours")],
            },
        ),
        migrations.CreateModel(
            name="OutingRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=40)),
                ("stop", models.CharField(max_length=32)),
                ("day", models.DateField()),
                ("late_minutes", models.SmallIntegerField()),
                ("cancelled", models.CharField(max_length=12)),
                ("moved_to", models.CharField(max_length=80)),
                ("reached_at", models.DateTimeField(null=True)),
                ("departed_at", models.DateTimeField(null=True)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_outreach_outing",
                "indexes": [models.Index(fields=["site", "day"], name="outreach_outing")],
            },
        ),
    ]
