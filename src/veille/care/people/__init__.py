"""What staff must know before somebody is let in: flags, restrictions, who opened their page."""
