"""What texts say, whichever language they are written in."""

import pytest

from matching.words import Lexicon, built_in, language_of

# The same in five languages: a full landfill, compost, and an engineer.
ALIKE = {
    "en": "The landfill is full. Our engineer would begin with compost.",
    "fr": "La décharge est pleine. Notre ingénieur commencerait par le compostage.",
    "es": "El vertedero está lleno. Nuestra ingeniera empezaría con el compostaje.",
    "it": "La discarica è piena. Il nostro ingegnere comincerebbe con il compostaggio.",
    "pt": "O aterro está cheio. O nosso engenheiro começaria com o composto orgânico.",
}


@pytest.mark.parametrize("language", list(ALIKE))
def test_concepts(language: str) -> None:
    """A concept is the same concept in each of the five languages, and the language is recognised by its common words."""
    told = built_in().read(ALIKE[language])
    assert {"waste/landfill", "waste/compost", "job/engineer"} <= told.counts.keys()
    assert language_of(ALIKE[language].split()) == language


def test_accents() -> None:
    """A word typed without its accents, or in capitals, is the same word."""
    plain, typed = built_in().read("Les déchets et le fumier"), built_in().read("LES DECHETS et le Fumier")
    assert plain.counts == typed.counts


def test_longest_phrase() -> None:
    """A phrase counts as a whole, and its words do not count again."""
    told = built_in().read("The waste picker of the town")
    assert told.counts["waste/pickers"] == 1
    assert "waste/waste" not in told.counts


def test_words_of_the_text() -> None:
    """What was said is kept in the words of the text, for whoever explains a rank."""
    assert built_in().read("Nous avons fermé le dépotoir.").said["waste/landfill"] == "dépotoir"


def test_level() -> None:
    """A text that names jobs of one level has that level; one that names both, or none, has none."""
    levels = [
        built_in().read(text).level for text in ("Je suis maire.", "A treasurer.", "The mayor and an engineer", "")
    ]
    assert levels == ["elected", "staff", None, None]


def test_topic_of_the_office() -> None:
    """A topic that the office entered is recognised by its names."""
    lexicon = Lexicon({"lighting": {"en": "Street lighting", "fr": "Éclairage public"}})
    assert lexicon.read("We renew our street lighting.").topics == {"lighting": 1}
    assert lexicon.read("Nous avons refait l'éclairage public.").topics == {"lighting": 1}
