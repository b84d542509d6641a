"""Carry cards: what a visitor takes along to another site, and nobody else can read."""
