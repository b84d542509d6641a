"""What stands in addresses beside words and numbers. Imported before any address is made."""

from typing import Any

from django.urls import register_converter


class Id:
    """An identity: 32 hexadecimal digits. An address is made of it, or of the object it is of."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Any) -> str:
        return value if isinstance(value, str) else str(value.id)


register_converter(Id, "id")
