"""The pages of carry cards."""
