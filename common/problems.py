"""Errors of the API as RFC 9457 problem details, one shape for every refusal."""

import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):
    """A verb says no: `message` tells a person what to do, `field` where, `code` tells a machine.

    Verbs raise subclasses; forms show the message at the field, the API answers 422.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None, rows: list[Any] | None = None):
        super().__init__(message)
        self.message = message
        self.field = field
        self.rows = rows or []


def problem(
    status: int, detail: str, *, code: str = "", errors: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Build the body of a problem: title by status, detail for people, errors by field and row."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if code:
        body["code"] = code
    if errors:
        body["errors"] = errors
    return body


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer any exception that the API raises on purpose; anything else stays a 500."""
    if isinstance(exc, Refusal):
        set_rollback()
        errors = exc.rows or (
            [{"field": exc.field, "message": exc.message, "code": exc.code}] if exc.field else None
        )
        return _response(422, problem(422, exc.message, code=exc.code, errors=errors), {})
    if isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(_messages(exc))
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(exc, exceptions.ValidationError):
        body = problem(
            exc.status_code,
            _("The request has errors; each is named with its field."),
            code="invalid",
            errors=list(_flatten(exc.get_full_details())),
        )
    else:
        body = problem(exc.status_code, str(exc.detail), code=str(exc.get_codes()))
    return _response(exc.status_code, body, headers)


def _response(status: int, body: dict[str, Any], headers: dict[str, str]) -> Response:
    response = Response(body, status=status, headers=headers)
    response.content_type = MEDIA_TYPE
    return response


def _messages(exc: DjangoValidationError) -> Any:
    if hasattr(exc, "error_dict"):
        return {
            (api_settings.NON_FIELD_ERRORS_KEY if field == "__all__" else field): messages
            for field, messages in exc.message_dict.items()
        }
    return exc.messages


def _flatten(details: Any, path: str = "") -> Any:
    """Yield `{field, message, code}` (and `row` for lists of records) from DRF's nested details."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": path or None, "message": str(details["message"]), "code": details["code"]}
    elif isinstance(details, dict):
        for key, value in details.items():
            if isinstance(key, int):  # a list serializer names the bad records alone
                yield from ({**error, "row": key} for error in _flatten(value, path))
                continue
            name = "" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key)
            yield from _flatten(value, f"{path}.{name}".strip("."))
    elif isinstance(details, list):
        for index, value in enumerate(details):
            is_record = isinstance(value, dict) and set(value) != {"message", "code"}
            for error in _flatten(value, path):
                yield {**error, "row": index} if is_record else error


def problem_response(request: HttpRequest, status: int, detail: str) -> JsonResponse:
    """The same answer for what never reached a view: an unknown address, a crash."""
    return JsonResponse(problem(status, detail), status=status, content_type=MEDIA_TYPE)


def document_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Name the problem answer once in the OpenAPI schema and give it to every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": {"type": ["string", "null"]},
                        "row": {"type": "integer"},
                        "message": {"type": "string"},
                        "code": {"type": "string"},
                    },
                },
            },
        },
    }
    answer = {
        "description": "Refused",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation.setdefault("responses", {}).setdefault("default", answer)
    return result
