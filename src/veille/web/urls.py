"""Every address, in English and short; who may open it stands in `access.py` by its name."""

from django.urls import path

from . import converters  # noqa: F401  (rooms' addresses hold identities)
from .diversion import urls as diversion_urls
from .exchange import urls as exchange_urls
from .law import urls as law_urls
from .outreach import urls as outreach_urls
from .people import urls as people_urls
from .referrals import urls as referrals_urls
from .report import urls as report_urls
from .safer_supply import urls as safer_supply_urls
from .shifts import urls as shifts_urls
from .training import urls as training_urls
from .views import accounts, arrivals, entries, errors, floor, house, overdoses, signing, site

urlpatterns = [
    path("", house.home, name="home"),
    path("sign-in/", signing.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("password/", signing.password, name="password"),
    path("language/", signing.language, name="language"),
    path("theme/", signing.theme, name="theme"),
    path("healthz", house.healthz, name="healthz"),
    path("sites/", house.sites, name="sites"),
    path("register/", house.register, name="register"),
    path("register/verify/", house.verify, name="register-verify"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<id:account_id>/", accounts.account, name="account"),
    path("components/", house.components, name="components"),
    path("at/<slug:slug>/", floor.board, name="board"),
    path("at/<slug:slug>/live", floor.board_live, name="board-live"),
    path("at/<slug:slug>/bands/live", floor.bands_live, name="bands-live"),
    path("at/<slug:slug>/settings/", site.settings, name="site-settings"),
    path("at/<slug:slug>/duty/", floor.duty, name="duty"),
    path("at/<slug:slug>/day/", entries.day, name="day"),
    path("at/<slug:slug>/day/<str:date>/", entries.day, name="day-of"),
    path("at/<slug:slug>/arrival/", arrivals.find, name="arrival"),
    path("at/<slug:slug>/arrival/first/", arrivals.first, name="arrival-first"),
    path("at/<slug:slug>/arrival/anonymous/", arrivals.anonymous, name="arrival-anonymous"),
    path("at/<slug:slug>/arrival/<id:person>/", arrivals.known, name="arrival-known"),
    path("at/<slug:slug>/visits/<id:visit>/", entries.visit, name="visit"),
    path("at/<slug:slug>/visits/<id:visit>/seat/", floor.seat, name="visit-seat"),
    path("at/<slug:slug>/visits/<id:visit>/aftercare/", floor.aftercare, name="visit-aftercare"),
    path("at/<slug:slug>/visits/<id:visit>/waiting/", floor.waiting, name="visit-waiting"),
    path("at/<slug:slug>/visits/<id:visit>/leave/", floor.leave, name="visit-leave"),
    path("at/<slug:slug>/visits/<id:visit>/assistance/", floor.assistance, name="visit-assistance"),
    path("at/<slug:slug>/visits/<id:visit>/note/", floor.note, name="visit-note"),
    path("at/<slug:slug>/visits/<id:visit>/overdose/", overdoses.find, name="visit-overdose"),
    path(
        "at/<slug:slug>/visits/<id:visit>/overdose/earlier/",
        overdoses.earlier,
        name="visit-overdose-earlier",
    ),
    path("at/<slug:slug>/overdoses/<id:overdose>/", overdoses.timeline, name="overdose"),
    path(
        "at/<slug:slug>/overdoses/<id:overdose>/live", overdoses.timeline_live, name="overdose-live"
    ),
    path("at/<slug:slug>/overdoses/<id:overdose>/step/", overdoses.step, name="overdose-step"),
    path(
        "at/<slug:slug>/overdoses/<id:overdose>/earlier/",
        overdoses.earlier_step,
        name="overdose-earlier",
    ),
    path("at/<slug:slug>/overdoses/<id:overdose>/end/", overdoses.end, name="overdose-end"),
    path("at/<slug:slug>/entries/<id:entry_id>/correct/", entries.correct, name="entry-correct"),
    path("at/<slug:slug>/entries/<id:entry_id>/strike/", entries.strike, name="entry-strike"),
]
urlpatterns += training_urls.urlpatterns
urlpatterns += law_urls.urlpatterns
urlpatterns += safer_supply_urls.urlpatterns
urlpatterns += outreach_urls.urlpatterns
urlpatterns += exchange_urls.urlpatterns
urlpatterns += referrals_urls.urlpatterns
urlpatterns += people_urls.urlpatterns
urlpatterns += shifts_urls.urlpatterns
urlpatterns += report_urls.urlpatterns
urlpatterns += diversion_urls.urlpatterns

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.broken
