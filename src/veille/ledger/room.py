"""What a room is as an app: a folder whose read tables stand in `tables.py` and whose declaration
is `AREA` in `area.py`."""

from importlib import import_module

from django.apps import AppConfig


class Room(AppConfig):
    def import_models(self) -> None:
        """Django looks for models in `models.py`; these are read tables."""
        assert self.apps is not None
        self.models = self.apps.all_models[self.label]
        self.models_module = import_module(f"{self.name}.tables")

    def ready(self) -> None:
        from .areas import register

        register(import_module(f"{self.name}.area").AREA)
