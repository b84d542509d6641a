"""Reports that stand by themselves: one HTML file, in either language, on a screen or on paper.

Their style, tables, pictures and ways of writing numbers; what a report says is its room’s own.
"""
