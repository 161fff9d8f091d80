"""The networks looked into."""
