"""Addresses of the commission, and of who refers to it."""

from django.urls import path

from .. import converters  # noqa: F401  (addresses hold identities)
from . import api, cases, correcting, docket, filing, funnel, panels, places, settings, steps, whose

_HERE = "commission/<slug:commission>/"
_CASE = f"{_HERE}cases/<id:case>/"

urlpatterns = [
    path("filings/", filing.sent, name="filings"),
    path("filings/new/", filing.new, name="filing-new"),
    path("filings/<id:filing>/", filing.filing, name="filing"),
    path("filings/<id:filing>/notice/", filing.notice, name="filing-notice"),
    path("api/referrals/", api.referrals, name="api-referrals"),
    path("api/openapi.json", api.description, name="api-description"),
    path("commission/", docket.commissions, name="commissions"),
    path(_HERE, docket.docket, name="docket"),
    path(f"{_HERE}cases/", cases.cases, name="cases"),
    path(_CASE, cases.case, name="case"),
    path(f"{_CASE}notice/", cases.notice, name="case-notice"),
    path(f"{_CASE}person/", whose.settle, name="case-person"),
    path(f"{_CASE}step/<slug:verb>/", steps.step, name="case-step"),
    path(f"{_CASE}treatment/<slug:treatment_verb>/", steps.treatment, name="case-treatment"),
    path(f"{_HERE}entries/<id:case_entry>/correct/", correcting.correct, name="case-entry-correct"),
    path(f"{_HERE}entries/<id:case_entry>/strike/", correcting.strike, name="case-entry-strike"),
    path(f"{_HERE}panel/", panels.panel, name="panel"),
    path(f"{_HERE}panel/<id:case>/", panels.of_case, name="panel-case"),
    path(f"{_HERE}panel/<id:case>/<slug:panel_verb>/", steps.by_panel, name="panel-step"),
    path(f"{_HERE}treatment/", places.waits, name="treatment-waits"),
    path(f"{_HERE}treatment/new/", places.new, name="treatment-new"),
    path(f"{_HERE}treatment/<id:treatment>/", places.place, name="treatment-place"),
    path(f"{_HERE}treatment/<id:treatment>/close/", places.close, name="treatment-close"),
    path(f"{_HERE}funnel/", funnel.funnel, name="funnel"),
    path(f"{_HERE}funnel.csv", funnel.file, name="funnel-file"),
    path(f"{_HERE}settings/", settings.settings, name="commission-settings"),
    path(f"{_HERE}settings/change/", settings.change, name="commission-change"),
    path(f"{_HERE}members/new/", settings.appoint, name="member-new"),
    path(f"{_HERE}members/<id:member>/end/", settings.end, name="member-end"),
]
