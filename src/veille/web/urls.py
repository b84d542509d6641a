"""The house's own addresses, and those of every room, gathered."""

from django.core.exceptions import ImproperlyConfigured

from veille.accounts.access import (
    ADMINISTRATORS,
    CARE,
    EVERYBODY,
    OVERSEERS,
    SIGNED_IN,
    UNLOCKERS,
)
from veille.accounts.models import Role
from veille.ui.addresses import identities, page, unknown_identities
from veille.ui.public import in_each_language

from .rooms import page_modules
from .views import (
    accounts,
    audit,
    errors,
    front,
    house,
    line,
    nodes,
    pairing,
    recovery,
    second_factor,
    signing,
)

identities(account_id=accounts.find, node_id=nodes.find)

urlpatterns = [
    page("", front.front, name="home", read=EVERYBODY),
    *in_each_language("front", front.public, fr="fr/", en="en/"),
    page("sign-in/", signing.SignIn.as_view(), name="sign-in", read=EVERYBODY, change=EVERYBODY),
    page(
        "sign-in/code/",
        second_factor.code,
        name="sign-in-code",
        read=EVERYBODY,
        change=EVERYBODY,
    ),
    page(
        "second-factor/",
        second_factor.own,
        name="second-factor",
        read=SIGNED_IN,
        change=SIGNED_IN,
    ),
    page(
        "accounts/<id:account_id>/second-factor/",
        accounts.reset_second_factor,
        name="account-second-factor",
        change=UNLOCKERS,
    ),
    page("sign-out/", signing.sign_out, name="sign-out", change=SIGNED_IN),
    page("session/", signing.session, name="session", read=EVERYBODY),
    page("password/", signing.password, name="password", read=SIGNED_IN, change=SIGNED_IN),
    page("language/", signing.language, name="language", change=EVERYBODY),
    page("theme/", signing.theme, name="theme", change=EVERYBODY),
    page("healthz", house.healthz, name="healthz", read=EVERYBODY),
    page("sites/", house.sites, name="sites", read=CARE),
    page("register/", house.register, name="register", read=OVERSEERS),
    page(
        "register/verify/", house.verify, name="register-verify", change=OVERSEERS - {Role.AUDITOR}
    ),
    page("accounts/", accounts.accounts, name="accounts", read=ADMINISTRATORS | {Role.AUDITOR}),
    page("accounts/log/", audit.audit, name="audit", read=ADMINISTRATORS | {Role.AUDITOR}),
    page(
        "accounts/log.csv",
        audit.audit_file,
        name="audit-file",
        read=ADMINISTRATORS | {Role.AUDITOR},
    ),
    page(
        "accounts/new/",
        accounts.new,
        name="account-new",
        read=ADMINISTRATORS,
        change=ADMINISTRATORS,
    ),
    page(
        "accounts/<id:account_id>/",
        accounts.account,
        name="account",
        read=ADMINISTRATORS,
        change=ADMINISTRATORS,
    ),
    page(
        "accounts/<id:account_id>/unlock/", accounts.unlock, name="account-unlock", change=UNLOCKERS
    ),
    page("sync/", line.batch, name="line", change=EVERYBODY),
    page("sync/errand/", line.errand, name="line-errand", change=EVERYBODY),
    page("sync/join/", line.join, name="line-join", change=EVERYBODY),
    page("nodes/", nodes.nodes, name="nodes", read=ADMINISTRATORS | {Role.AUDITOR}),
    page("nodes/pair/", pairing.pair, name="node-pair", read=ADMINISTRATORS, change=ADMINISTRATORS),
    page("nodes/join/", pairing.join, name="node-join", read=ADMINISTRATORS, change=ADMINISTRATORS),
    page(
        "nodes/recovery-sheet/",
        recovery.sheet,
        name="recovery-sheet",
        read=ADMINISTRATORS,
        change=ADMINISTRATORS,
    ),
    page("nodes/<id:node_id>/let-in/", nodes.let_in, name="node-let-in", change=ADMINISTRATORS),
    page("nodes/<id:node_id>/revoke/", nodes.revoke, name="node-revoke", change=ADMINISTRATORS),
    page("components/", house.components, name="components", read=EVERYBODY),
]
for module in page_modules("urls"):
    urlpatterns += module.urlpatterns

if unknown := unknown_identities(urlpatterns):
    raise ImproperlyConfigured(f"addresses hold identities of nothing: {', '.join(unknown)}")

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.broken
