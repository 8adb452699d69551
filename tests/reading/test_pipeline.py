"""Opening the pipeline sooner changes nothing of what it is."""

from __future__ import annotations

import subprocess
import sys

import spacy

from onrecord.reading.pipeline import _bare_tokenizer, load_pipeline
from onrecord.settings import Settings

NAME = Settings().pipeline

ALONE = f"""
import sys
from onrecord.reading.pipeline import load_pipeline
load_pipeline({NAME!r})
assert "spacy.cli" not in sys.modules and "weasel" not in sys.modules
import spacy
told = spacy.info(silent=True)
assert told["spacy_version"] == spacy.__version__, told
from spacy.cli import download
assert callable(download) and spacy.cli.download is download
"""


def test_spacys_command_line_is_opened_by_who_asks_for_it_alone() -> None:
    subprocess.run([sys.executable, "-c", ALONE], check=True)


def test_the_tokenizer_has_the_rules_of_the_pipeline() -> None:
    assert _bare_tokenizer(NAME)
    ours, plain = load_pipeline(NAME).tokenizer, spacy.load(NAME).tokenizer
    assert ours.rules == plain.rules and len(ours.rules) > 1000
    for part in ("prefix_search", "suffix_search", "infix_finditer"):
        assert getattr(ours, part).__self__ == getattr(plain, part).__self__
    assert (ours.token_match, ours.url_match) == (plain.token_match, plain.url_match)
    assert ours.faster_heuristics == plain.faster_heuristics


def test_a_pipeline_whose_files_are_not_known_keeps_its_tokenizer() -> None:
    assert _bare_tokenizer("json") == {}
    assert _bare_tokenizer("there_is_no_such_pipeline") == {}
