from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="visitrow",
            name="sharing",
            field=models.CharField(max_length=10, default="none"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="visitrow",
            name="assisted",
            field=models.CharField(max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="visitrow",
            name="episodes",
            field=models.SmallIntegerField(default=0),
            preserve_default=False,
        ),
        # Exact for all but who took a seat again after resting: `veille ledger rebuild` counts
        # those as well.
        migrations.RunSQL(
            "UPDATE care_visit SET episodes = 1 WHERE consumed", migrations.RunSQL.noop
        ),
    ]
