"""Five set situations on a site of their own, for a new worker; in a rehearsal only."""
