from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class WebConfig(AppConfig):
    name = "veille.web"
    label = "house"

    def ready(self) -> None:
        from veille.care.importing import can_import
        from veille.surveillance import gathering
        from veille.ui import public, rooms

        from .formats import french
        from .imported_staff import STAFF
        from .rooms import page_modules

        french.install()
        rooms.register(*(module.ROOM for module in page_modules("room")))
        if missing := list(rooms.kinds_without_a_row()):
            raise ImproperlyConfigured(f"no room says how to read {', '.join(missing)}")
        can_import(STAFF)
        gathering.use(gathering.Sources(rooms.all_daily, rooms.all_counted_sites))
        for module in page_modules("front"):
            public.register(module.FRONT, module.LINKS)
