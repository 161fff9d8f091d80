"""Fetching data sets."""
