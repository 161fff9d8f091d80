"""The zip-code reader on lines written by hand, valid and invalid."""

import numpy as np
import pytest

from trainer.datasets.usps import COUNTS, check_usps_counts, parse_usps
from trainer.errors import UserError

LINE = "6.0000 " + " ".join(["-1.0000", "0.3070"] * 128) + " \n"


def test_reads_labels_and_grey_levels() -> None:
    images, labels = parse_usps((LINE + "0" + " 1" * 256 + "\n").encode(), "zip.train")
    assert images.shape == (2, 16, 16)
    assert images.dtype == np.float32
    assert labels.tolist() == [6, 0]
    assert images[0, 0, :2].tolist() == [-1, np.float32(0.307)]
    assert (images[1] == 1).all()


def test_the_published_counts_add_up() -> None:
    assert sum(COUNTS["zip.train"]) == 7291
    assert sum(COUNTS["zip.test"]) == 2007


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (LINE.replace(" 0.3070", "", 1), "line 2, has 256 numbers"),
        (LINE.rstrip() + " 0\n", "line 2, has 258 numbers"),
        ("\n", "line 2, has 0 numbers"),
        (LINE.replace("0.3070", "0,3070", 1), "line 2, holds something that is no number"),
        (LINE.replace("0.3070", "1.0001", 1), "line 2, has a grey level outside"),
        (LINE.replace("0.3070", "nan", 1), "line 2, has a grey level outside"),
        (LINE.replace("6.0000", "6.5"), "line 2, has a label that is not a digit"),
        (LINE.replace("6.0000", "10"), "line 2, has a label that is not a digit"),
    ],
)
def test_a_wrong_line_is_named(wrong: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        parse_usps((LINE + wrong + LINE).encode(), "zip.train")


def test_a_missing_image_is_reported() -> None:
    labels = np.repeat(np.arange(10), COUNTS["zip.test"])
    check_usps_counts(labels, "zip.test")
    with pytest.raises(UserError, match=r"zip.test has 2006 images, .* 2007"):
        check_usps_counts(labels[1:], "zip.test")
