from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "veille.care.training"
    label = "care_training"
