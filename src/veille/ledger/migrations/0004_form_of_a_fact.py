from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A fact's identity and that of the form it came by are two.

    Plain SQL, the same on both databases: it takes no time however many facts there are, and
    leaves the triggers where they are.
    """

    dependencies = [("ledger", "0003_read_tables")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "storedfact", "form", models.CharField(max_length=32, null=True)
                ),
                migrations.AddConstraint(
                    "storedfact",
                    models.UniqueConstraint(
                        fields=["node", "form"],
                        condition=Q(form__isnull=False),
                        name="form_once_per_node",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER TABLE ledger_fact ADD COLUMN form varchar(32) NULL",
                        "CREATE UNIQUE INDEX form_once_per_node ON ledger_fact (node, form) "
                        "WHERE form IS NOT NULL",
                    ],
                    migrations.RunSQL.noop,
                )
            ],
        ),
    ]
