from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "veille.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rooms
        from .diversion.correcting import ROOM as diversion
        from .exchange.room import ROOM as exchange
        from .outreach.room import ROOM as outreach
        from .people.room import ROOM as people
        from .referrals.room import ROOM as referrals
        from .report.room import ROOM as report
        from .safer_supply.room import ROOM as safer_supply
        from .shifts.room import ROOM as shifts

        rooms.register(shifts, people)
        rooms.register(exchange, referrals, outreach, safer_supply, report, diversion)
