from django.urls import path

from . import views

urlpatterns = [
    path("training/", views.situations, name="training"),
    path("training/<slug:situation>/", views.situation, name="training-situation"),
]
