from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "veille.accounts"
    # The tables of accounts were made under this label; it names them in every database.
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import audit

        audit.listen()
