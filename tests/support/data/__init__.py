"""Data that is small, and a server to fetch it from."""
