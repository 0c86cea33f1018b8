"""Send a version out for signing; approve, sign, decline, delegate."""

import datetime as dt
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Person
from agreements.models import Round, Signatory, Signature, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.authorities import authority_of, why_not, write_authority
from agreements.queries.local_dates import local_day
from agreements.queries.sides import name_of
from agreements.queries.signed_text import hash_of
from agreements.queries.signing import DONE, Place, signing_of
from common.operations.store_file import store_file
from common.problems import Refusal
from common.wake import wake_after_commit

from .negotiate import open_round
from .take_step import lock_for_step, refuse_incomplete, refuse_without_reason, take_step
from .tell_lifecycle import ask_to_sign, tell_all_signed, tell_of_decline

Act, Method = Signature.Act, Signature.Method
SIGNING_DAYS = 30
MOST_SIGNING_DAYS = 366


class SignatureRefused(Refusal):
    """Nothing is signed, declined or delegated."""

    code = "signature_refused"


@transaction.atomic
def open_signing(
    *, version: Version, days: int = SIGNING_DAYS, actor: Any, at: dt.datetime
) -> Version:
    """Freeze the text, keep its hash, and ask whoever comes first; it lapses after `days` days.

    Everybody who signs has authority for the whole amount now, and again when they sign.
    """
    locked = lock_for_step("open_signing", version, actor=actor)
    if not 1 <= days <= MOST_SIGNING_DAYS:
        raise SignatureRefused(
            _("Give them between 1 and %(days)d days.") % {"days": MOST_SIGNING_DAYS}, field="days"
        )
    refuse_incomplete("open_signing", locked, at=at)
    _void_all(locked, at=at, actor=actor, why=_("Signing was opened again."), declined=True)
    locked.signed_to = locked.effective_to
    locked.text_hash = hash_of(locked)
    locked.lapses_at = at + dt.timedelta(days=days)
    take_step("open_signing", locked, actor=actor, at=at)
    locked.signatories.update(asked_at=None, reminded_at=None)
    _ask_next(locked, at=at)
    return locked


@transaction.atomic
def sign(
    *,
    signatory: Signatory,
    method: str = Method.IN_APP,
    evidence: str = "",
    content: DjangoFile | None = None,
    signed_at: dt.datetime | None = None,
    actor: Any,
    at: dt.datetime,
) -> Signature:
    """Approve or sign in this place, or write down that it was done on paper, by mail, in minutes.

    In the application whoever's turn it is signs as themselves. The manager of the agreement
    records the other methods, with what proves it: words, and the document itself for an upload.
    """
    version, place = _turn(signatory, at=at)
    row, person = place.signatory, place.actor
    if method == Method.IN_APP:
        if getattr(actor, "person_id", None) != person.pk:
            raise SignatureRefused(
                _("Only %(person)s signs here.") % {"person": person}, field="person"
            )
        signed_at = at
    else:
        signed_at = _check_evidence(version, method, evidence, content, signed_at, actor, at)
    authority = None
    if row.part == Signatory.Part.SIGNATORY:
        authority = authority_of(person, signatory=row, at=signed_at)
        if authority is None:
            raise SignatureRefused(why_not(person, signatory=row, at=signed_at), field="authority")
    if version.text_hash != hash_of(version):
        raise SignatureRefused(
            _("The text is not the one that was sent out for signing."), field="text"
        )
    signature = _write(
        row,
        Act.SIGNED if authority is not None else Act.APPROVED,
        person=person,
        authority=authority,
        authority_words=write_authority(authority) if authority else "",
        method=method,
        evidence=evidence.strip(),
        content=content,
        signed_at=signed_at,
        actor=actor,
        at=at,
    )
    _ask_next(version, at=at)
    return signature


@transaction.atomic
def decline(
    *, signatory: Signatory, reason: str, on_behalf: bool = False, actor: Any, at: dt.datetime
) -> Version:
    """Refuse to approve or sign, with a reason: whoever asked is told, every signature is void,
    and the text is negotiated again (decision 21).

    `on_behalf`: the manager writes down that they declined by mail or in a meeting.
    """
    said = refuse_without_reason("decline", reason)
    version, place = _turn(signatory, at=at)
    person = place.actor
    may_record = on_behalf and may_manage_agreement(actor, version.agreement)
    if getattr(actor, "person_id", None) != person.pk and not may_record:
        raise SignatureRefused(_("Only %(person)s declines here.") % {"person": person})
    _write(
        place.signatory,
        Act.DECLINED,
        person=person,
        reason=said,
        signed_at=at,
        actor=actor,
        at=at,
    )
    withdraw_signatures(version, at=at, actor=actor, why=_("Somebody declined to sign."))
    take_step("decline", version, actor=actor, at=at, reason=said)
    open_round(version, turn=Round.Side.PROVIDER, at=at)
    tell_of_decline(version=version, person=person, reason=said, at=at)
    return version


