"""The two formats of pen strokes: examples written by hand, and invalid files."""

import pytest

from trainer.datasets.fetch.unipen import parse_unipen
from trainer.datasets.pendigits import check_part, format_jsonl, parse_jsonl
from trainer.errors import UserError

UNIPEN = """\
 .INCLUDE dene.doc
.LEXICON "0" "1" "2" "3"
  "4" "5"
.HIERARCHY DIGIT

.SEGMENT DIGIT 0 ? "8"
.COMMENT  8 12 224
.PEN_DOWN
   267  333
   267  336
.PEN_UP
.DT 100

.SEGMENT DIGIT 1-2 ? "4"
.COMMENT 4 3 7
.PEN_DOWN
 10 490
 20 480
.PEN_UP
.DT 100
.PEN_DOWN
 30 470
.PEN_UP
.DT 100
"""
JSONL = (
    b'{"id":"pd-train-0000","source":"pendigits","writer":"pd-train-w12","label":8,'
    b'"strokes":[[[267,167],[267,164]]]}\n'
    b'{"id":"pd-train-0001","source":"pendigits","writer":"pd-train-w03","label":4,'
    b'"strokes":[[[10,10],[20,20]],[[30,30]]]}\n'
)


def test_unipen_becomes_json_lines_with_y_downwards() -> None:
    assert format_jsonl(parse_unipen(UNIPEN.encode(), "pendigits-orig.tra", "train")) == JSONL


def test_json_lines_survive_a_round_trip() -> None:
    digits = parse_jsonl(JSONL, "train.jsonl")
    assert format_jsonl(digits) == JSONL
    assert [stroke.shape for stroke in digits[1].strokes] == [(2, 2), (1, 2)]


def test_fractions_are_kept() -> None:
    line = JSONL.splitlines()[0].replace(b"267,167", b"267.25,-0.5") + b"\n"
    assert format_jsonl(parse_jsonl(line, "x")) == line


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("8 12 224", "9 12 224", r"line 7: '.COMMENT  9 12 224' cannot stand here"),
        (".COMMENT  8 12 224\n", "", "line 6: this digit has 1 strokes and no writer"),
        ("1-2", "1-3", "line 14: this digit has 2 strokes and a writer; 3 strokes"),
        ("1-2", "1", "line 14: this digit has 2 strokes and a writer; 1 strokes"),
        ('"4"\n.C', '"x"\n.C', "line 14: .* was found, .SEGMENT DIGIT 0-1"),
        (".PEN_UP\n", "", "line 12: '.SEGMENT|line 6: this digit has 0 strokes"),
        (".PEN_DOWN\n", "", "line 8: '267  333' cannot stand here"),
        ("   267  336\n", "   267  336 1\n", "line 10: '267  336 1' cannot stand here"),
        (" 30 470\n", "", "line 22: '.PEN_UP' cannot stand here"),
        (".DT 100", ".FORCE 100", "line 12: '.FORCE 100' cannot stand here"),
    ],
)
def test_broken_unipen_is_refused(old: str, new: str, complaint: str) -> None:
    broken = UNIPEN.replace(old, new, 1)
    assert broken != UNIPEN
    with pytest.raises(UserError, match=complaint):
        parse_unipen(broken.encode(), "pendigits-orig.tra", "train")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"label":4', b'"label":10'),
        (b'"label":4', b'"label":"4"'),
        (b'"label":4', b'"label":true'),
        (b"[[30,30]]", b"[]"),
        (b"[30,30]", b"[30]"),
        (b"[30,30]", b"[30,NaN]"),
        (b"[30,30]", b'[30,"a"]'),
        (b'"writer":"pd-train-w03",', b""),
        (b'"pd-train-0001"', b"1"),
        (b',"strokes":[[[10,10],[20,20]],[[30,30]]]}', b""),
        (b'{"id":"pd-train-0001"', b'["id"'),
    ],
)
def test_a_broken_json_line_is_named(old: bytes, new: bytes) -> None:
    broken = JSONL.replace(old, new)
    assert broken != JSONL
    with pytest.raises(UserError, match=r"dev.jsonl, line 2, is not a digit: .* expected"):
        parse_jsonl(broken, "dev.jsonl")


def test_missing_digits_are_reported() -> None:
    with pytest.raises(UserError, match="holds 2 digits, but not the published ones"):
        check_part(parse_jsonl(JSONL, "x"), "train", "train.jsonl")
