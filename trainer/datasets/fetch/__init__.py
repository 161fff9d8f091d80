"""Download published data sets into the cache folder, and verify them."""
