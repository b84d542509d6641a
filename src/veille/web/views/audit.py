"""The log of accounts: sign-ins, refusals, changes of roles, files taken away."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from veille.accounts.audit import Happened, note_request
from veille.accounts.models import Account, AuditLine
from veille.tabular.writing import as_csv
from veille.ui.names import name_of
from veille.ui.requests import AccountRequest
from veille.ui.words import words_of

_LINES_ON_PAGE = 50
COLUMNS = ("at", "what", "by", "about", "address", "detail")


def audit(request: AccountRequest) -> HttpResponse:
    """What happened to accounts, the latest first."""
    page = Paginator(_chosen(request), _LINES_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(line) for line in page.object_list],
        "kinds": Happened.choices,
        "what": request.GET.get("what", ""),
        "about": request.GET.get("about", ""),
        "accounts": Account.objects.order_by("name"),
        "query": request.GET.urlencode(),
        "tab": "accounts",
    }
    return render(request, "audit.html", context)


def audit_file(request: AccountRequest) -> HttpResponse:
    """The same as CSV, all of its pages."""
    lines = _chosen(request)
    text = as_csv(COLUMNS, (line.cells() for line in lines.iterator()))
    note_request(request, Happened.EXPORTED, detail={"file": "audit"})
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="accounts-log.csv"'
    return response


def _chosen(request: AccountRequest) -> Any:
    lines = AuditLine.objects.order_by("-id")
    what, about = (request.GET.get(name, "").replace("\0", "") for name in ("what", "about"))
    if what:
        lines = lines.filter(what=what)
    return lines.filter(about=about) if about else lines


def _row(line: AuditLine) -> dict[str, Any]:
    changes = {
        name: f"{value[0]} → {value[1]}" if isinstance(value, list) and len(value) == 2 else value
        for name, value in line.detail.items()
    }
    return {
        "line": line,
        "what": words_of([line.what], Happened),
        "by": name_of(line.by) if line.by else "",
        "about": name_of(line.about) if line.about else "",
        "changes": ", ".join(f"{name}: {value}" for name, value in changes.items()),
    }
