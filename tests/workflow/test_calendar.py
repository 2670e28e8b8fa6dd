"""Days off, working days, months, moments: on the walls of many countries."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow import calendar
from workflow.moments import ENTERED, LIMIT, Hour, Moment, after, before, days, half_way, months, on, working_days

COUNTRIES = ["NL", "GH", "UG", "KH", "CO", "BF", "MD", "LK", "IS", "EG", "PS", "XX"]
some_day = st.dates(date(2015, 1, 1), date(2035, 12, 31))
some_country = st.sampled_from(COUNTRIES)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2017, 5, day) for day in (12, 13, 14, 15))


@pytest.mark.parametrize(
    ("day", "country", "off"),
    [
        (MONDAY, "GH", False),
        (SATURDAY, "GH", True),
        (date(2017, 3, 6), "GH", True),  # Independence Day
        (date(2017, 4, 27), "NL", True),  # King's Day
        (date(2017, 4, 27), "GH", False),
        (FRIDAY, "EG", True),  # the weekend is Friday and Saturday
        (SUNDAY, "EG", False),
        (date(2024, 2, 4), "CN", False),  # a Sunday worked for a longer New Year
    ],
)
def test_days_off(day: date, country: str, off: bool) -> None:
    """Weekends and public holidays are those of the country."""
    assert calendar.is_day_off(day, country) is off


@pytest.mark.parametrize("country", ["XX", "", "Atlantis"])
def test_unknown_country(country: str) -> None:
    """A country the library does not know rests on Saturday and Sunday only."""
    week = [FRIDAY, SATURDAY, SUNDAY, MONDAY]
    assert [calendar.is_day_off(day, country) for day in week] == [False, True, True, False]


def test_shift() -> None:
    """A day off gives way to the working day before or after it; a working day stays."""
    assert calendar.shift(SUNDAY, "GH", back=True) == FRIDAY
    assert calendar.shift(SATURDAY, "GH", back=False) == MONDAY
    assert calendar.shift(MONDAY, "GH", back=True) == MONDAY


@pytest.mark.parametrize(
    ("country", "holiday", "before_it", "after_it"),
    [
        ("GH", date(2018, 5, 25), date(2018, 5, 24), date(2018, 5, 28)),  # African Union Day, a Friday
        ("KH", date(2018, 5, 14), date(2018, 5, 11), date(2018, 5, 16)),  # three days of the King's birthday
        ("CO", date(2018, 6, 4), date(2018, 6, 1), date(2018, 6, 5)),  # Corpus Christi, kept on a Monday
        ("MD", date(2018, 6, 1), date(2018, 5, 31), date(2018, 6, 4)),  # Children's Day, a Friday
        ("LK", date(2018, 4, 30), date(2018, 4, 27), date(2018, 5, 2)),  # Vesak, and May Day after it
        ("UG", date(2018, 4, 2), date(2018, 3, 29), date(2018, 4, 3)),  # Easter
        ("BF", date(2018, 8, 6), date(2018, 8, 3), date(2018, 8, 7)),  # Independence Day, a Sunday
    ],
)
def test_long_weekends(country: str, holiday: date, before_it: date, after_it: date) -> None:
    """A holiday next to a weekend is passed with it, in both directions."""
    assert calendar.shift(holiday, country, back=True) == before_it
    assert calendar.shift(holiday, country, back=False) == after_it
    assert calendar.add_working_days(before_it, 1, country) == after_it


def test_working_days_skip_holidays() -> None:
    """Ten working days from the eve of King's Day leave out the holiday and two weekends."""
    assert calendar.add_working_days(date(2017, 4, 26), 10, "NL") == date(2017, 5, 11)


def test_none_is_the_day_itself() -> None:
    """No working days after a day off is that day off."""
    assert calendar.add_working_days(SUNDAY, 0, "GH") == SUNDAY


def test_back_from_a_day_off() -> None:
    """The first working day before a Sunday is its Friday, the first after it its Monday."""
    assert calendar.add_working_days(SUNDAY, -1, "GH") == FRIDAY
    assert calendar.add_working_days(SUNDAY, 1, "GH") == MONDAY


@given(some_day, st.integers(1, 60), some_country)
def test_counting_undoes_adding(day: date, amount: int, country: str) -> None:
    """The n-th working day after a day is n working days after it."""
    assert calendar.working_days_after(day, calendar.add_working_days(day, amount, country), country) == amount


