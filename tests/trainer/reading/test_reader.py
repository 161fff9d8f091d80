"""A reader: batches and single images agree, ink is heeded, float64 leaves the original alone."""

import numpy as np

from tests.support.data.small_data import first_images
from tests.support.paths import WEIGHTS
from trainer.checkpoints.bundled import load_reader
from trainer.checkpoints.checkpoint import load
from trainer.networks.predict import predict

FILE = WEIGHTS / "zipcode-1989" / "1989.safetensors"
DATA = first_images(train=1, test=60)


def test_a_reader_has_the_files_calibration_and_its_networks_outputs() -> None:
    reader = load_reader(FILE)
    assert reader.calibration == load(FILE)[1].calibration
    inputs = reader.network.inputs(DATA.test_images)
    np.testing.assert_array_equal(reader.outputs(DATA.test_images), predict(reader.network, inputs))
    last = reader.network.layers[-1].name
    np.testing.assert_allclose(
        reader.activations(DATA.test_images)[last], reader.outputs(DATA.test_images), atol=1e-6
    )


def test_decisions_agree_with_digits_and_with_those_of_single_images() -> None:
    reader = load_reader(FILE)
    decisions = reader.read(DATA.test_images)
    assert [decision.digit for decision in decisions] == reader.digits(DATA.test_images).tolist()
    for image, decision in zip(DATA.test_images[:9], decisions, strict=False):
        (single,) = reader.read(image[None])
        assert (single.state, single.digit) == (decision.state, decision.digit)
        assert abs(single.lead - decision.lead) < 1e-5


def test_the_amount_of_ink_decides_first() -> None:
    none, speck, ink = load_reader(FILE).read(DATA.test_images[:3], ["none", "speck", "ink"])
    assert (none.state, none.digit) == ("blank", -1)
    assert (speck.state, speck.confidence) == ("rejected", None)
    assert ink.confidence is not None


def test_a_float64_copy_computes_in_float64_and_leaves_the_original_as_it_is() -> None:
    reader = load_reader(FILE)
    before = reader.network.vector.copy()
    precise = reader.in_float64()
    assert precise.outputs(DATA.test_images).dtype == np.float64
    assert precise.calibration == reader.calibration
    assert reader.outputs(DATA.test_images).dtype == np.float32
    np.testing.assert_array_equal(reader.network.vector, before)
    np.testing.assert_allclose(
        precise.outputs(DATA.test_images), reader.outputs(DATA.test_images), atol=1e-5
    )
