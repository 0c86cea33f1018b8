"""Where a version stands, which steps lead on, who signs, and what is said about it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.engine.lifecycle import BY_NAME, UNDER_WAY
from agreements.engine.well_written import Advice
from agreements.models import Agreement, Comment, Round, Signatory, Signature, Target, Version
from agreements.operations.negotiate import agree, begin_draft, comment_on, negotiate, reopen
from agreements.operations.sign import (
    MOST_SIGNING_DAYS,
    SIGNING_DAYS,
    decline,
    open_signing,
    sign,
)
from agreements.operations.withdraw_version import redraft, withdraw_version
from agreements.queries.access import is_customer, may_manage_agreement
from agreements.queries.advice import advice_on
from agreements.queries.guards import missing_for
from agreements.queries.lifecycle_words import steps_for_people
from agreements.queries.negotiating import HANDED_OVER
from agreements.queries.parties import sees_all_parties
from agreements.queries.signed_files import signed_file
from agreements.queries.signing import STATES, signing_of
from agreements.queries.text_bounds import LONGEST_REMARK

STEPS: dict[str, Callable[..., Version]] = {
    "begin_draft": begin_draft,
    "negotiate": negotiate,
    "agree": agree,
    "reopen": reopen,
    "open_signing": open_signing,
    "redraft": redraft,
    "withdraw": withdraw_version,
}


class MissingSerializer(serializers.Serializer):
    """One thing that is missing for a step."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class StepSerializer(serializers.Serializer):
    """A step that leads on from where the version stands; ready when nothing is missing."""

    name = serializers.ChoiceField(choices=sorted(BY_NAME))
    leads_to = serializers.ChoiceField(choices=Version.State.values)
    needs_reason = serializers.BooleanField()
    missing = MissingSerializer(many=True)


class AdviceSerializer(serializers.Serializer):
    """What could be written better; nothing that keeps anybody from going on."""

    code = serializers.ChoiceField(choices=[advice.value for advice in Advice])
    message = serializers.CharField()
    figures = serializers.CharField(allow_blank=True)


class PlaceSerializer(serializers.Serializer):
    """Somebody who approves or signs; `state` is done, turn, waiting or declined."""

    id = serializers.UUIDField()
    person = serializers.CharField(allow_null=True)
    party = serializers.CharField(allow_null=True)
    part = serializers.ChoiceField(choices=Signatory.Part.values)
    order = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    method = serializers.ChoiceField(choices=Signature.Method.values, allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)


class SignedDocumentSerializer(serializers.Serializer):
    """The PDF that is kept once everybody has signed; for whoever may see every party."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    kept_at = serializers.DateTimeField()


class LifecycleSerializer(serializers.Serializer):
    """Where a version stands; steps are listed for whoever may take them."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Version.State.values)
    turn = serializers.ChoiceField(choices=Round.Side.values, allow_null=True)
    text_hash = serializers.CharField(allow_null=True)
    lapses_at = serializers.DateTimeField(allow_null=True)
    steps = StepSerializer(many=True)
    signatories = PlaceSerializer(many=True)
    advice = AdviceSerializer(many=True)
    signed_document = SignedDocumentSerializer(allow_null=True)


class TakeStepSerializer(serializers.Serializer):
    """A step with what it asks for: `reason`, `note` (agree), `days` (open_signing)."""

    step = serializers.ChoiceField(choices=sorted(STEPS))
    reason = serializers.CharField(max_length=LONGEST_REMARK, allow_blank=True, default="")
    note = serializers.CharField(max_length=LONGEST_REMARK, allow_blank=True, default="")
    days = serializers.IntegerField(min_value=1, max_value=MOST_SIGNING_DAYS, default=SIGNING_DAYS)


class RecordSerializer(serializers.Serializer):
    """A signature that was given outside, with what shows it."""

    method = serializers.ChoiceField(choices=[Signature.Method.MINUTES, Signature.Method.EMAIL])
    evidence = serializers.CharField(max_length=LONGEST_REMARK)
    signed_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class DeclineSerializer(serializers.Serializer):
    """Why somebody does not sign."""

    reason = serializers.CharField(max_length=LONGEST_REMARK)


class CommentSerializer(serializers.Serializer):
    """A comment; `section` or `target` says what it is about, neither the whole text."""

    id = serializers.UUIDField(read_only=True)
    side = serializers.ChoiceField(choices=Round.Side.values, read_only=True)
    section = serializers.SlugField(max_length=40, allow_blank=True, default="")
    target = serializers.UUIDField(allow_null=True, default=None)
    text = serializers.CharField(max_length=LONGEST_REMARK)
    is_internal = serializers.BooleanField(default=False)
    written_at = serializers.DateTimeField(read_only=True)
    resolved_at = serializers.DateTimeField(read_only=True, allow_null=True)


class _OfVersion(APIView):
    """A version that the caller may read: a customer those that were handed to it."""

    permission_classes = [HasScope]
    read_scope: Any = Scope.RECORDS_READ
    write_scope: Any = Scope.RECORDS_WRITE

    def version(self, request: Request, code: str, number: int) -> Version:
        rows = Version.objects.filter(agreement__in=Agreement.objects.visible_to(request.user))
        if is_customer(request.user):
            rows = rows.filter(state__in=HANDED_OVER)
        return get_object_or_404(
            rows.select_related("agreement", "section_set"), agreement__code=code, number=number
        )

    def managed(self, request: Request, code: str, number: int) -> Version:
        version = self.version(request, code, number)
        if not may_manage_agreement(request.user, version.agreement):
            raise PermissionDenied
        return version


