"""Feedback for other tools: told once under a reference, read, and taken along its way."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.feedback_rows import (
    FeedbackSerializer,
    FeedbackStepSerializer,
    NewFeedbackSerializer,
    feedback_row,
)
from brm.models import CustomerWord, Feedback
from brm.operations.handle_feedback import (
    acknowledge_feedback,
    answer_feedback,
    investigate_feedback,
    resolve_feedback,
)
from brm.operations.record_feedback import record_feedback
from brm.operations.record_word import record_word, say_word
from brm.queries.complaints import with_standing
from brm.queries.feedback_access import handled_customers, may_handle, own_feedback, seen_feedback
from brm.queries.feedback_filter import FeedbackFilter
from brm.queries.own import is_only_customer, own_customers

SAID = {
    "accept": CustomerWord.Said.YES,
    "reject": CustomerWord.Said.NO,
    "withdraw": CustomerWord.Said.WITHDRAWN,
}


def visible_feedback(user: Any) -> Any:
    """Feedback that the caller may read: the provider's people theirs, customers their own."""
    rows = own_feedback(user) if is_only_customer(user) else seen_feedback(user)
    return with_standing(rows, at=timezone.now()).select_related(
        "customer", "service", "contact__person", "reporter__person", "assignee__person"
    )


class FeedbackDoor(APIView):
    """What every address shares: whose records, which scope."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    def found(self, code: str) -> Feedback:
        feedback: Feedback = get_object_or_404(
            visible_feedback(self.request.user), code=code.upper()
        )
        return feedback

    def answer(self, code: str, *, status: int = 200) -> Response:
        """The stored feedback as the caller may see it."""
        row = self.found(code)
        is_internal = not is_only_customer(self.request.user)
        return Response(feedback_row(row, is_internal=is_internal), status=status)


class FeedbackList(generics.GenericAPIView, FeedbackDoor):
    serializer_class = FeedbackSerializer
    filterset_class = FeedbackFilter

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Feedback.objects.none()
        return visible_feedback(self.request.user)

    @extend_schema(
        operation_id="feedback_list",
        summary="Feedback of the customers you may see",
        tags=["feedback"],
        responses=FeedbackSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        is_internal = not is_only_customer(request.user)
        return self.get_paginated_response(
            [feedback_row(row, is_internal=is_internal) for row in page or ()]
        )

    @extend_schema(
        operation_id="feedback_create",
        summary="Tell a complaint, compliment, comment or suggestion",
        description=(
            "Told again under the same `external_id` of the customer nothing is changed, and the "
            "stored record is answered with 200 instead of 201."
        ),
        tags=["feedback"],
        request=NewFeedbackSerializer,
        responses={200: FeedbackSerializer, 201: FeedbackSerializer},
    )
    def post(self, request: Request) -> Response:
        may = handled_customers(request.user).exists() or own_customers(request.user).exists()
        if not may:
            raise PermissionDenied
        given = NewFeedbackSerializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        recorded = record_feedback(**given.validated_data, actor=request.user, at=timezone.now())
        return self.answer(recorded.feedback.code, status=201 if recorded.is_new else 200)


class FeedbackDetail(FeedbackDoor):
    write_scope = None

    @extend_schema(
        operation_id="feedback_read",
        summary="One piece of feedback",
        tags=["feedback"],
        responses=FeedbackSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        return self.answer(code)


class FeedbackSteps(FeedbackDoor):
    """Steps of its way; a step that was taken already is refused with 422."""

    read_scope = None

    @extend_schema(
        operation_id="feedback_step",
        summary="Take a step: acknowledge, investigate, resolve, answer, accept, reject, withdraw",
        description=(
            "The customer's own people say `accept`, `reject` and `withdraw` themselves; the "
            "provider's write them down with `by_name`, `how`, `said_at` and `evidence`."
        ),
        tags=["feedback"],
        request=FeedbackStepSerializer,
        responses=FeedbackSerializer,
    )
    def post(self, request: Request, code: str) -> Response:
        record = self.found(code)
        is_customer = is_only_customer(request.user)
        if not is_customer and not may_handle(request.user, record):
            raise PermissionDenied
        given = FeedbackStepSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = dict(given.validated_data)
        name, words = wish.pop("step"), wish.pop("words")
        shared: dict[str, Any] = {
            "feedback": record,
            "actor": request.user,
            "at": timezone.now(),
        }
        taken = wish.pop("takes_compensation", None)
        if name in SAID and is_customer:
            say_word(said=SAID[name], words=words, takes_compensation=taken, **shared)
        elif name in SAID:
            record_word(
                said=SAID[name], words=words, takes_compensation=taken, **_known(wish), **shared
            )
        elif is_customer:
            raise PermissionDenied
        elif name == "acknowledge":
            acknowledge_feedback(words=words, **shared)
        elif name == "investigate":
            investigate_feedback(words=words, **shared)
        elif name == "resolve":
            resolve_feedback(resolution=words, **shared)
        else:
            answer_feedback(answer=words, **shared)
        return self.answer(record.code)


def _known(wish: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in ("by_name", "how", "said_at", "evidence") if not wish.get(name)]
    if missing:
        raise ValidationError(
            {name: _("Say how the customer's word is known.") for name in missing}
        )
    return {name: wish[name] for name in ("by_name", "how", "said_at", "evidence")}
