"""The peers, side by side: each module prints one table, measured here and now."""
