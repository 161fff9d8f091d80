"""Hostile input: every reader of bytes from outside gives a value or one sentence.

``python -m tests.fuzz 10000`` tries so many inputs on each reader, and prints what came of them.
"""
