"""A sheet of small pictures with captions, as a PNG file."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

CELL = 56  # pixels of a picture's side on the sheet, twice its own
CAPTION = 16
CAPTION_GREY = 90


def contact_sheet(pictures: NDArray[np.uint8], captions: list[str], columns: int = 24) -> bytes:
    """Arrange (N, 28, 28) pictures, 0 paper … 255 ink, as dark on white, over their captions."""
    rows = max(1, -(-len(pictures) // columns))
    sheet = Image.new("L", (columns * CELL, rows * (CELL + CAPTION)), 255)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for index, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        left, top = index % columns * CELL, index // columns * (CELL + CAPTION)
        enlarged = Image.fromarray(255 - picture).resize((CELL, CELL), Image.Resampling.NEAREST)
        sheet.paste(enlarged, (left, top))
        middle = (left + CELL / 2, top + CELL + CAPTION / 2)
        draw.text(middle, caption, CAPTION_GREY, font, anchor="mm")
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()
