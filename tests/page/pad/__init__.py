"""From the pen, or a picture, to what the networks see."""
