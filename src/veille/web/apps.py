from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "veille.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rooms
        from .exchange.room import ROOM as exchange
        from .referrals.room import ROOM as referrals

        rooms.register(exchange, referrals)
