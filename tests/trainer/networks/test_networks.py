"""The networks: the papers' counts, shapes and gradients."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from tests.support.networks.numbers_input import numbers
from trainer.errors import UserError
from trainer.layers import Conv, Counts, Dense, Flatten, Tanh
from trainer.networks.gradient_check import TOLERANCE, check_network
from trainer.networks.initializers import initialize
from trainer.networks.input import Input
from trainer.networks.lenet5 import lenet5
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS, create
from trainer.networks.zipcode_1989 import H2_TABLE, zipcode_1989
from trainer.training.loop import Training
from trainer.training.losses import LOSSES
from trainer.training.recipes import RECIPES


def test_the_papers_counts_layer_by_layer() -> None:
    counts = {layer.name: layer.counts for layer in zipcode_1989().layers if layer.params}
    assert counts == {
        "H1": Counts(768, 1_068, 19_968),
        "H2": Counts(192, 2_592, 38_592),
        "H3": Counts(30, 5_790, 5_790),
        "output": Counts(10, 310, 310),
    }
    assert zipcode_1989().counts == Counts(1_256, 9_760, 64_660)


def test_lenet5_has_61706_parameters() -> None:
    """Batmazoğlu's sizes; C1's connections are those of LeCun et al. (1998)."""
    counts = {layer.name: layer.counts for layer in lenet5().layers if layer.params}
    assert counts == {
        "C1": Counts(4_704, 156, 122_304),
        "C3": Counts(1_600, 2_416, 241_600),
        "C5": Counts(120, 48_120, 48_120),
        "F6": Counts(84, 10_164, 10_164),
        "output": Counts(10, 850, 850),
    }
    assert lenet5().counts.parameters == lenet5(pooling="average").counts.parameters == 61_706
    assert lenet5(normalisation="batch").counts.parameters == 61_706 + 452


def test_lenet5_layer_by_layer() -> None:
    assert [(layer.name, layer.out_shape) for layer in lenet5().layers] == [
        ("C1", (6, 28, 28)),
        ("C1.tanh", (6, 28, 28)),
        ("S2", (6, 14, 14)),
        ("C3", (16, 10, 10)),
        ("C3.tanh", (16, 10, 10)),
        ("S4", (16, 5, 5)),
        ("flatten", (400,)),
        ("C5", (120,)),
        ("C5.tanh", (120,)),
        ("F6", (84,)),
        ("F6.tanh", (84,)),
        ("output", (10,)),
        ("output.softmax", (10,)),
    ]


@pytest.mark.parametrize(
    "variant",
    [
        {"pooling": "average"},
        {"activation": "relu"},
        {"activation": "leaky-relu", "normalisation": "batch"},
    ],
)
def test_gradients_of_lenet5_end_to_end(variant: dict[str, str]) -> None:
    """Check a sample of parameters of every layer, through the fused loss, in float64."""
    network = lenet5(**variant)
    network.allocate(np.float64)
    initialize(network, "lecun-1998", 3)
    loss = LOSSES["cross-entropy"]
    rng = np.random.default_rng(3)
    x, labels = rng.uniform(0, 1, (4, 1, 32, 32)), np.array([3, 1, 4, 1])

    def value() -> float:
        return loss(network.forward(x, training=True), labels)[0]

    _, gradient = loss(network.forward(x, training=True), labels)
    network.backward(gradient, skip_last=True)
    analytic = {name: values.copy() for name, values in network.gradients.items()}
    for name, parameter in network.parameters.items():
        flat = parameter.reshape(-1)
        picked = rng.choice(flat.size, min(6, flat.size), replace=False)
        for index in picked:
            kept = flat[index]
            flat[index] = kept + 1e-5
            upper = value()
            flat[index] = kept - 1e-5
            lower = value()
            flat[index] = kept
            numeric = (upper - lower) / 2e-5
            scale = max(np.abs(analytic[name]).max(), 1e-3)
            assert abs(analytic[name].reshape(-1)[index] - numeric) <= 1e-6 * scale, name


def test_an_unknown_choice_is_refused_with_a_list() -> None:
    with pytest.raises(ValueError, match="max, average"):
        lenet5(pooling="median")
    with pytest.raises(ValueError, match="offers pooling, activation, normalisation, drop"):
        create("lenet5", {"batch": "yes"})


def test_counts_other_than_the_papers_are_refused() -> None:
    with pytest.raises(ValueError, match="H3: the paper counts"):
        Network(
            "test",
            numbers(192),
            [Dense("H3", units=31, published=Counts(30, 5_790, 5_790))],
        )


def test_shapes_are_inferred() -> None:
    shapes = {layer.name: layer.out_shape for layer in zipcode_1989().layers}
    assert shapes["H1"] == shapes["H1.tanh"] == (12, 8, 8)
    assert shapes["H2.tanh"] == (12, 4, 4)
    assert shapes["flatten"] == (192,)
    assert shapes["H3.tanh"] == (30,)
    assert shapes["output.tanh"] == (10,)


def test_every_h1_map_feeds_eight_h2_maps() -> None:
    feeds = [sum(source in row for row in H2_TABLE) for source in range(12)]
    assert feeds == [8] * 12


def test_all_gradients_of_the_1989_network() -> None:
    checks = check_network(zipcode_1989())
    assert {check.layer for check in checks} == {layer.name for layer in zipcode_1989().layers}
    assert max(check.error for check in checks) <= TOLERANCE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.pop("H2.bias"), "needs the tensor H2.bias, which is missing"),
        (
            lambda p: p.update({"H2.bias": np.zeros(3)}),
            r"H2.bias of shape \(12, 4, 4\), found \(3,",
        ),
        (lambda p: p.update({"H4.bias": np.zeros(3)}), "has no tensor H4.bias"),
    ],
)
def test_load_names_the_first_difference(change, words: str) -> None:  # type: ignore[no-untyped-def]
    network = zipcode_1989()
    parameters = {name: value.copy() for name, value in network.parameters.items()}
    change(parameters)
    with pytest.raises(ValueError, match=words):
        network.load(parameters)


def test_an_unknown_network_is_refused_with_a_list() -> None:
    with pytest.raises(ValueError, match="zipcode-1989"):
        create("zipcode-1990")


def test_layers_of_equal_names_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        Network(
            "test",
            numbers(1, 4, 4),
            [Conv("A", maps=1, kernel=1), Tanh("A")],
        )


def test_classes_are_counted_where_nobody_names_them() -> None:
    layers = [Dense("A", units=3)]
    assert Network("test", numbers(4), layers).classes == ("0", "1", "2")
    assert Network("test", numbers(4), layers, classes="abc").classes == ("a", "b", "c")
    with pytest.raises(ValueError, match="2 classes for 3 outputs"):
        Network("test", numbers(4), layers, classes="ab")


def test_a_first_layer_without_a_name_gets_one() -> None:
    layers = [Flatten(), Tanh(), Dense("A", units=2), Tanh()]
    names = [layer.name for layer in Network("test", numbers(1, 2, 2), layers).layers]
    assert names == ["flatten", "flatten.tanh", "A", "A.tanh"]


def test_labels_beyond_the_classes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def small() -> Network:
        return Network("small", Input(4), [Flatten(), Dense("A", units=3), Tanh()])

    monkeypatch.setitem(NETWORKS, "small", small)
    recipe = replace(RECIPES["zipcode-1989", "1989"], network="small")
    with pytest.raises(UserError, match="images of class 9, but small knows only 3 classes"):
        Training(recipe, first_images(20, 20))


def test_activations_are_named_and_kept() -> None:
    network = zipcode_1989()
    activations = network.activations(np.zeros((2, 1, 16, 16), np.float32))
    assert list(activations) == [layer.name for layer in network.layers]
    network.forward(np.ones((2, 1, 16, 16), np.float32))
    np.testing.assert_array_equal(activations["H1.tanh"], np.tanh(activations["H1"]))
    assert NETWORKS
