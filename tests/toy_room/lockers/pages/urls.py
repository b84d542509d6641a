"""The addresses of this room."""

from veille.accounts.access import FLOOR, READERS
from veille.ui.addresses import page

from . import views

urlpatterns = [
    page("at/<slug:slug>/lockers/", views.lockers, name="lockers", read=READERS, change=FLOOR),
]
