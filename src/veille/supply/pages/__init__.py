"""The pages of drug checking: the bench, lots of strips, labels, and the public result."""
