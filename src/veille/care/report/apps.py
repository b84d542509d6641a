from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "veille.care.report"
    label = "care_report"
