"""The actions on a drawing, without a page; the pad and its pen as Python has them."""

from playwright.sync_api import Page, expect

from tests.support.browser.open_page import OpenPage
from tests.support.browser.page_modules import call, module_script
from trainer.ink.raster import MAX_PEN_WIDTH, MIN_PEN_WIDTH, PEN_WIDTH

DRAW_AND_UNDO = """(strokes) => {
  let state = {drawing: BLANK, past: [], future: [], opening: false};
  for (let i = 0; i < strokes; i++) {
    state = setDrawing(state, {strokes: [{points: [[i, i]], width: 18}], picture: null});
  }
  const kept = state.past.length;
  for (let i = 0; i < kept; i++) state = undo(state);
  const oldest = state.drawing.strokes[0].points[0][0];
  while (state.future.length) state = redo(state);
  return [kept, oldest, state.past.length, state.drawing.strokes[0].points[0][0]];
}"""


def test_undo_goes_back_a_hundred_drawings_and_no_more_are_kept(blank: Page) -> None:
    blank.evaluate(module_script({"state/drawing": ["BLANK", "redo", "setDrawing", "undo"]}))
    assert call(blank, DRAW_AND_UNDO, 1000) == [100, 899, 100, 999]


def test_the_pen_is_pythons(opened: OpenPage) -> None:
    """Its first width also in the state, which the slider shows."""
    slider = opened.page.locator("#pen-width")
    opened.set_pen(MIN_PEN_WIDTH)
    opened.page.reload()
    expect(slider).to_have_attribute("aria-valuetext", f"{PEN_WIDTH} pixels")
    expect(slider).to_have_attribute("min", str(MIN_PEN_WIDTH))
    expect(slider).to_have_attribute("max", str(MAX_PEN_WIDTH))
