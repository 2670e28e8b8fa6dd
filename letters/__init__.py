"""Template, typed facts and a language become the subject and the text of a letter, or the pages of a paper.

A language is a folder, a letter is a file in it: `Subject: …` on the first line, then what this letter has to say.
Greeting and closing are in `_greeting.txt` and `_closing.txt`, what several letters say alike in `_words.txt`.
"""

from letters.errors import LetterError, MissingFact, UnknownLanguage, UnknownLetter
from letters.pdf import draw
from letters.render import DIGEST, Letter, gather, merge, notice, paper_text, render
from letters.shelf import LANGUAGES, PAPERS, VERSIONS, language_of

__all__ = [
    "DIGEST",
    "LANGUAGES",
    "PAPERS",
    "VERSIONS",
    "Letter",
    "LetterError",
    "MissingFact",
    "UnknownLanguage",
    "UnknownLetter",
    "draw",
    "gather",
    "language_of",
    "merge",
    "notice",
    "paper_text",
    "render",
]