@transaction.atomic
def delegate(
    *, signatory: Signatory, to: Person, until: dt.date, actor: Any, at: dt.datetime
) -> Signatory:
    """Let somebody else with authority of their own act in this place before the day `until`."""
    version = _in_signing(signatory)
    row = signing_of(version, at=at).place_of(signatory).signatory
    is_own = getattr(actor, "person_id", None) == row.person_id
    if not is_own and not may_manage_agreement(actor, version.agreement):
        raise SignatureRefused(_("Only %(person)s delegates this.") % {"person": row.person})
    if to.pk == row.person_id:
        raise SignatureRefused(_("Name somebody else."), field="to")
    today = local_day(at, version.agreement.zone)
    if today is None or until <= today:
        raise SignatureRefused(_("The delegation ends in the past."), field="until")
    place = signing_of(version, at=at).place_of(row)
    if place.state == "done":
        raise SignatureRefused(_("This has been signed already."))
    if row.part == Signatory.Part.SIGNATORY and (reason := why_not(to, signatory=row, at=at)):
        raise SignatureRefused(reason, field="to")
    row.delegate, row.delegated_until = to, until
    row.asked_at = row.reminded_at = None
    row.save()
    _write(
        row,
        Act.DELEGATED,
        person=to,
        reason=_("until %(day)s, that day excluded") % {"day": until.isoformat()},
        signed_at=at,
        actor=actor,
        at=at,
    )
    _ask_next(version, at=at)
    return row


def withdraw_signatures(version: Version, *, at: dt.datetime, actor: Any, why: str) -> int:
    """Void every approval and signature by a further row, and forget the frozen hash.

    The caller leads the version out of signing. Returns how many were void.
    """
    version.text_hash, version.signed_to, version.lapses_at = "", None, None
    return _void_all(version, at=at, actor=actor, why=why)


def _void_all(
    version: Version, *, at: dt.datetime, actor: Any, why: str, declined: bool = False
) -> int:
    acts = (*DONE, Act.DECLINED) if declined else DONE
    count = 0
    for place in signing_of(version, at=at).places:
        if place.last is not None and place.last.act in acts:
            _write(
                place.signatory,
                Act.VOIDED,
                person=place.last.person,
                reason=why,
                signed_at=at,
                actor=actor,
                at=at,
                text_hash=place.last.text_hash,
            )
            count += 1
    return count


def _in_signing(signatory: Signatory) -> Version:
    version = (
        Version.objects.select_for_update(of=("self",))
        .select_related("agreement", "section_set")
        .get(pk=signatory.version_id)
    )
    if version.state != Version.State.SIGNING:
        raise SignatureRefused(_("This version is not out for signing."), field="state")
    return version


def _turn(signatory: Signatory, *, at: dt.datetime) -> tuple[Version, Place]:
    """The version, locked, and the place, whose turn it must be."""
    version = _in_signing(signatory)
    if version.lapses_at is not None and at >= version.lapses_at:
        raise SignatureRefused(_("The time for signing is over."), field="state")
    signing = signing_of(version, at=at)
    place = signing.place_of(signatory)
    if place.state == "done":
        raise SignatureRefused(_("This has been signed already."))
    if place.state != "turn":
        first = ", ".join(str(other.actor) for other in signing.turns)
        raise SignatureRefused(
            _("It is the turn of %(person)s first.") % {"person": first}, field="order"
        )
    return version, place


def _check_evidence(
    version: Version,
    method: str,
    evidence: str,
    content: DjangoFile | None,
    signed_at: dt.datetime | None,
    actor: Any,
    at: dt.datetime,
) -> dt.datetime:
    if method not in Method.values:
        raise SignatureRefused(_("Choose how it was signed."), field="method")
    if not may_manage_agreement(actor, version.agreement):
        raise SignatureRefused(_("Only the agreement's manager records what was signed outside."))
    if not evidence.strip():
        raise SignatureRefused(
            _("Say which minutes, e-mail or document show the signature."), field="evidence"
        )
    if method == Method.UPLOAD and content is None:
        raise SignatureRefused(_("Add the signed document."), field="file")
    when = signed_at or at
    if when > at:
        raise SignatureRefused(_("It cannot be signed in the future."), field="signed_at")
    opened = version.steps.filter(name="open_signing").order_by("-number").first()
    if opened is not None and when < opened.taken_at:
        raise SignatureRefused(
            _("The text was sent out for signing only later."), field="signed_at"
        )
    return when


def _write(
    signatory: Signatory,
    act: str,
    *,
    signed_at: dt.datetime,
    actor: Any,
    at: dt.datetime,
    text_hash: str = "",
    content: DjangoFile | None = None,
    **fields: Any,
) -> Signature:
    number = signatory.signatures.aggregate(last=Max("number"))["last"] or 0
    signature = Signature(
        signatory=signatory,
        number=number + 1,
        act=act,
        text_hash=text_hash or signatory.version.text_hash,
        signed_at=signed_at,
        recorded_at=at,
        recorded_by=actor,
        **fields,
    )
    if content is not None:
        signature.evidence_file = store_file(
            content=content,
            name=content.name or "",
            content_type=getattr(content, "content_type", "") or "",
            parent=signature,
            actor=actor,
            at=at,
        )
    signature.save(force_insert=True)
    return signature


def _ask_next(version: Version, *, at: dt.datetime) -> None:
    """Tell whoever's turn it came to be; once nobody is left, tell the manager."""
    signing = signing_of(version, at=at)
    if signing.is_complete:
        tell_all_signed(version=version, at=at)
        wake_after_commit("agreements.keep_signed_documents")
        return
    for place in signing.turns:
        if place.signatory.asked_at is None:
            place.signatory.asked_at = at
            place.signatory.save()
            ask_to_sign(place=place, side=name_of(place.signatory.party), at=at)