class Lifecycle(_OfVersion):
    """Where a version stands, and the steps that lead on."""

    @extend_schema(summary="Where a version stands", responses=LifecycleSerializer)
    def get(self, request: Request, code: str, number: int) -> Response:
        return Response(_row(self.version(request, code, number), request.user))

    @extend_schema(
        summary="Take a step of the lifecycle",
        description="422 lists all that is missing. Activating has an address of its own.",
        request=TakeStepSerializer,
        responses=LifecycleSerializer,
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        version = self.version(request, code, number)
        given = TakeStepSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        name = given.validated_data["step"]
        if name != "agree" and not may_manage_agreement(request.user, version.agreement):
            raise PermissionDenied
        wanted: dict[str, Any] = {}
        if BY_NAME[name].needs_reason:
            wanted["reason"] = given.validated_data["reason"]
        if name == "agree":
            wanted["note"] = given.validated_data["note"]
        if name == "open_signing":
            wanted["days"] = given.validated_data["days"]
        after = STEPS[name](version=version, **wanted, actor=request.user, at=timezone.now())
        return Response(_row(after, request.user))


class Sign(_OfVersion):
    """Record a signature that was given outside."""

    read_scope = None

    @extend_schema(
        summary="Record a signature",
        description=(
            "By minutes or e-mail. Signing in the application asks for the person's own sign-in, "
            "and a document is uploaded on its page: neither is done by token."
        ),
        request=RecordSerializer,
        responses=LifecycleSerializer,
    )
    def post(self, request: Request, code: str, number: int, place: uuid.UUID) -> Response:
        version = self.managed(request, code, number)
        given = RecordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        signatory = get_object_or_404(Signatory, version=version, pk=place)
        sign(signatory=signatory, **given.validated_data, actor=request.user, at=timezone.now())
        return Response(_row(version, request.user))


class Decline(_OfVersion):
    """Record that somebody declined."""

    read_scope = None

    @extend_schema(
        summary="Record that somebody declined to sign",
        request=DeclineSerializer,
        responses=LifecycleSerializer,
    )
    def post(self, request: Request, code: str, number: int, place: uuid.UUID) -> Response:
        version = self.managed(request, code, number)
        given = DeclineSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        signatory = get_object_or_404(Signatory, version=version, pk=place)
        after = decline(
            signatory=signatory,
            reason=given.validated_data["reason"],
            on_behalf=True,
            actor=request.user,
            at=timezone.now(),
        )
        return Response(_row(after, request.user))


class Comments(_OfVersion):
    """What is said about a version, as far as the caller may read it."""

    @extend_schema(summary="Comments on a version", responses=CommentSerializer(many=True))
    def get(self, request: Request, code: str, number: int) -> Response:
        version = self.version(request, code, number)
        rows = Comment.objects.visible_to(request.user).filter(version=version)
        found = [_comment(row) for row in rows.select_related("target")]
        return Response(found)

    @extend_schema(
        summary="Comment on a version",
        request=CommentSerializer,
        responses={201: CommentSerializer},
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        version = self.version(request, code, number)
        given = CommentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = dict(given.validated_data)
        named = data.pop("target")
        target = get_object_or_404(Target, version=version, public_id=named) if named else None
        row = comment_on(
            version=version, target=target, **data, actor=request.user, at=timezone.now()
        )
        return Response(_comment(row), status=201)


def _row(version: Version, user: Any) -> dict[str, Any]:
    now = timezone.now()
    may_manage = may_manage_agreement(user, version.agreement)
    version = Version.objects.select_related("agreement", "section_set").get(pk=version.pk)
    current = version.rounds.filter(closed_at=None).first()
    seen = set(
        Signatory.objects.visible_to(user).filter(version=version).values_list("pk", flat=True)
    )
    return {
        "agreement": version.agreement.code,
        "version": version.number,
        "state": version.state,
        "turn": current.turn if current else None,
        "text_hash": version.text_hash or None,
        "lapses_at": version.lapses_at,
        "steps": [
            {
                "name": step.name,
                "leads_to": step.target,
                "needs_reason": step.needs_reason,
                "missing": missing_for(step, version, at=now),
            }
            for step in steps_for_people(version)
        ]
        if may_manage
        else [],
        "signatories": [
            {
                "id": place.signatory.pk,
                "person": str(place.actor)
                if place.signatory.party_id or not is_customer(user)
                else None,
                "party": str(place.signatory.party) if place.signatory.party else None,
                "part": place.signatory.part,
                "order": place.signatory.order,
                "state": place.state,
                "method": (place.last.method or None)
                if place.last and place.state == "done"
                else None,
                "signed_at": place.last.signed_at if place.last and place.state == "done" else None,
            }
            for place in signing_of(version, at=now).places
            if place.signatory.pk in seen
        ],
        "advice": [
            {"code": row.code, "message": row.message, "figures": row.figures}
            for row in advice_on(version)
        ]
        if may_manage and version.state in UNDER_WAY
        else [],
        "signed_document": _document(version) if sees_all_parties(user, version) else None,
    }


def _document(version: Version) -> dict[str, Any] | None:
    kept = signed_file(version)
    if kept is None:
        return None
    return {
        "name": kept.name,
        "size": kept.size,
        "sha256": kept.sha256,
        "kept_at": kept.created_at,
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "side": row.side,
        "section": row.section,
        "target": row.target.public_id if row.target else None,
        "text": row.text,
        "is_internal": row.is_internal,
        "written_at": row.written_at,
        "resolved_at": row.resolved_at,
    }
