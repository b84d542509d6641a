"""What one shift leaves to the next: hand-over notes, incidents, debriefs after a hard night."""
