"""The actions on a drawing, without a page."""

from playwright.sync_api import Page

from tests.support.page_modules import call, module_script

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
