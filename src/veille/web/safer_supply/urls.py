"""Addresses of safer supply; who may open them stands in `web/access.py` by their names."""

from django.urls import path

from .. import converters  # noqa: F401  (addresses here hold identities)
from . import courses, doses, stock, today

_HERE = "at/<slug:slug>/safer-supply/"
_ENROLMENT = f"{_HERE}enrolments/<id:enrolment>/"

urlpatterns = [
    path(_HERE, today.today, name="safer-supply"),
    path(f"{_HERE}find/", today.find, name="safer-supply-find"),
    path(f"{_HERE}sign/<id:unsigned>/", doses.sign, name="safer-supply-sign"),
    path(f"{_HERE}people/<id:person>/", courses.person, name="safer-supply-person"),
    path(f"{_HERE}people/<id:person>/enrol/", courses.enrol, name="safer-supply-enrol"),
    path(_ENROLMENT, courses.enrolment, name="safer-supply-enrolment"),
    path(f"{_ENROLMENT}change/", courses.change, name="safer-supply-change"),
    path(f"{_ENROLMENT}review/", courses.review, name="safer-supply-review"),
    path(f"{_ENROLMENT}pause/", courses.pause, name="safer-supply-pause"),
    path(f"{_ENROLMENT}resume/", courses.resume, name="safer-supply-resume"),
    path(f"{_ENROLMENT}stop/", courses.stop, name="safer-supply-stop"),
    path(f"{_ENROLMENT}dose/", doses.give, name="safer-supply-dose"),
    path(f"{_ENROLMENT}not-given/", doses.not_given, name="safer-supply-not-given"),
    path(f"{_HERE}doses/<id:dose>/back/", doses.back, name="safer-supply-back"),
    path(f"{_HERE}stock/", stock.stock, name="safer-supply-stock"),
    path(f"{_HERE}stock/count/", stock.count, name="safer-supply-count"),
    path(f"{_HERE}stock/move/", stock.move, name="safer-supply-move"),
    path(f"{_HERE}stock/counts/<id:count>/", stock.explain, name="safer-supply-explain"),
    path(f"{_HERE}rules/", stock.rules, name="safer-supply-rules"),
    path(f"{_HERE}rules/products/", stock.list_product, name="safer-supply-list"),
    path(f"{_HERE}rules/products/<id:product>/", stock.retire, name="safer-supply-retire"),
]
