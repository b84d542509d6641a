from django.db import migrations, models


class Migration(migrations.Migration):
    """What this node keeps of the nodes that it exchanges facts with."""

    dependencies = [("ledger", "0004_submission_of_a_fact")]

    operations = [
        migrations.CreateModel(
            name="SyncRecord",
            fields=[
                ("key", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("record", models.TextField()),
            ],
            options={"db_table": "ledger_sync"},
        ),
    ]
