"""An office whose neighbours have households of their own on the map."""

import pytest

from tests.builders import office as built
from tests.builders.areas import DABA, GUAYUAN, SANHE
from tests.builders.lives import home

PLACES = {SANHE: (36.53, 104.01), DABA: (36.53, 104.03), GUAYUAN: (36.51, 104.03)}


@pytest.fixture
def office(settings):
    made = built.services(settings)
    number = 0
    for village, count in ((SANHE, 3), (DABA, 2), (GUAYUAN, 4)):
        lat, lon = PLACES[village]
        for nth in range(count):
            number += 1
            home(
                made,
                number=number,
                village=village,
                lat=lat + nth * 0.0005,
                lon=lon,
                benefits="dibao_rural" if nth else "",
            )
    yield made
    made.store.close()
