"""Plays realistic days through the real actions: for the demo, for training staff, for load.

Nothing here knows the site or its accounts: a play is told who its staff are
(`crew.Worker`), and writes under their names through `veille.care.actions` alone. Its facts
say `rehearsal`, because the node that it plays on was begun so.
"""
