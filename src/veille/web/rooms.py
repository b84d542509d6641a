"""Gathers what the rooms declare in their folders: each app that has a package `pages`."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def page_modules(name: str) -> Iterator[Any]:
    """The module `name` of the pages of each app that has one, in the order of INSTALLED_APPS."""
    for app in apps.get_app_configs():
        if app.module is None or not module_has_submodule(app.module, "pages"):
            continue
        pages = import_module(f"{app.name}.pages")
        if module_has_submodule(pages, name):
            yield import_module(f"{pages.__name__}.{name}")
