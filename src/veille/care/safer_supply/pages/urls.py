"""Addresses of safer supply."""

from veille.accounts.access import FLOOR, READERS, SENIOR
from veille.accounts.models import Role
from veille.ui.addresses import identities, page

from . import courses, doses, objects, stock, today

identities(
    enrolment=objects.enrolment,
    dose=objects.dose,
    unsigned=objects.unsigned,
    count=objects.count,
    product=objects.product,
)

_HERE = "at/<slug:slug>/safer-supply/"
_ENROLMENT = f"{_HERE}enrolments/<id:enrolment>/"

urlpatterns = [
    page(_HERE, today.today, name="safer-supply", read=READERS),
    page(f"{_HERE}find/", today.find, name="safer-supply-find", read=SENIOR, change=SENIOR),
    page(
        f"{_HERE}sign/<id:unsigned>/",
        doses.sign,
        name="safer-supply-sign",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        f"{_HERE}people/<id:person>/",
        courses.person,
        name="safer-supply-person",
        read=READERS,
        shows="safer_supply",
    ),
    page(
        f"{_HERE}people/<id:person>/enrol/",
        courses.enrol,
        name="safer-supply-enrol",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        _ENROLMENT,
        courses.enrolment,
        name="safer-supply-enrolment",
        read=READERS,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}change/",
        courses.change,
        name="safer-supply-change",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}review/",
        courses.review,
        name="safer-supply-review",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}pause/",
        courses.pause,
        name="safer-supply-pause",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}resume/",
        courses.resume,
        name="safer-supply-resume",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}stop/",
        courses.stop,
        name="safer-supply-stop",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}dose/",
        doses.give,
        name="safer-supply-dose",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_ENROLMENT}not-given/",
        doses.not_given,
        name="safer-supply-not-given",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(
        f"{_HERE}doses/<id:dose>/back/",
        doses.back,
        name="safer-supply-back",
        read=SENIOR,
        change=SENIOR,
        shows="safer_supply",
    ),
    page(f"{_HERE}stock/", stock.stock, name="safer-supply-stock", read=READERS),
    page(
        f"{_HERE}stock/count/", stock.count, name="safer-supply-count", read=SENIOR, change=SENIOR
    ),
    page(f"{_HERE}stock/move/", stock.move, name="safer-supply-move", read=SENIOR, change=SENIOR),
    page(
        f"{_HERE}stock/counts/<id:count>/",
        stock.explain,
        name="safer-supply-explain",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        f"{_HERE}rules/",
        stock.rules,
        name="safer-supply-rules",
        read=frozenset({Role.COORDINATOR, Role.AUDITOR}),
        change=frozenset({Role.COORDINATOR}),
    ),
    page(
        f"{_HERE}rules/products/",
        stock.list_product,
        name="safer-supply-list",
        change=frozenset({Role.COORDINATOR}),
    ),
    page(
        f"{_HERE}rules/products/<id:product>/",
        stock.retire,
        name="safer-supply-retire",
        change=frozenset({Role.COORDINATOR}),
    ),
]
