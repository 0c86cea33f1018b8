"""What a service needs: no circles, one number a group."""

import pytest

from slm.models import Dependency
from slm.operations.add_dependency import DependencyRefused, add_dependency
from tests.cast import NOW
from tests.slm.catalogue import make_service


@pytest.fixture
def services(db):
    return [make_service(code, name=code) for code in ("A", "B", "C")]


def add(service, needs, **more):
    return add_dependency(service=service, needs=needs, actor=None, at=NOW, **more)


def test_circle_is_refused_with_its_path(services):
    a, b, c = services
    add(a, b)
    add(b, c)
    with pytest.raises(DependencyRefused) as refused:
        add(c, a)
    assert refused.value.message == "That would be a circle: C → A → B → C."
    assert Dependency.objects.count() == 2


def test_diamond_is_no_circle(services):
    a, b, c = services
    below = make_service("D")
    for one, other in ((a, b), (a, c), (b, below), (c, below)):
        add(one, other)
    assert Dependency.objects.count() == 4


def test_number_is_the_group_s(services):
    a, b, c = services
    add(a, b, group="nodes", required=1)
    add(a, c, group="nodes", required=2)
    assert set(Dependency.objects.values_list("required", flat=True)) == {2}


def test_same_again_changes_how_it_is_needed(services):
    a, b, _c = services
    add(a, b)
    add(a, b, group="nodes")
    assert Dependency.objects.get().group == "nodes"


@pytest.mark.parametrize("wish", [{"required": 0}, {"required": 2}])
def test_number_without_sense_is_refused(wish, services):
    with pytest.raises(DependencyRefused):
        add(services[0], services[1], **wish)


def test_itself_is_refused(services):
    with pytest.raises(DependencyRefused):
        add(services[0], services[0])
