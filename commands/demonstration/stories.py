"""Every story that the demonstration tells, each in a file of its own, told together in the order of time."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from commands.demonstration import history, roundtable, study_visit, today, work_placement
from commands.demonstration.play import OFFICE, Play

# A story presses until it yields the day for which it waits; what it presses next happens on that day. Its second
# parameter is the day of loading, to which it may lie relative.
Story = Callable[[Play, date], Iterator[date]]

STORIES: Sequence[Story] = (
    history.story,
    today.story,
    *roundtable.STORIES,
    *study_visit.STORIES,
    *work_placement.STORIES,
)


def tell(play: Play, now: datetime, stories: Sequence[Story] = STORIES) -> None:
    """Tell all stories from the beginning up to now: whichever waits for the earliest day goes on."""
    loaded = now.astimezone(OFFICE).date()
    told = [story(play, loaded) for story in stories]
    waiting = [(play.now.date(), number) for number in range(len(told))]
    while waiting:
        day, number = heapq.heappop(waiting)
        play.on(day, until=now)
        following = next(told[number], None)
        if following is not None:
            heapq.heappush(waiting, (following, number))
    play.until(now)
