"""What is kept stays below its room, the least used going first."""

from server.maps.keeping import Kept


def test_the_least_used_goes_when_the_room_is_full():
    kept = Kept(10)
    kept.put("a", 1, weight=4)
    kept.put("b", 2, weight=4)
    assert kept.get("a") == 1
    kept.put("c", 3, weight=4)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_what_is_larger_than_all_room_is_made_and_not_kept():
    kept = Kept(10)
    assert kept.made("a", lambda: "x" * 20, len) == "x" * 20
    assert kept.get("a") is None


def test_a_thing_put_again_counts_once():
    kept = Kept(10)
    for _ in range(5):
        kept.put("a", 1, weight=6)
    kept.put("b", 2, weight=4)
    assert (kept.get("a"), kept.get("b")) == (1, 2)
