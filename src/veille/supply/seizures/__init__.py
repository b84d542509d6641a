"""Seizures and operations: where, when, what and how much, from which source. Nothing of whom they
were taken from is kept, nor can be."""
