"""Addresses of the commission, and of who refers to it."""

from veille.accounts.access import (
    CLERKS,
    COMMISSION,
    COMMISSION_COORDINATORS,
    EVERYBODY,
    FILERS,
    HEARERS,
)
from veille.ui.addresses import identities, page

from . import (
    api,
    cases,
    corrections,
    docket,
    filings,
    find,
    funnel,
    letters,
    namesakes,
    objects,
    panels,
    places,
    settings,
    steps,
)

identities(
    case=objects.case,
    filing=objects.filing,
    case_entry=objects.case_entry,
    treatment=objects.treatment,
    member=objects.member,
)

_HERE = "commission/<slug:commission>/"
_CASE = f"{_HERE}cases/<id:case>/"

urlpatterns = [
    page("filings/", filings.sent, name="filings", read=FILERS),
    page("filings/new/", filings.new, name="filing-new", read=FILERS, change=FILERS),
    page("filings/<id:filing>/", filings.filing, name="filing", read=FILERS),
    page("filings/<id:filing>/notice/", filings.notice, name="filing-notice", read=FILERS),
    page("api/referrals/", api.referrals, name="api-referrals", read=EVERYBODY, change=EVERYBODY),
    page("api/openapi.json", api.description, name="api-description", read=EVERYBODY),
    page("commission/", docket.commissions, name="commissions", read=COMMISSION),
    page(_HERE, docket.docket, name="docket", read=CLERKS),
    page(f"{_HERE}cases/", cases.cases, name="cases", read=CLERKS),
    page(f"{_HERE}find/", find.find, name="case-find", read=CLERKS, change=CLERKS),
    page(_CASE, cases.case, name="case", read=CLERKS),
    page(f"{_CASE}notice/", cases.notice, name="case-notice", read=CLERKS),
    page(f"{_CASE}letters/<slug:letter>/", letters.letter, name="case-letter", read=CLERKS),
    page(f"{_CASE}person/", namesakes.settle, name="case-person", read=CLERKS, change=CLERKS),
    page(f"{_CASE}step/<slug:verb>/", steps.step, name="case-step", read=CLERKS, change=CLERKS),
    page(
        f"{_CASE}file/<slug:file_verb>/", steps.file, name="case-file", read=CLERKS, change=CLERKS
    ),
    page(
        f"{_CASE}treatment/<slug:treatment_verb>/",
        steps.treatment,
        name="case-treatment",
        read=COMMISSION,
        change=COMMISSION,
    ),
    page(
        f"{_HERE}entries/<id:case_entry>/correct/",
        corrections.correct,
        name="case-entry-correct",
        read=COMMISSION,
        change=COMMISSION,
    ),
    page(
        f"{_HERE}entries/<id:case_entry>/strike/",
        corrections.strike,
        name="case-entry-strike",
        change=COMMISSION,
    ),
    page(f"{_HERE}panel/", panels.panel, name="panel", read=HEARERS),
    page(f"{_HERE}panel/<id:case>/", panels.of_case, name="panel-case", read=HEARERS),
    page(
        f"{_HERE}panel/<id:case>/<slug:panel_verb>/",
        steps.by_panel,
        name="panel-step",
        read=HEARERS,
        change=HEARERS,
    ),
    page(f"{_HERE}treatment/", places.waits, name="treatment-waits", read=COMMISSION),
    page(f"{_HERE}treatment/new/", places.new, name="treatment-new", read=CLERKS, change=CLERKS),
    page(
        f"{_HERE}treatment/<id:treatment>/",
        places.place,
        name="treatment-place",
        read=CLERKS,
        change=CLERKS,
    ),
    page(
        f"{_HERE}treatment/<id:treatment>/close/",
        places.close,
        name="treatment-close",
        read=CLERKS,
        change=CLERKS,
    ),
    page(f"{_HERE}funnel/", funnel.funnel, name="funnel", read=COMMISSION),
    page(f"{_HERE}funnel.csv", funnel.file, name="funnel-file", read=COMMISSION),
    page(f"{_HERE}settings/", settings.settings, name="commission-settings", read=COMMISSION),
    page(
        f"{_HERE}settings/change/",
        settings.change,
        name="commission-change",
        read=COMMISSION_COORDINATORS,
        change=COMMISSION_COORDINATORS,
    ),
    page(
        f"{_HERE}members/new/",
        settings.appoint,
        name="member-new",
        read=COMMISSION_COORDINATORS,
        change=COMMISSION_COORDINATORS,
    ),
    page(
        f"{_HERE}members/<id:member>/end/",
        settings.end,
        name="member-end",
        read=COMMISSION_COORDINATORS,
        change=COMMISSION_COORDINATORS,
    ),
]
