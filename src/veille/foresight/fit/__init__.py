"""Fits a place to what was counted there."""
