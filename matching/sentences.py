"""What is said of one candidate under each criterion: full sentences, with the facts that they name."""

from collections.abc import Callable, Iterable

from matching.facts import ELECTED, Candidate, Request, Said
from matching.pool import Pool
from matching.words import Told
from workflow.words import _

MOST_WORDS = 6  # of those that two texts have in common


def topic(request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """Whether they name the topic, or speak of it."""
    if request.topic in candidate.topics:
        return Said(_("They name this topic themselves: {topic}."), {"topic": request.topic})
    words = _words(candidate.offers, lambda one: one.startswith(f"{request.topic}/"))
    if words:
        return Said(_("They write of this topic: {words}."), {"words": words})
    if candidate.offers.topics:
        return Said(_("They write of other topics: {topics}."), {"topics": sorted(candidate.offers.topics)})
    return Said(_("They write of no topic that is known here."))


def text(request: Request, candidate: Candidate, pool: Pool) -> Said:
    """What the request and the offer have in common."""
    words = _common(pool.offers.shared(request.wanted, candidate.offers).items(), candidate.offers)
    if words:
        return Said(_("In common with the request: {words}."), {"words": words})
    return Said(_("The offer has no words in common with the request."))


def job(request: Request, candidate: Candidate, pool: Pool) -> Said:
    """Whether the job is the one that is asked."""
    if same := _words(candidate.job, lambda one: one in request.job.jobs):
        return Said(_("They have the job that is asked: {words}."), {"words": same})
    words = _common(pool.jobs.shared(request.job, candidate.job).items(), candidate.job)
    if words:
        return Said(_("Their own work has in common with what is asked: {words}."), {"words": words})
    return Said(_("Their own work has no words in common with what is asked."))


def language(request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """Which language both share."""
    if not request.languages:
        return Said(_("No working language is known."))
    working = request.languages[0]
    if working in candidate.languages:
        return Said(_("They can work in the working language: {language}."), {"language": working})
    if shared := [one for one in request.languages if one in candidate.languages]:
        message = _("They cannot work in the working language; both sides can work in: {languages}.")
        return Said(message, {"languages": shared})
    if candidate.languages:
        message = _("No language is shared; an interpreter is needed. They can work in: {languages}.")
        return Said(message, {"languages": list(candidate.languages)})
    return Said(_("They have not said in which languages they can work."))


def dates(request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """How much of the period they are available."""
    if request.period is None:
        return Said(_("Nothing is known yet of when the exchange could be."))
    if candidate.available is None:
        return Said(_("They have not said when they are available."))
    facts = {
        "first": candidate.available.first,
        "last": candidate.available.last,
        "days": candidate.available.days_in(request.period),
        "all": (request.period.last - request.period.first).days + 1,
    }
    return Said(_("They are available from {first} to {last}: {days} of the {all} days of the period."), facts)


def level(request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """Elected or staff, as far as it is known of both."""
    if request.level is None:
        return Said(_("It is not said whether an elected politician or staff is asked."))
    if candidate.level is None:
        return Said(_("It is not known whether they are elected or staff."))
    if candidate.level == request.level:
        return Said(
            _("They are elected, as is asked.") if request.level == ELECTED else _("They are staff, as is asked.")
        )
    return Said(
        _("Staff is asked; they are elected.")
        if candidate.level == ELECTED
        else _("An elected politician is asked; they are staff.")
    )


def government(request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """Kind and number of inhabitants."""
    ours, theirs = request.side.population, candidate.side.population
    alike = candidate.side.kind == request.side.kind
    if ours is None or theirs is None:
        return Said(
            _("The same kind of body; how many inhabitants both have is not known.")
            if alike
            else _("Another kind of body; how many inhabitants both have is not known.")
        )
    facts = {"theirs": theirs, "ours": ours}
    return Said(
        _("The same kind of body; inhabitants: {theirs}, and {ours} on the side that asks.")
        if alike
        else _("Another kind of body; inhabitants: {theirs}, and {ours} on the side that asks."),
        facts,
    )


def experience(_request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """How many exchanges they have completed."""
    return Said(_("Exchanges completed so far: {count}."), {"count": candidate.done})


def load(_request: Request, candidate: Candidate, _pool: Pool) -> Said:
    """In how many they take part now."""
    facts = {"count": candidate.load, "most": candidate.most}
    return Said(_("Exchanges at present: {count}; at most at once: {most}."), facts)


def fairness(_request: Request, candidate: Candidate, pool: Pool) -> Said:
    """How many exchanges there were with their country."""
    here, country = pool.so_far.get(candidate.side.country, 0), candidate.side.country
    facts = {"country": country, "count": here, "all": sum(pool.so_far.values())}
    return Said(_("Exchanges with experts so far ({country}): {count} of {all}."), facts)


def _words(told: Told, wanted: Callable[[str], bool]) -> list[str]:
    return [words for feature, words in told.said.items() if wanted(feature)][:MOST_WORDS]


def _common(shared: Iterable[tuple[str, float]], told: Told) -> list[str]:
    """The words of the candidate for what weighs most of what is in common."""
    heaviest = sorted(shared, key=lambda one: (-one[1], one[0]))[:MOST_WORDS]
    return [told.said[feature] for feature, _weight in heaviest]
