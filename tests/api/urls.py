"""The product's addresses, and one resource that can be made to answer anything."""

from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from common.problems import Refusal


class TooSmall(Refusal):
    code = "too_small"


class TargetSerializer(serializers.Serializer):
    threshold = serializers.IntegerField(min_value=1)


class OnceAMinute(SimpleRateThrottle):
    rate = "1/min"

    def get_cache_key(self, request, view) -> str:
        return "tests-once-a-minute"


class Target(APIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    def get(self, request) -> Response:
        return Response({"user": request.user.email})

    def post(self, request) -> Response:
        serializer = TargetSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if serializer.validated_data["threshold"] < 50:
            raise TooSmall("Promise at least 50.", field="threshold")
        return Response(serializer.validated_data)


class Throttled(Target):
    throttle_classes = [OnceAMinute]


class Broken(Target):
    def get(self, request) -> Response:
        raise ZeroDivisionError("internal detail")


class Forgotten(APIView):
    """A view whose author forgot to say who may."""

    def get(self, request) -> Response:
        return Response({})


urlpatterns = [
    path("api/v1/target/", Target.as_view()),
    path("api/v1/throttled/", Throttled.as_view()),
    path("api/v1/broken/", Broken.as_view()),
    path("api/v1/forgotten/", Forgotten.as_view()),
    path("", include("config.urls")),
]
handler400 = "common.pages.errors.bad_request"
handler403 = "common.pages.errors.permission_denied"
handler404 = "common.pages.errors.not_found"
handler500 = "common.pages.errors.server_error"
