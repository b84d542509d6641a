"""Sign-in names are kept in small letters, but for two that would then be one."""

from collections import Counter
from typing import Any

from django.db import migrations

from veille.accounts.models import folded


def fold_names(apps: Any, _schema_editor: Any) -> None:
    accounts = list(apps.get_model("web", "Account").objects.all())
    wanted = Counter(folded(account.sign_in) for account in accounts)
    for account in accounts:
        name = folded(account.sign_in)
        if name != account.sign_in and wanted[name] == 1:
            account.sign_in = name
            account.save(update_fields=["sign_in"])


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_commission_accounts"),
    ]

    operations = [
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
