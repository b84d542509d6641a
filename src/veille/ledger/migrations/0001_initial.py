from django.db import migrations, models

import veille.ledger.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("rehearsal", models.BooleanField(default=False)),
                ("local", models.BooleanField(default=False)),
                ("taken_in", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("local", True)),
                        fields=("local",),
                        name="one_local_node",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFact",
            fields=[
                ("pos", veille.ledger.models.PositionField(primary_key=True, serialize=False)),
                ("id", models.CharField(max_length=32, unique=True)),
                ("node", models.CharField(max_length=32)),
                ("seq", models.BigIntegerField()),
                ("kind", models.CharField(max_length=64)),
                ("v", models.SmallIntegerField()),
                ("about", models.CharField(db_index=True, max_length=32)),
                ("place", models.CharField(max_length=40)),
                ("at", models.BigIntegerField()),
                ("noted", models.BigIntegerField()),
                ("by", models.CharField(max_length=32)),
                ("rehearsal", models.BooleanField()),
                ("body", models.TextField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "ledger_fact",
                "constraints": [
                    models.UniqueConstraint(fields=("node", "seq"), name="gapless_per_node"),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1)), name="seq_from_one"
                    ),
                ],
            },
        ),
    ]
