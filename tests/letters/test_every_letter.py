"""What is true of every letter, in whatever language."""

import re

import pytest

from letters import LANGUAGES, VERSIONS, render
from letters.shelf import TEXTS
from tests.letters import samples
from tools import letter_texts
from tools.translations import complete

REQUEST = """request_received request_amended request_incomplete information_received request_lapsed request_validated
    request_rejected request_merged request_on_reserve still_wanted expertise_sought request_back_in_queue
    request_matched request_unmatched request_closed request_withdrawn request_cancelled request_reopened"""
CALL = """call_opened deadline_extended applications_to_score call_closed call_decided call_cancelled call_changed
    draft_reminder"""
APPLICATION = """application_received application_on_reserve application_amended application_incomplete
    application_lapsed application_validated application_rejected application_not_selected application_selected
    offer_extended confirmation_noted decline_noted offer_expired application_withdrawn expert_released
    reserve_released application_closed"""
EXCHANGE = """association_invited welcome one_expert_left looking_for_another_expert expert_proposed government_joined
    government_left exchange_arranged dates_changed exchange_postponed preparation_resumed ended_early report_filed
    report_waived exchange_evaluated exchange_cancelled"""
EXPERT_ASSIGNMENT = "terms_drafted terms_agreed terms_changed"
STUDY_VISIT = """programme_drafted delegation_named visa_support_letters visas_applied_for delegation_changed
    programme_changed"""
ROUNDTABLE = "date_poll date_fixed invitation"
WORK_PLACEMENT = "placement_proposed agreement_signed placement_changed midterm_reviewed"
FOLLOW_UPS = """preparation_course baseline logistics_check open_items tomorrow_note check_in closing_note evaluation
    evaluation_reminder report_due outcome"""
LADDERS = """reminder_half_time reminder_two_days_before last_reminder overdue_broker overdue_lead_broker task"""
BY_HAND = "free_letter correction"
TO_LISTS = "newsletter newsletter_confirm"
FILING = "filing_begun filing_sent"  # by who has no account
LETTERS = " ".join(
    (
        BY_HAND,
        TO_LISTS,
        FILING,
        REQUEST,
        CALL,
        APPLICATION,
        EXCHANGE,
        EXPERT_ASSIGNMENT,
        ROUNDTABLE,
        STUDY_VISIT,
        WORK_PLACEMENT,
        FOLLOW_UPS,
        LADDERS,
    )
).split()

# The moves behind these ask for a reason, which the reader is told; no other letter repeats what somebody typed as one.
TELL_THE_REASON = """request_rejected request_merged request_closed request_withdrawn request_cancelled request_reopened
    deadline_extended call_cancelled application_received application_on_reserve application_rejected decline_noted
    application_withdrawn expert_released expert_proposed dates_changed exchange_postponed ended_early report_waived
    exchange_evaluated exchange_cancelled terms_changed delegation_changed programme_changed placement_changed
    date_poll correction"""

# The reader must act by the date on which the limit of the case ends.
NAME_THE_DATE = """request_incomplete application_incomplete application_selected offer_extended deadline_extended
    call_opened draft_reminder applications_to_score terms_drafted terms_changed programme_drafted programme_changed delegation_named delegation_changed
    date_poll invitation placement_proposed placement_changed visa_support_letters visas_applied_for ended_early report_due report_filed
    reminder_half_time reminder_two_days_before last_reminder task"""

# Before dates are confirmed nothing is certain, and whoever waits is told so.
PROMISE_NOTHING = """request_received request_validated request_on_reserve still_wanted expertise_sought
    request_back_in_queue request_unmatched request_reopened call_opened deadline_extended call_changed call_closed
    draft_reminder application_received application_validated application_on_reserve
    looking_for_another_expert"""

every_letter = pytest.mark.parametrize("name", sorted(VERSIONS))
every_complete_language = pytest.mark.parametrize("language", complete())
# A language that is not complete yet has some letters, and these must be as good as any.
THERE = [(language, name) for language in LANGUAGES for name in sorted(TEXTS[language]) if name in VERSIONS]
every_letter_there = pytest.mark.parametrize(("language", "name"), THERE)


