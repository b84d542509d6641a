"""Pages of a shift: who is on duty, hand-over notes, incidents, debriefs."""
