"""The pages of the lockers."""
