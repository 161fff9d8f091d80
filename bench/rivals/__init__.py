"""Other tools, each at its best settings, that the benchmarks run beside this project."""
