"""What a text is about, whichever of the five languages it is written in: stems, and concepts that have no language.

`thesaurus.json` has the vocabulary: topics → concepts → words in each language, jobs with their level, and the common
words by which a language is recognised. A word or phrase of a concept counts as the concept (`waste/landfill`), so that
a request in French and an offer in Spanish have it in common; any other word counts as its stem.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from snowballstemmer import stemmer

from records.folding import fold
from records.topics import BUILT_IN

STEMMERS: Mapping[str, str] = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
}
LONGEST = 4  # words of a phrase
WORD = re.compile(r"[^\W\d_]{2,}")
JOB = "job/"
_READ: Mapping[str, Any] = json.loads(files("matching").joinpath("thesaurus.json").read_text("utf-8"))
_COMMON: Mapping[str, frozenset[str]] = {language: frozenset(words) for language, words in _READ["common"].items()}

JOBS: Mapping[str, Mapping[str, Any]] = _READ["jobs"]
LEVELS: Mapping[str, str] = {f"{JOB}{name}": job["level"] for name, job in JOBS.items()}


@dataclass(frozen=True)
class Told:
    """What a text says: how often each stem or concept, and the words of the text in which each was first said."""

    counts: Mapping[str, int]
    said: Mapping[str, str]

    @cached_property
    def jobs(self) -> frozenset[str]:
        """The jobs that it names."""
        return frozenset(one for one in self.counts if one.startswith(JOB))

    @cached_property
    def topics(self) -> Mapping[str, int]:
        """How often it says something that belongs to a topic."""
        found: Counter[str] = Counter()
        for concept, count in self.counts.items():
            topic, slash, _name = concept.partition("/")
            if slash and topic != "job":
                found[topic] += count
        return found

    @property
    def level(self) -> str | None:
        """`elected` or `staff`, where the jobs it names are all of one level."""
        levels = {LEVELS[one] for one in self.jobs}
        return levels.pop() if len(levels) == 1 else None


Phrases = Mapping[tuple[str, ...], str]


class Lexicon:
    """The vocabulary, with the topics as the office names them: topic → language → label."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]]) -> None:
        self._phrases = {language: _phrases(language, labels) for language in STEMMERS}

    def read(self, *texts: str | None) -> Told:
        """What some texts say together."""
        counts: Counter[str] = Counter()
        said: dict[str, str] = {}
        for text in filter(None, texts):
            for feature, words in self._features(text):
                counts[feature] += 1
                said.setdefault(feature, words)
        return Told(counts, said)

    def _features(self, text: str) -> Iterator[tuple[str, str]]:
        words = WORD.findall(text)
        language = language_of(words)
        stems = [stem(language, word) for word in words]
        known, at = self._phrases[language], 0
        while at < len(words):
            length, concept = _longest(known, stems, at)
            if concept:
                yield concept, " ".join(words[at : at + length])
                # Who is head of waste speaks of waste too.
                length = 1 if concept.startswith(JOB) and length > 1 else length
            elif words[at].lower() not in _COMMON[language]:
                yield stems[at], words[at]
            at += length


@cache
def built_in() -> Lexicon:
    """The lexicon of the topics that every database begins with."""
    return Lexicon({code: topic.labels for code, topic in BUILT_IN.items()})


def language_of(words: Sequence[str]) -> str:
    """The language most of whose common words a text has; English where it has none."""
    found = Counter(word.lower() for word in words)
    return max(STEMMERS, key=lambda one: sum(found[word] for word in _COMMON[one]) if found else 0)


@lru_cache(maxsize=200_000)
def stem(language: str, word: str) -> str:
    """The stem of a word, folded, so that a missing accent makes no other word of it."""
    # The stemmers know endings by their accents: fold after, not before.
    return fold(_stemmer(language).stemWord(word.lower()))


@cache
def _stemmer(language: str) -> Any:
    return stemmer(STEMMERS[language])


def _longest(known: Phrases, stems: Sequence[str], at: int) -> tuple[int, str]:
    """How many words from here on are one concept, and which; one word and none where they are not."""
    for length in range(min(LONGEST, len(stems) - at), 0, -1):
        concept = known.get(tuple(stems[at : at + length]))
        if concept:
            return length, concept
    return 1, ""


def _phrases(language: str, labels: Mapping[str, Mapping[str, str]]) -> Phrases:
    """Stems of each phrase → its concept. The thesaurus wins over labels, an earlier concept over a later one."""
    found: dict[tuple[str, ...], str] = {}
    for concept, phrase in _entries(language, labels):
        stems = tuple(stem(language, word) for word in WORD.findall(phrase))
        if stems and len(stems) <= LONGEST:
            found.setdefault(stems, concept)
    return found


def _entries(language: str, labels: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for name, job in JOBS.items():
        yield from ((f"{JOB}{name}", phrase) for phrase in job[language])
    for topic, concepts in _READ["topics"].items():
        for name, concept in concepts.items():
            yield from ((f"{topic}/{name}", phrase) for phrase in concept[language])
    for topic, label in labels.items():
        if topic != "other" and label.get(language):
            yield f"{topic}/label", label[language]
