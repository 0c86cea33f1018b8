"""Default deny: who sees which customers, by role, by grant, by token."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import ApiToken, Role, Scope, User
from brm.models import Contact, Customer, TokenScope
from tests.accounts.factories import make_token
from tests.brm.factories import codes, grant, make_customer
from tests.cast import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db) -> dict[str, Customer]:
    """BANK › (CARDS › (FRAUD), LOANS) and, beside it, CITY."""
    bank = make_customer("BANK")
    cards = make_customer("CARDS", bank)
    return {
        "BANK": bank,
        "CARDS": cards,
        "FRAUD": make_customer("FRAUD", cards),
        "LOANS": make_customer("LOANS", bank),
        "CITY": make_customer("CITY"),
    }


ALL = {"BANK", "CARDS", "FRAUD", "LOANS", "CITY"}


def seen(user) -> set[str]:
    return codes(Customer.objects.visible_to(user))


def with_token(user: User, *customers: Customer, is_limited: bool = True) -> User:
    """The user as a request by a token of theirs sees them."""
    token, key = make_token(user, Scope.RECORDS_READ, is_limited=is_limited)
    TokenScope.objects.bulk_create(TokenScope(token=token, customer=c) for c in customers)
    token = ApiToken.objects.get_from_key(key)
    bearer = token.user
    bearer.token, bearer.token_is_limited = token, token.is_limited
    return bearer


@pytest.mark.parametrize("who", ["ayu", "sari", "rangga", "oka", "tirta"])
def test_role_without_limit_sees_all(tree, who, request):
    assert seen(request.getfixturevalue(who)) == ALL


def test_nobody_granted_anything_sees_nothing(tree, zaki):
    assert seen(zaki) == set()


def test_guest_sees_nothing(tree):
    assert seen(AnonymousUser()) == set()


def test_deactivated_sees_nothing(tree):
    gone = make_user("Gita Pergi", Role.ADMINISTRATOR, is_active=False)
    grant(gone, tree["CITY"])

    assert seen(gone) == set()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_grant_opens_the_subtree_and_nothing_beside_or_above(tree, zaki, role):
    grant(zaki, tree["CARDS"], role)

    assert seen(zaki) == {"CARDS", "FRAUD"}


def test_grants_add_up(tree, zaki):
    grant(zaki, tree["CITY"])
    grant(zaki, tree["FRAUD"], Role.AUDITOR)

    assert seen(zaki) == {"CITY", "FRAUD"}


def test_nested_grants_are_one_subtree(tree, zaki):
    grant(zaki, tree["BANK"])
    grant(zaki, tree["FRAUD"])

    assert list(Customer.objects.visible_to(zaki).values_list("code", flat=True)) == [
        "BANK",
        "CARDS",
        "FRAUD",
        "LOANS",
    ]


def test_question_for_a_role_leaves_other_grants_out(tree, zaki):
    grant(zaki, tree["CITY"], Role.CUSTOMER)
    grant(zaki, tree["CARDS"], Role.RELATIONSHIP_MANAGER)

    managed = Customer.objects.visible_to(zaki, roles=(Role.RELATIONSHIP_MANAGER,))

    assert codes(managed) == {"CARDS", "FRAUD"}


def test_question_for_a_role_leaves_other_roles_out(tree, tirta):
    assert codes(Customer.objects.visible_to(tirta, roles=(Role.RELATIONSHIP_MANAGER,))) == set()


def test_token_without_limit_sees_what_its_user_sees(tree, sari, zaki):
    grant(zaki, tree["CARDS"])

    assert seen(with_token(sari, is_limited=False)) == ALL
    assert seen(with_token(zaki, is_limited=False)) == {"CARDS", "FRAUD"}


def test_limited_token_sees_its_subtree_only(tree, sari):
    assert seen(with_token(sari, tree["CARDS"])) == {"CARDS", "FRAUD"}


def test_limited_token_sees_no_more_than_its_user(tree, zaki):
    grant(zaki, tree["CARDS"])

    assert seen(with_token(zaki, tree["BANK"])) == {"CARDS", "FRAUD"}
    assert seen(with_token(zaki, tree["CITY"])) == set()


def test_limited_token_without_a_customer_sees_nothing(tree, sari):
    assert seen(with_token(sari)) == set()


def test_limited_token_whose_customer_was_deleted_sees_nothing(tree, sari):
    bearer = with_token(sari, tree["CITY"])
    tree["CITY"].delete()

    assert TokenScope.objects.count() == 0
    assert seen(bearer) == set()


def test_limited_token_of_an_administrator_keeps_no_role(tree, ayu):
    from accounts.queries.roles import has_role, may_manage_people

    bearer = with_token(ayu, tree["CITY"])

    assert not may_manage_people(bearer)
    assert not has_role(bearer, *Role)


def test_cycle_written_past_the_form_ends(tree, zaki):
    Customer.objects.filter(code="BANK").update(parent=tree["FRAUD"])
    grant(zaki, tree["CARDS"])

    assert seen(zaki) == {"BANK", "CARDS", "FRAUD", "LOANS"}


def test_question_costs_one_query(tree, zaki, django_assert_num_queries):
    grant(zaki, tree["BANK"])

    # The roles of the user, the grants, the customers; the roles are remembered.
    with django_assert_num_queries(3):
        seen(zaki)
    with django_assert_num_queries(2):
        seen(zaki)


def test_contacts_are_seen_with_their_customer(tree, zaki):
    from accounts.models import Person

    for code in ("FRAUD", "CITY"):
        person = Person.objects.create(name=f"Contact of {code}")
        Contact.objects.create(person=person, customer=tree[code])
    grant(zaki, tree["CARDS"])

    assert [str(contact) for contact in Contact.objects.visible_to(zaki)] == ["Contact of FRAUD"]
    assert Contact.objects.visible_to(AnonymousUser()).count() == 0
