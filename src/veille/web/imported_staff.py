"""Files of staff: accounts that have no password yet, so that nobody signs in by them before an
administrator gives one."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from veille.accounts import audit
from veille.accounts.audit import Happened
from veille.accounts.models import Account, Role, folded
from veille.care import reads
from veille.care.importing import (
    Importer,
    Reading,
    Row,
    Where,
    field_of,
    in_both,
    needed,
    said_words,
    words_in_both,
)
from veille.ledger.recording import Noted
from veille.ledger.refusal import Malformed, Refused, check_text
from veille.tabular import Kind, Message, Record, Schema

#: Who may be let in by a file; the others are added one by one, on purpose.
_ROLES = (Role.PEER, Role.NURSE, Role.COORDINATOR)


class StaffReading(Reading):
    """Whoever has an account of that sign-in name is here, and stays as they are."""

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self._seen: set[str] = set()
        #: Of each row since `known` was last asked: whether it has an account.
        self._here: list[bool] = []
        self._sites = {site.slug: site.slug for site in reads.sites()}
        self.schema = Schema(
            name="staff",
            label=Message("staff", "personnel"),
            fields=(
                field_of(
                    *("sign_in", "sign-in name", "identifiant", "login", "username"),
                    required=True,
                    longest=40,
                ),
                field_of(
                    *("name", "name that colleagues see", "nom affiché", "name", "nom"),
                    required=True,
                    longest=60,
                ),
                field_of(
                    *("role", "role", "rôle", "fonction"),
                    kind=Kind.WORD,
                    required=True,
                    words=words_in_both(Role, NURSE=("infirmière", "infirmier")),
                ),
                field_of(
                    *("sites", "sites", "sites", "site"),
                    kind=Kind.WORD,
                    several=";,/+",
                    words={**{site.name: site.slug for site in reads.sites()}, **self._sites},
                ),
            ),
            known_by=self.known_by,
            checks=(self.checked,),
        )

    def known_by(self, row: Record) -> str:
        sign_in = self._account(row).sign_in
        self._here.append(Account.objects.filter(sign_in=sign_in).exists())
        return sign_in

    def known(self, keys: Iterable[str]) -> set[str]:
        here, self._here = self._here, []
        return {key for key, is_here in zip(keys, here, strict=True) if is_here}

    def checked(self, row: Record) -> Message | None:
        try:
            sign_in = self._account(row).sign_in
        except Refused as refused:
            return in_both(refused)
        if sign_in in self._seen:
            return Message(
                "That sign-in name stands further up in the file.",
                "Cet identifiant est déjà plus haut dans le fichier.",
            )
        self._seen.add(sign_in)
        return None

    def _account(self, row: Record) -> Account:
        sign_in = folded(needed(row, "sign_in", self.schema))
        name = " ".join(str(needed(row, "name", self.schema)).split())
        for text in (sign_in, name):
            check_text(text)
        if any(letter.isspace() for letter in sign_in):
            raise Malformed(_("A sign-in name has no spaces. Choose another one."))
        role = Role(needed(row, "role", self.schema))
        if role not in _ROLES:
            raise Malformed(
                _("An account of that role is added by hand, by an administrator: %(role)s."),
                role=role.label,
            )
        sites = list(said_words(row, "sites")) or [self.where.site.slug]
        return Account(sign_in=sign_in, name=name, role=role, sites=sites)

    def write(self, rows: Sequence[Row]) -> Counter[Noted]:
        done = Counter[Noted]()
        by = Account.objects.filter(pk=self.where.by).first()
        with transaction.atomic():
            for _row, _key, record in rows:
                account = self._account(record)
                if Account.objects.filter(sign_in=account.sign_in).exists():
                    done[Noted.HERE] += 1
                    continue
                account.set_unusable_password()
                account.save()
                audit.note_changes(Happened.ADDED, {}, account, by=by)
                done[Noted.NEW] += 1
        return done


STAFF = Importer(name="staff", label=_("staff"), reading=StaffReading, needs="account-new")
