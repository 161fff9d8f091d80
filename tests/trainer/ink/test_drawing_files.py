"""Files of drawings: invalid ones are refused in one sentence."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.errors import UserError
from trainer.ink.drawing_files import MAX_POINTS, read_drawings

NO_DRAWINGS = [
    ('{"strokes": [[[1, NaN]]]}', "coordinate"),
    ('{"strokes": [[[1, Infinity]]]}', "coordinate"),
    ('{"strokes": [[[1, 1e999]]]}', "coordinate"),
    ('{"strokes": [[[1, ' + "9" * 400 + "]]]}", "coordinate"),
    ('{"strokes": [[[1, ' + "9" * 5000 + "]]]}", "not JSON"),
    ('{"strokes": [[1, 2, 3, 4]]}', "a point as"),
    ('{"strokes": [[[1, 2, 1699000000]]]}', "a point as"),
    ('{"strokes": [[["1", "2"]]]}', "coordinate"),
    ('{"strokes": [[[true, 2]]]}', "coordinate"),
    ('{"strokes": ["12"]}', "a stroke as"),
    ('{"strokes": "12"}', "strokes"),
    ('{"strokes": [[[1, 2]]], "width": -3}', "width above 0"),
    ('{"strokes": [[[1, 2]]], "width": 0}', "width above 0"),
    ('{"strokes": [[[1, 2]]], "width": NaN}', "width"),
    ('{"strokes": [[[1, 2]]], "width": "18"}', "width"),
    ("5", "strokes"),
    ("null", "strokes"),
    ("[" * 100_000, "not JSON"),
    ('{"strokes": [[' + "[1, 2]," * MAX_POINTS + "[1, 2]]]}", "points, more than"),
    ("\ud800".encode("utf-8", "surrogatepass"), "not JSON"),
    (b"\x1f\x8bno gzip", "cannot be decompressed"),
]


@pytest.mark.parametrize(("content", "words"), NO_DRAWINGS, ids=lambda value: str(value)[:40])
def test_invalid_drawings_are_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    file = tmp_path / "drawings.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError, match=words) as refused:
        read_drawings(file)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["strokes", "width", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(records=st.lists(JSON, min_size=1, max_size=3))
def test_any_json_is_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, records: list[object]
) -> None:
    file = tmp_path_factory.mktemp("any") / "drawings.json"
    file.write_text(json.dumps(records))
    try:
        drawings = read_drawings(file)
    except UserError:
        return
    for drawing in drawings:
        for stroke in drawing:
            assert stroke.width > 0
            assert stroke.points.shape[1:] == (2,)
            assert all(math.isfinite(value) for value in stroke.points.ravel())


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        ('"' + "x" * 58 + '"', '"' + "x" * 58 + '"'),
        ('"' + "x" * 59 + '"', '"' + "x" * 58 + "…"),
        ("1e999", "inf"),
        ("true", "true"),
    ],
)
def test_a_refusal_shows_what_was_found_as_it_stands_there(
    tmp_path: Path, point: str, shown: str
) -> None:
    path = tmp_path / "drawings.json"
    path.write_text(f'{{"strokes": [[[1, {point}]]]}}')
    with pytest.raises(UserError) as refused:
        read_drawings(path)
    assert str(refused.value).endswith(f", found {shown}")
