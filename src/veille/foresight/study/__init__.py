"""Studies: read from files, run piece by piece, compared with their baseline."""
