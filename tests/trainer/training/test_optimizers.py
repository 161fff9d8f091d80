"""Optimizers: two steps of each computed by hand, and their state restored."""

import numpy as np
import pytest

from trainer.training.optimizers import OPTIMIZERS, DiagonalNewton, Optimizer, create

GRADIENTS = (np.array([1.0, -2.0]), np.array([3.0, 0.5]))


def started(name: str, **options: float) -> Optimizer:
    """Make an optimizer, with a curvature for the one that needs it."""
    optimizer = create(name, options)
    if isinstance(optimizer, DiagonalNewton):
        optimizer.set_curvature(np.array([0.5, 2.0]))
    return optimizer


def after_two_steps(name: str, **options: float) -> np.ndarray:
    optimizer = started(name, **options)
    parameters = np.array([1.0, 1.0])
    for gradient in GRADIENTS:
        optimizer.step(parameters, gradient.copy(), 0.1)
    return parameters


def test_sgd() -> None:
    np.testing.assert_allclose(after_two_steps("sgd"), [1 - 0.4, 1 + 0.15])


@pytest.mark.parametrize("options", [{}, {"momentum": 0.5}], ids=str)
def test_momentum(options: dict[str, float]) -> None:
    kept = options.get("momentum", 0.9)
    expected = [1 - 0.1 * (1 + (kept * 1 + 3)), 1 - 0.1 * (-2 + (kept * -2 + 0.5))]
    np.testing.assert_allclose(after_two_steps("momentum", **options), expected)


@pytest.mark.parametrize("options", [{}, {"epsilon": 0.5}, {"rho": 0.8}], ids=str)
def test_rmsprop(options: dict[str, float]) -> None:
    rho, epsilon = options.get("rho", 0.9), options.get("epsilon", 1e-8)
    theta, square = np.ones(2), np.zeros(2)
    for gradient in GRADIENTS:
        square = rho * square + (1 - rho) * gradient**2
        theta = theta - 0.1 * gradient / (np.sqrt(square) + epsilon)
    np.testing.assert_allclose(after_two_steps("rmsprop", **options), theta)


@pytest.mark.parametrize("epsilon", [1e-8, 0.5])
@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_adam_as_the_paper_writes_it(decay: float, epsilon: float) -> None:
    theta, m, v = np.ones(2), np.zeros(2), np.zeros(2)
    for t, gradient in enumerate(GRADIENTS, 1):
        theta = theta - 0.1 * decay * theta
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        theta = theta - 0.1 * m_hat / (np.sqrt(v_hat) + epsilon)
    options = {"epsilon": epsilon} if epsilon != 1e-8 else {}
    if decay:
        found = after_two_steps("adamw", decay=decay, **options)
    else:
        found = after_two_steps("adam", **options)
    np.testing.assert_allclose(found, theta)


def test_diagonal_newton() -> None:
    expected = [1 - 0.1 * 4 / (0.02 + 0.5), 1 + 0.1 * 1.5 / (0.02 + 2)]
    np.testing.assert_allclose(after_two_steps("diagonal-newton"), expected)


MOMENTS = {"first", "second", "steps"}
STATES: dict[str, set[str]] = {
    "sgd": set(),
    "momentum": {"velocity"},
    "rmsprop": {"square"},
    "adam": MOMENTS,
    "adamw": MOMENTS,
    "diagonal-newton": {"inverse"},
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_names_of_a_state_are_those_in_the_files_of_runs(name: str) -> None:
    optimizer = started(name)
    optimizer.step(np.ones(2), GRADIENTS[0].copy(), 0.1)
    assert set(optimizer.state) == STATES[name]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_rule_with_a_restored_state_continues_the_same(name: str) -> None:
    whole = after_two_steps(name)
    first = started(name)
    parameters = np.array([1.0, 1.0])
    first.step(parameters, GRADIENTS[0].copy(), 0.1)
    second = create(name, {})
    second.state.update({key: value.copy() for key, value in first.state.items()})
    second.step(parameters, GRADIENTS[1].copy(), 0.1)
    np.testing.assert_array_equal(parameters, whole)


def test_an_unknown_optimizer_is_refused_with_a_list() -> None:
    with pytest.raises(ValueError, match="sgd, momentum, rmsprop, adam, adamw"):
        create("adagrad", {})
