"""Tells mypy that `request.user` is a user of ours, in pages and in the API.

Every door refuses guests before it looks at who came (tests/architecture/test_doors.py tries each),
so that asking again in every view would only be noise.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type

USER_OF_A_REQUEST = {
    "django.http.request.HttpRequest.user",
    "rest_framework.request.Request.user",
}


class TypedRequests(Plugin):
    """Answers for `user` of a request; everything else is left to the next plugin."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return self.user if fullname in USER_OF_A_REQUEST else None

    def user(self, context: AttributeContext) -> Type:
        found = self.lookup_fully_qualified("accounts.models.user.User")
        if found is None or found.node is None or context.is_lvalue:
            return context.default_attr_type
        return Instance(found.node, [])  # type: ignore[arg-type]


def plugin(version: str) -> type[Plugin]:
    return TypedRequests
