"""Bring published data sets into the cache folder."""