@given(some_day, st.integers(1, 60), some_country)
def test_there_and_back(day: date, amount: int, country: str) -> None:
    """As many working days back as forth lead from a working day to itself."""
    start = calendar.shift(day, country, back=False)
    there = calendar.add_working_days(start, amount, country)
    assert calendar.add_working_days(there, -amount, country) == start


def test_a_stay_counts_both_ends() -> None:
    """Monday to Friday are five working days within, four after the first; the other way round there is none."""
    friday = date(2017, 5, 19)
    assert calendar.working_days_within(MONDAY, friday, "GH") == 5
    assert calendar.working_days_after(MONDAY, friday, "GH") == 4
    assert calendar.working_days_within(friday, MONDAY, "GH") == 0


def test_two_weeks_in_pursat() -> None:
    """12 to 23 June 2017 in Cambodia are ten working days: the Queen Mother's birthday fell on the Sunday."""
    assert calendar.working_days_within(date(2017, 6, 12), date(2017, 6, 23), "KH") == 10


@pytest.mark.parametrize(
    ("day", "amount", "expected"),
    [
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2017, 12, 31), 2, date(2018, 2, 28)),
        (date(2017, 5, 15), 12, date(2018, 5, 15)),
        (date(2017, 3, 31), -1, date(2017, 2, 28)),
        (date(2017, 1, 15), -1, date(2016, 12, 15)),
        (date(2017, 5, 15), 0, date(2017, 5, 15)),
    ],
)
def test_months(day: date, amount: int, expected: date) -> None:
    """A month later is the same day, or the last one of a shorter month."""
    assert calendar.add_months(day, amount) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (on("first_day"), date(2017, 5, 15)),
        (before("first_day", days=1), date(2017, 5, 12)),  # a Sunday: the Friday before
        (before("first_day", days=7), date(2017, 5, 8)),
        (before("first_day", working_days=2), date(2017, 5, 11)),
        (after("last_day", days=1), date(2017, 5, 22)),  # a Saturday: the Monday after
        (after("last_day", days=30), date(2017, 6, 19)),  # a Sunday
        (after("last_day", working_days=3), date(2017, 5, 24)),
        (half_way("first_day", "last_day"), date(2017, 5, 17)),
        (half_way(ENTERED, LIMIT), date(2017, 4, 20)),  # of 19 and 22 April the middle is no day: the earlier of two
        (half_way("easter", "first_day"), date(2017, 5, 2)),  # 1 May is a holiday
        (half_way("friday", "easter"), date(2017, 4, 15)),  # until the end nobody works: it stays
        (working_days(2), date(2017, 4, 21)),
        (days(3), date(2017, 4, 24)),  # a Saturday
        (months(1), date(2017, 5, 19)),
        (Moment("sunday", shifts=True), date(2017, 5, 14)),  # neither before nor after: it stays
        (Moment("first_day", -1, shifts=False), date(2017, 5, 14)),
    ],
)
def test_moments(moment: Moment, expected: date) -> None:
    """In Ghana, around an exchange of 15 to 19 May 2017, each moment falls on its day."""
    anchors = {
        "first_day": date(2017, 5, 15),
        "last_day": date(2017, 5, 19),
        "sunday": date(2017, 5, 14),
        "friday": date(2017, 4, 14),
        "easter": date(2017, 4, 17),
        ENTERED: date(2017, 4, 19),
        LIMIT: date(2017, 4, 22),
    }
    assert calendar.date_of(moment, anchors, "GH") == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (on("leap"), date(2020, 2, 29)),  # a Saturday
        (before("leap", days=1), date(2020, 2, 28)),
        (after("leap", days=1), date(2020, 3, 2)),  # a Sunday
        (after("leap", days=90), date(2020, 5, 29)),
        (after("leap", days=180), date(2020, 8, 27)),
        (after("leap", working_days=1), date(2020, 3, 2)),
        (before("march", days=1), date(2020, 2, 28)),  # the leap day
        (months(12), date(2021, 3, 1)),  # 28 February is a Sunday
    ],
)
def test_leap_day(moment: Moment, expected: date) -> None:
    """The leap day counts like any other, and a year after it is the last of February."""
    leap = date(2020, 2, 29)
    assert calendar.date_of(moment, {"leap": leap, "march": date(2020, 3, 1), ENTERED: leap}, "NL") == expected


