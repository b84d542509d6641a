"""A password is refused where little is left of it without names, repeats and rows."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from veille.accounts.models import Account


@pytest.mark.parametrize(
    ("password", "sign_in", "name"),
    [
        ("marie12345678", "marie", "Marie"),
        ("ali ali ali", "ali", "Ali"),
        ("zedzedzedz", "zed", "Zed"),
        ("Marie-Tremblay", "mt", "Marie Tremblay"),
        ("veilleveille7", "noor", "Noor"),
        ("xyzxyzxyzxyz", "noor", "Noor"),
        ("9876543210", "noor", "Noor"),
        ("MARIE.2026!!", "marie", "M."),
    ],
)
def test_too_easy(password: str, sign_in: str, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, Account(sign_in=sign_in, name=name))
    assert "too easy" in str(refused.value) or "too common" in str(refused.value)


@pytest.mark.parametrize(
    "password",
    ["trois-castors-la-nuit", "une autre nuit", "marie et les sept castors", "kq7-vmx-20t"],
)
def test_good_enough(password: str) -> None:
    validate_password(password, Account(sign_in="marie", name="Marie"))
