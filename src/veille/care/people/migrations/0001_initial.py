from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FlagRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(db_index=True, max_length=32)),
                ("site", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("raised_at", models.DateTimeField()),
                ("raised_by", models.CharField(max_length=32)),
                ("ends_at", models.DateTimeField(null=True)),
                ("note", models.TextField()),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_people_flag",
            },
        ),
        migrations.CreateModel(
            name="DoorRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(db_index=True, max_length=32)),
                ("site", models.CharField(max_length=40)),
                ("restriction", models.CharField(max_length=32)),
                ("visit", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("why", models.CharField(max_length=12)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_people_door",
                "indexes": [
                    models.Index(fields=["site", "at"], name="door_by_day"),
                    models.Index(
                        condition=models.Q(("visit", ""), _negated=True),
                        fields=["visit"],
                        name="door_of_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=32)),
                ("site", models.CharField(max_length=40)),
                ("what", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=32)),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_people_opening",
                "indexes": [models.Index(fields=["person", "at"], name="opening_of_person")],
            },
        ),
        migrations.CreateModel(
            name="RestrictionRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=32)),
                ("site", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("scope", models.CharField(max_length=10)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("imposed_by", models.CharField(max_length=32)),
                ("review_due_at", models.DateTimeField(null=True)),
                ("appeal", models.CharField(max_length=10)),
                ("note", models.TextField()),
                ("version", models.IntegerField()),
                ("rehearsal", models.BooleanField()),
            ],
            options={
                "db_table": "care_people_restriction",
                "indexes": [
                    models.Index(fields=["person", "ends_at"], name="restriction_of_person"),
                    models.Index(fields=["ends_at"], name="restriction_by_end"),
                    models.Index(fields=["site", "begins_at"], name="restriction_by_day"),
                ],
            },
        ),
    ]
