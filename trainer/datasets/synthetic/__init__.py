"""Digits and other signs that are drawn by the program."""
