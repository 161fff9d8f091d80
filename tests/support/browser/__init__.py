"""A Chromium, and the page opened, driven and looked into in it."""
