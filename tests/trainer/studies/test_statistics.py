"""Statistics: against the printed tables, and NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.studies.statistics import student_t, summary


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.7062), (2, 4.3027), (9, 2.2622), (29, 2.0452)])
def test_student_t_equals_published_tables(freedom: int, t: float) -> None:
    assert student_t(freedom) == pytest.approx(t, abs=1e-4)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_a_summary_contains_its_mean(values: list[float]) -> None:
    found = summary(values)
    assert found.count == len(values)
    assert found.smallest - 1e-12 <= found.mean <= found.largest + 1e-12
    assert found.deviation == pytest.approx(np.std(values, ddof=1), abs=1e-12)
