"""Nodes that agree: what they send each other, and what each does with it.

The core knows no Django, clock, socket or file: bytes come in, bytes go out, the hour is given, and
what must be kept goes through `store.Store`. `stored.py`, `keyring.py` and `stick.py` put an
installation around it.
"""
