"""Which buttons there are: every transition of every type, from where to where, and whose it is."""

import pytest

from states.all import DEFINITIONS
from workflow.definition import Transition

SHORT = {
    "CANDIDATE": "submitted, incomplete, validated, shortlisted",
    "NOT_BEGUN": "matched, vacant, terms_drafted, terms_agreed, postponed, arranged",
}
# trigger: from where → to where: who presses it
EDGES = {
    "request": """
        submit: start → submitted: requester, broker
        amend: submitted → stays: requester
        ask_for_more: submitted → incomplete: broker
        provide_information: incomplete → submitted: requester, broker
        lapse: incomplete → withdrawn: clock
        validate: submitted → validated: broker
        score: validated → stays: committee
        reject: submitted, incomplete → rejected: broker
        merge: submitted, incomplete, validated, on_reserve, unmatched → merged: broker
        put_on_reserve: validated, unmatched → on_reserve: broker
        still_wanted: on_reserve → on_reserve: requester
        seek_expertise: validated, on_reserve, unmatched → expertise_sought: link
        call_cancelled: expertise_sought → validated: link
        match: expertise_sought → matched: link
        no_match: expertise_sought → unmatched: link
        match_from_reserve: unmatched → matched: broker
        join_exchange: unmatched → matched: broker
        exchange_arranged: matched → arranged: link
        exchange_reopened: arranged, executed → matched: link
        exchange_executed: arranged → executed: link
        exchange_evaluated: executed → evaluated: link
        exchange_cancelled: matched, arranged → unmatched: link
        end_with_exchange: matched, arranged → cancelled: link
        close: on_reserve, unmatched → closed_unmatched: broker
        close_reserve: on_reserve → closed_unmatched: clock
        withdraw: submitted, incomplete, validated, on_reserve, expertise_sought, unmatched → withdrawn: requester, broker
        withdraw_from_exchange: matched, arranged → withdrawn: requester, broker
        cancel: validated, on_reserve, expertise_sought, unmatched → cancelled: broker
        reopen: rejected, withdrawn, closed_unmatched → submitted: broker
    """,
    "call": """
        prepare: start → draft: broker
        amend: draft → stays: broker
        open: draft → open: broker
        discard: draft → cancelled: broker
        extend_deadline: open → stays: broker
        close: open → closed: clock
        reopen: closed → open: broker
        recommend: closed → stays: committee
        decide: closed → decided: broker
        cancel: open, closed → cancelled: broker
        request_left: draft → stays: link
        request_left: open, closed → stays: link
        last_request_left: draft → cancelled: link
        last_request_left: open, closed → cancelled: link
    """,
    "application": """
        submit: start → submitted: expert, broker
        file_late: start → submitted: broker
        file_direct: start → on_reserve: broker
        amend: submitted, validated → submitted: expert
        ask_for_more: submitted → incomplete: broker
        provide_information: incomplete → submitted: expert, broker
        lapse: incomplete → withdrawn: clock
        validate: submitted → validated: broker
        score: validated, shortlisted → stays: committee
        reject: CANDIDATE, on_reserve → rejected: broker
        shortlist: validated → shortlisted: broker
        put_on_reserve: validated, shortlisted → on_reserve: link
        not_select: validated, shortlisted → not_selected: link
        select: shortlisted, on_reserve → selected: link
        extend_offer: selected → stays: broker
        confirm: selected → confirmed: expert, broker
        decline: selected → declined: expert, broker
        expire_offer: selected → declined: clock
        withdraw: CANDIDATE, on_reserve → withdrawn: expert, broker
        withdraw_from_exchange: confirmed → withdrawn: expert, broker
        release_expert: selected, confirmed → cancelled: broker
        release: on_reserve → not_selected: broker, link
        reserve_expired: on_reserve → not_selected: clock
        cancel: CANDIDATE, on_reserve → cancelled: link
        exchange_cancelled: selected, confirmed → cancelled: link
        return_to_reserve: selected, confirmed → on_reserve: link
        complete: confirmed → completed: link
    """,
    "expert_assignment": """
        create: start → matched: link
        draft_terms: matched → terms_drafted: broker, requester, expert
        agree_terms: terms_drafted → terms_agreed: requester, expert
        change_terms: terms_drafted, terms_agreed → terms_drafted: broker, requester, expert
        record_briefing: terms_agreed, postponed → stays: broker
        experts_confirmed: matched, postponed → stays: link
        expert_left: matched, terms_drafted, terms_agreed, postponed, arranged → stays: link
        lose_expert: matched, terms_drafted, terms_agreed, arranged → vacant: link
        lose_expert: postponed → stays: link
        add_expert: vacant → matched: broker
        add_another_expert: matched, postponed → stays: broker
        add_another_expert: terms_drafted, terms_agreed → matched: broker
        record_arrangements: NOT_BEGUN → stays: broker, requester, expert
        invite_association: NOT_BEGUN → stays: broker
        accept_invitation_association: NOT_BEGUN → stays: association
        arrange: terms_agreed → arranged: broker
        change_dates: arranged → stays: broker
        postpone: matched, vacant, terms_drafted, terms_agreed, arranged → postponed: broker
        set_new_dates: postponed → arranged: broker
        resume_preparation: postponed → matched: broker
        start: arranged → under_way: clock, broker
        finish: under_way → executed: clock, broker, requester, expert
        end_early: under_way → executed: broker
        did_not_take_place: under_way, executed → postponed: broker
        answer_questionnaire: NOT_BEGUN, under_way, executed, reported, evaluated → stays: requester, expert
        draft_report: executed → stays: requester, expert, association, broker
        agree_report: executed → reported: requester, expert
        waive_report: executed → reported: broker
        record_lessons: executed, reported, evaluated → stays: association
        evaluate: reported → evaluated: broker
        evaluate_with_waiver: reported → evaluated: broker
        cancel: NOT_BEGUN → cancelled: broker
        end_without_request: NOT_BEGUN → cancelled: link
        record_past: start → evaluated: broker
        retract: evaluated → cancelled: broker
    """,
}


def told(transition: Transition) -> str:
    """A transition as a line above tells it."""
    edge = transition.edge
    by = ", ".join(part.name for part in transition.by)
    return f"{transition.trigger}: {', '.join(edge.sources)} → {edge.target or 'stays'}: {by}"


def expected(name: str) -> list[str]:
    """The lines of a type, with the short words written out."""
    text = EDGES[name]
    for short, states in SHORT.items():
        text = text.replace(short, states)
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    """A type has these transitions, and no others."""
    definition = next(one for one in DEFINITIONS if one.name == name)
    assert sorted(map(told, definition.transitions)) == sorted(expected(name))
