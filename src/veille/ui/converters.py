"""What stands in addresses beside words and numbers. Imported before any address is made."""

from django.urls import register_converter


class Id:
    """An identity: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Id, "id")
