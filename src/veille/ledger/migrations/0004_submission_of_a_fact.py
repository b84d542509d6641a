from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A fact's identity and that of the submission it came by are two.

    Plain SQL, the same on both databases: it takes no time however many facts there are, and
    leaves the triggers where they are.
    """

    dependencies = [("ledger", "0003_read_tables")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "storedfact", "submission", models.CharField(max_length=32, null=True)
                ),
                migrations.AddConstraint(
                    "storedfact",
                    models.UniqueConstraint(
                        fields=["node", "submission"],
                        condition=Q(submission__isnull=False),
                        name="submission_once_per_node",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER TABLE ledger_fact ADD COLUMN submission varchar(32) NULL",
                        "CREATE UNIQUE INDEX submission_once_per_node ON ledger_fact (node, submission) "
                        "WHERE submission IS NOT NULL",
                    ],
                    migrations.RunSQL.noop,
                )
            ],
        ),
    ]
