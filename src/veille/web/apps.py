from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class WebConfig(AppConfig):
    name = "veille.web"
    label = "house"

    def ready(self) -> None:
        from veille.ui.rooms import kinds_without_a_row, register

        from .rooms import page_modules

        register(*(module.ROOM for module in page_modules("room")))
        if missing := list(kinds_without_a_row()):
            raise ImproperlyConfigured(f"no room says how to read {', '.join(missing)}")
