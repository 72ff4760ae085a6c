from datetime import timedelta

from server.auth import recent
from server.auth.recent import Recent
from tests.builders.office import NOW


def test_what_was_seen_is_forgotten_after_the_span():
    seen = Recent(timedelta(minutes=5))
    assert seen.add("a", NOW)
    assert seen.holds("a", NOW + timedelta(minutes=4))
    assert not seen.holds("a", NOW + timedelta(minutes=5))


def test_seeing_it_again_does_not_prolong_it():
    seen = Recent(timedelta(minutes=5))
    seen.add("a", NOW)
    assert not seen.add("a", NOW + timedelta(minutes=4))
    assert seen.add("a", NOW + timedelta(minutes=5))


def test_it_never_grows_beyond_its_bound(monkeypatch):
    monkeypatch.setattr(recent, "MOST", 3)
    seen = Recent(timedelta(minutes=5))
    for key in "abcd":
        seen.add(key, NOW)
    assert not seen.holds("a", NOW)
    assert seen.holds("d", NOW)
