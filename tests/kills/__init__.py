"""Kills at random moments: what is there is whole, and going on ends with the same bits.

``python -m tests.kills 500`` makes so many kills, and prints what came of them.
"""
