from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "veille.web"
    label = "house"

    def ready(self) -> None:
        from veille.ui.rooms import register

        from .rooms import page_modules

        register(*(module.ROOM for module in page_modules("room")))
