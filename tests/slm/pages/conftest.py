import pytest

from tests.slm.catalogue import Catalogue, make_catalogue


@pytest.fixture
def catalogue(db) -> Catalogue:
    return make_catalogue()
