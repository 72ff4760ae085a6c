"""Clocks, versions, rights and files that are not right (rules W)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from server.core.days import LOCAL
from server.core.geodesy import distance_m
from server.demo.crew import device_id
from server.demo.drafts import Sending
from server.demo.oddities import odd

if TYPE_CHECKING:
    from server.demo.drafts import Draft

OLD_VERSION = "2025120101"
FAR_M = 2_600
AHEAD = timedelta(hours=7)


@odd("W-01")
def changed_after_sending(draft: Draft) -> None:
    """Sent, changed by hand on the card of the tablet, and sent again under the same id."""
    draft.sending = Sending.CHANGED


@odd("W-02")
def version_never_published(draft: Draft) -> None:
    """A form kept from a trial."""
    draft.version = OLD_VERSION


@odd("W-02")
def form_of_another_server(draft: Draft) -> None:
    """A form of an earlier server."""
    draft.named_form = "dibao_survey_2019"


@odd("")
def torn(draft: Draft) -> None:
    """A file cut off when the battery died: no XML any more."""
    draft.sending = Sending.TORN


@odd("W-03")
def village_of_a_colleague(draft: Draft) -> None:
    """A village the sender has no right in."""
    if draft.foreign is not None:
        draft.village = draft.foreign


@odd("W-04")
def signature_never_sent(draft: Draft) -> None:
    """The file of the signature was deleted on the tablet."""
    _withhold(draft, "sign")


@odd("W-04", often=1)
def photo_never_sent(draft: Draft) -> None:
    """The file of the photo was moved by a gallery."""
    _withhold(draft, "photo_door")


def _withhold(draft: Draft, question: str) -> None:
    picture = draft.picture(question)
    if picture is not None:
        picture.withheld = True


@odd("W-05")
def number_in_words(draft: Draft) -> None:
    """A number in words, as a converted paper form has it."""
    draft.answers["house_rooms"] = "三间"


@odd("W-05")
def choice_of_an_old_list(draft: Draft) -> None:
    """A choice that the list no longer has."""
    draft.answers["water"] = "9"


@odd("W-10")
def ended_before_it_began(draft: Draft) -> None:
    """The clock was set back while the form was open."""
    draft.answers["end"] = draft.at - timedelta(minutes=4)


@odd("W-11")
def clock_ahead(draft: Draft) -> None:
    """The clock is hours ahead of the server's."""
    draft.at = draft.until + AHEAD


@odd("W-12", often=1)
def date_of_last_week(draft: Draft) -> None:
    """The date was typed when the form was begun on paper."""
    draft.answers["today"] = draft.at.date() - timedelta(days=6)


@odd("W-13", often=4)
def weeks_in_a_drawer(draft: Draft) -> None:
    """The tablet was not taken to the office for weeks."""
    draft.at -= timedelta(days=21)


@odd("W-14", often=6)
def in_a_minute_and_a_half(draft: Draft) -> None:
    """Filled in faster than anybody can ask."""
    draft.minutes = draft.dice.uniform(1.1, 1.9)


@odd("W-15")
def open_overnight(draft: Draft) -> None:
    """Closed two days later."""
    draft.at -= timedelta(days=3)
    draft.minutes = 27.5 * 60


@odd("W-16", fits=lambda draft: draft.before is not None)
def on_two_tablets(draft: Draft) -> None:
    """A second tablet on the same account, while the first is in another house."""
    if draft.before is not None:
        draft.at = draft.before.at + timedelta(minutes=2)
        draft.device = device_id(draft.dice)


def _came_from_afar(draft: Draft) -> bool:
    return draft.before is not None and distance_m(draft.before.door, draft.door) > FAR_M


@odd("W-17", fits=_came_from_afar)
def faster_than_a_car(draft: Draft) -> None:
    """Begun a minute after a form in the other village."""
    if draft.before is not None:
        draft.at = draft.before.at + timedelta(minutes=1)


@odd("W-18", often=2)
def at_night(draft: Draft) -> None:
    """At home in the evening, from notes."""
    draft.at = draft.at.replace(hour=23)


@odd("W-19")
def clock_without_battery(draft: Draft) -> None:
    """The clock has fallen back to its first day."""
    draft.at = datetime(1970, 1, 1, 8, 3, 11, tzinfo=LOCAL)


ODDITIES = (
    changed_after_sending,
    version_never_published,
    form_of_another_server,
    torn,
    village_of_a_colleague,
    signature_never_sent,
    photo_never_sent,
    number_in_words,
    choice_of_an_old_list,
    ended_before_it_began,
    clock_ahead,
    date_of_last_week,
    weeks_in_a_drawer,
    in_a_minute_and_a_half,
    open_overnight,
    on_two_tablets,
    faster_than_a_car,
    at_night,
    clock_without_battery,
)
