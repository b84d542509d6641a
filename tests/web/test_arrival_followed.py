"""An arrival, followed from its page to the ledger and back, stays a short way to read."""

from tests.web.night import SITE, Night, form

from .followed import followed

#: The ledger and what pages are built of are read once; other rooms answer at the door, and say
#: what is to be told.
_WHOLE = ("ledger/", "ui/", "care/people/", "supply/alerts/")


def test_an_arrival_passes_few_files_and_climbs_seldom(night: Night):
    person = night.welcome()
    client = night.client()
    told = form(mode="injection", substances="down", company="alone")

    def arrive() -> None:
        answer = client.post(f"/at/{SITE}/arrival/{person}/", told)
        assert answer.status_code == 302

    way = followed(arrive, "care/pages/arrivals.py", whole=_WHOLE)
    # A new file on this way is a file more for whoever reads it: let it be worth that.
    assert sorted(way.files) == [
        "care/actions.py",
        "care/area.py",
        "care/handles.py",
        "care/pages/answers.py",
        "care/pages/arrivals.py",
        "care/pages/forms.py",
        "care/people/",
        "care/policies.py",
        "care/reads.py",
        "care/records.py",
        "care/state.py",
        "ledger/",
        "supply/alerts/",
        "ui/",
    ]
    # The page's action is called by what sends a form, the fold and what must hold by the pen.
    assert sorted(way.climbs) == [
        "ledger/ → care/area.py",
        "ledger/ → care/state.py",
        "ui/ → care/pages/arrivals.py",
    ]
