"""The layer table adds up to the papers' counts."""

from tests.support.commands import run


def test_the_layer_table_adds_up() -> None:
    result = run("trainer", "summary", "zipcode-1989")
    assert result.code == 0
    for number in ("1,256", "9,760", "64,660", "19,968", "38,592"):
        assert number in result.stdout