@pytest.mark.parametrize(
    "moment", [on("first_day"), half_way("first_day", "last_day"), half_way("last_day", "first_day")]
)
def test_no_date_yet(moment: Moment) -> None:
    """Nothing is due while a date it hangs on is not known."""
    assert calendar.date_of(moment, {"first_day": None, "last_day": MONDAY}, "GH") is None


@given(some_day, st.integers(-200, 200), some_country)
def test_never_on_a_day_off(anchor: date, amount: int, country: str) -> None:
    """What may move is never due on a day off, and never crosses its anchor."""
    day = calendar.date_of(Moment("it", amount), {"it": anchor}, country)
    assert day is not None
    assert amount == 0 or not calendar.is_day_off(day, country)
    assert (day > anchor) is (amount > 0)
    assert (day < anchor) is (amount < 0)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        (date(2017, 5, 15), Hour.MORNING, "Africa/Accra", "2017-05-15T09:00"),
        (date(2017, 3, 25), Hour.MORNING, "Europe/Amsterdam", "2017-03-25T08:00"),
        (date(2017, 3, 26), Hour.MORNING, "Europe/Amsterdam", "2017-03-26T07:00"),  # summer time began that night
        (date(2017, 3, 26), Hour.END, "Europe/Amsterdam", "2017-03-26T22:00"),  # a day of 23 hours
        (date(2017, 10, 29), Hour.END, "Europe/Amsterdam", "2017-10-29T23:00"),  # one of 25
        (date(2018, 10, 28), Hour.MORNING, "Europe/Madrid", "2018-10-28T08:00"),  # it ended that night
        (date(2018, 5, 12), Hour.MORNING, "America/Santiago", "2018-05-12T12:00"),
        (date(2018, 5, 12), Hour.END, "America/Santiago", "2018-05-13T04:00"),  # 25 hours, for winter comes in May
        (date(2018, 8, 11), Hour.END, "America/Santiago", "2018-08-12T04:00"),  # the 12th began at 01:00
        (date(2018, 8, 12), Hour.MORNING, "America/Santiago", "2018-08-12T12:00"),
        (date(2018, 3, 31), Hour.MORNING, "Australia/Sydney", "2018-03-30T22:00"),
        (date(2018, 4, 1), Hour.MORNING, "Australia/Sydney", "2018-03-31T23:00"),
        (date(2018, 10, 7), Hour.MORNING, "Australia/Sydney", "2018-10-06T22:00"),
        (date(2018, 10, 28), Hour.MORNING, "Africa/Accra", "2018-10-28T09:00"),
        (date(2017, 6, 12), Hour.MORNING, "Asia/Phnom_Penh", "2017-06-12T02:00"),
        (date(2017, 6, 21), Hour.END, "America/Bogota", "2017-06-22T05:00"),
        (date(2017, 10, 14), Hour.END, "America/Sao_Paulo", "2017-10-15T03:00"),  # the 15th began at 01:00
        (date(2023, 4, 27), Hour.END, "Africa/Cairo", "2023-04-27T22:00"),  # so did the 28th there
        (date(2017, 11, 4), Hour.END, "America/Havana", "2017-11-05T04:00"),  # two midnights: the first
        (date(2011, 12, 29), Hour.END, "Pacific/Apia", "2011-12-30T10:00"),  # Samoa had no 30 December
        (date(2011, 12, 30), Hour.END, "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_instants(day: date, hour: Hour, zone: str, expected: str) -> None:
    """Nine o'clock and the end of the day are those of the wall, whatever the clocks do that night."""
    assert calendar.instant(day, hour, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(st.dates(date(2012, 1, 1), date(2035, 12, 31)), st.sampled_from(sorted(available_timezones())))
def test_the_end_of_every_day(day: date, zone: str) -> None:
    """Everywhere, a moment before a day's end it is that day, and at its end it is the next."""
    end = calendar.instant(day, Hour.END, zone)
    assert (end - timedelta.resolution).astimezone(ZoneInfo(zone)).date() == day
    assert end.astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)


@pytest.mark.parametrize(
    "zone", ["Mars/Phobos", "", "Europe", "../../etc/passwd", "/etc/localtime", "Europe/Amsterdam\0"]
)
def test_unknown_zone(zone: str) -> None:
    """A name that is no zone is told in a sentence that shows how one looks."""
    with pytest.raises(calendar.UnknownZone, match="Use a name such as Africa/Accra"):
        calendar.instant(MONDAY, Hour.MORNING, zone)
