"""The accounts of staff, for administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from veille.accounts import attempts, audit, second_factor
from veille.accounts.audit import Happened
from veille.accounts.models import Account, Role, SecondFactor
from veille.care import reads
from veille.ledger.refusal import Absent, Refused
from veille.ui.names import forget_names
from veille.ui.requests import AccountRequest
from veille.web.forms import AccountForm

from .signing import back


def accounts(request: AccountRequest) -> HttpResponse:
    """Everybody who can sign in, and those who no longer can."""
    names = {site.slug: site.name for site in reads.sites()}
    roles = dict(Role.choices)
    having = set(SecondFactor.objects.values_list("account_id", flat=True))
    rows = [
        {
            "account": account,
            "role": roles.get(Role(account.role), account.role),
            "sites": ", ".join(names.get(slug, slug) for slug in account.sites),
            "can_sign_in": account.is_active and account.has_usable_password(),
            "has_second": account.pk in having,
        }
        for account in Account.objects.order_by("-is_active", "name")
    ]
    return render(request, "accounts.html", {"rows": rows, "tab": "accounts"})


def new(request: AccountRequest) -> HttpResponse:
    return _edit(request, Account())


def find(request: AccountRequest, id: str) -> Account:
    """Anybody's account, for an administrator; for a coordinator, a colleague's."""
    found = Account.objects.filter(pk=id).first()
    if found is None or not attempts.can_unlock(request.user, found):
        raise Absent(_("There is no such account."))
    return found


def unlock(request: AccountRequest, account_id: Account) -> HttpResponse:
    """Let a colleague sign in at once who has to wait after wrong passwords."""
    attempts.unlock(account_id)
    audit.note_request(request, Happened.UNLOCKED, about=account_id)
    messages.success(
        request,
        _("%(name)s can sign in at once, on every device.") % {"name": account_id.name},
    )
    return back(request)


def reset_second_factor(request: AccountRequest, account_id: Account) -> HttpResponse:
    """A colleague has lost their telephone and their codes: the password alone lets them in, until
    they set up another one."""
    if not second_factor.can_remove(request.user, account_id):
        raise Refused(_("Ask an administrator to do this. Nothing was changed."))
    second_factor.remove(account_id)
    attempts.unlock(account_id)
    audit.note_request(request, Happened.SECOND_REMOVED, about=account_id)
    words = _("%(name)s signs in by the password alone now. Tell them to set up another code.")
    messages.success(request, words % {"name": account_id.name})
    return back(request)


def account(request: AccountRequest, account_id: Account) -> HttpResponse:
    return _edit(request, account_id)


def _edit(request: AccountRequest, subject: Account) -> HttpResponse:
    adding = subject._state.adding
    before = {} if adding else audit.rights_of(subject)
    form = AccountForm(request.POST or None, instance=subject)
    if request.method == "POST" and form.is_valid():
        _keep_an_administrator(request, form)
        saved = form.save()
        _note(request, saved, before, password=bool(form.cleaned_data["password"]))
        forget_names()
        messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
        return redirect("accounts")
    context = {
        "form": form,
        "adding": adding,
        "subject": subject,
        "second": SecondFactor.objects.filter(account=subject).first(),
        "removable": second_factor.can_remove(request.user, subject),
    }
    return render(request, "account.html", context, status=422 if form.is_bound else 200)


def _note(
    request: AccountRequest, saved: Account, before: dict[str, Any], *, password: bool
) -> None:
    who: dict[str, Any] = {"by": request.user, "address": attempts.counted_address(request) or ""}
    audit.note_changes(Happened.CHANGED if before else Happened.ADDED, before, saved, **who)
    if before and password:
        audit.note(Happened.PASSWORD, about=saved, **who)


def _keep_an_administrator(request: AccountRequest, form: AccountForm) -> None:
    """Nobody locks the last administrator out."""
    stays = form.cleaned_data["role"] == Role.ADMINISTRATOR and form.cleaned_data["is_active"]
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    if not stays and not others.exclude(pk=form.instance.pk).exists():
        raise Refused(_("This is the only administrator. Make somebody else one first."))
