from django.db import migrations, models

import veille.ledger.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.CharField(
                        default=veille.ledger.ids.new_id,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "sign_in",
                    models.CharField(max_length=40, unique=True, verbose_name="sign-in name"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name that colleagues see")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("peer", "peer worker"),
                            ("nurse", "nurse"),
                            ("coordinator", "coordinator"),
                            ("administrator", "administrator"),
                            ("auditor", "auditor"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("sites", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(blank=True, max_length=5)),
                ("theme", models.CharField(blank=True, max_length=5)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