def sentences(text: str) -> list[str]:
    """The sentences of a text; an item of a list is one."""
    return re.split(r"[.?!:;](?=\s|$)|\n\n|\n- ", text)


def test_the_letters_are_those_that_moves_and_clocks_owe() -> None:
    """Each letter that something can owe exists, and no other."""
    assert len(set(LETTERS)) == len(LETTERS)
    assert sorted(LETTERS) == sorted(VERSIONS)


@every_complete_language
def test_no_language_lacks_a_letter(language: str) -> None:
    """Every letter exists in every language that is listed."""
    assert {name for name in TEXTS[language] if not name.startswith("_")} == set(LETTERS)


@every_letter_there
@pytest.mark.parametrize(
    "facts", [samples.full(), samples.minimal(), samples.empty()], ids=["full", "minimal", "empty"]
)
def test_letter(language: str, name: str, facts: dict[str, object]) -> None:
    """Given much, little, or empty values, the subject is one line, and the text is plain, short-lined, without holes."""
    letter = render(name, facts, language)
    assert 0 < len(letter.subject) <= 120
    assert "\n" not in letter.subject
    assert re.match("EXC-2017-0001 ?: ", letter.subject)
    for leak in ("{", "}", "None", "[", "]", "&#", "Subject:", "  ", " .", " ,", "..", "()", "““"):
        assert leak not in letter.subject + letter.text.replace("\n  ", "\n"), leak
    assert [line for line in letter.text.splitlines() if len(line) > 78 and "://" not in line] == []
    assert "\n\n\n" not in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_names_what_the_english_one_names(language: str) -> None:
    """What is written begins with its subject, and uses the facts, macros and parts of the English letter, no other."""
    assert [told for told in letter_texts.problems(language) if " has no " not in told] == []


@every_letter_there
def test_letter_has_one_link_to_its_case(language: str, name: str) -> None:
    """The page of the case is linked once, on a line of its own."""
    assert render(name, samples.full(), language).text.splitlines().count(samples.LINK) == 1


@every_letter
def test_letter_says_whose_turn_it_is(name: str) -> None:
    """Before the link, a reader is told whose turn it is, or that there is nothing to do."""
    before_the_link = " ".join(render(name, samples.minimal(), "en").body.split(samples.LINK)[0].split())
    assert re.search(r"\b(turn)\b|You do not need to do anything", before_the_link)


@every_letter
def test_letter_is_easy_to_read(name: str) -> None:
    """No sentence has more than 25 words, and what happened and whose turn it is are told in less than 100."""
    body = render(name, samples.minimal(), "en").body
    assert [sentence for sentence in sentences(body) if len(sentence.split()) > 25] == []
    assert len(body.split(samples.LINK)[0].split()) < 100


@every_letter
def test_letter_tells_a_reason_where_the_reader_is_owed_one(name: str) -> None:
    """A typed reason is quoted in the letters that carry it and nowhere else; without one, none is announced."""
    quoted = "> This was said by whoever pressed.\n>\n> It has a second line."
    assert (quoted in render(name, samples.full(), "en").text) == (name in TELL_THE_REASON.split())
    assert "reason" not in render(name, samples.minimal(), "en").text


@pytest.mark.parametrize("name", NAME_THE_DATE.split())
def test_letter_names_the_date(name: str) -> None:
    """Whoever must act reads by when, with the zone."""
    assert samples.DUE in " ".join(render(name, samples.full(), "en").body.split(samples.LINK)[0].split())


@pytest.mark.parametrize("name", PROMISE_NOTHING.split())
def test_letter_promises_nothing(name: str) -> None:
    """Before an exchange is confirmed, its letters say that none is guaranteed."""
    assert "No exchange is guaranteed." in " ".join(render(name, samples.minimal(), "en").body.split())


@pytest.mark.parametrize("name", [name for name in LETTERS if name not in PROMISE_NOTHING.split()])
def test_word_of_a_promise_is_where_it_is_expected(name: str) -> None:
    """No letter but those speaks of guarantees."""
    assert "guarantee" not in render(name, samples.full(), "en").text
