"""The `veille` command. Each command opens Django itself, so that `--help` answers at once."""
