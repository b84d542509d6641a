"""The month's report for a funder and for Health Canada: counts over the read tables of the floor
and of every room. It writes no facts and has no tables of its own.

Numbers are counted by when things happened, in the site's own days; what leaves the house holds
no count below ten and no total that gives one away (`withhold`).
"""
