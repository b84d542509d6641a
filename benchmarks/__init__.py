"""What Veille costs, measured: `make benchmarks`, or `python -m benchmarks [NAME …] [--small]`."""
