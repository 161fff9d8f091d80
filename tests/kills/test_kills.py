"""Killed at any moment, and on a full disk: nothing is lost or half-written, and it goes on."""

import sys

import pytest

from tests.kills import disk, trial
from tests.kills.jobs import JOBS, small

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL"),
]
KILLS = 8  # of each job


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_is_killed_goes_on(name: str) -> None:
    with small():
        assert trial.kill_at_random(name, KILLS, seed=1989).finished > 0


@pytest.mark.parametrize("name", JOBS)
def test_ctrl_c_ends_a_job_in_a_word(name: str) -> None:
    with small():
        assert trial.interrupt_at_random(name, KILLS, seed=1989) > 0


@pytest.mark.parametrize("name", JOBS)
def test_a_job_on_a_full_disk_goes_on_when_there_is_space(name: str) -> None:
    with small(), disk.small_disk() as place:
        if place is None:
            pytest.skip("this user may not mount a small disk")
        assert disk.fill(name, place) > 1
