from veille.accounts.access import FLOOR
from veille.ui.addresses import page

from . import views

urlpatterns = [
    page("training/", views.situations, name="training", read=FLOOR),
    page(
        "training/<slug:situation>/",
        views.situation,
        name="training-situation",
        read=FLOOR,
        change=FLOOR,
    ),
]
