"""Lockers: where a visitor leaves a bag."""
