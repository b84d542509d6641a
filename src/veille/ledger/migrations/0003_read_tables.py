from django.db import migrations, models


class Migration(migrations.Migration):
    """Read tables are a cache from here on: no migration of an area makes them."""

    dependencies = [("ledger", "0002_facts_never_change")]

    operations = [
        migrations.CreateModel(
            name="ReadTables",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.TextField()),
            ],
            options={"db_table": "ledger_read_tables"},
        ),
    ]
