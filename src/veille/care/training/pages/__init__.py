"""Training pages: five set situations on a site of their own, in a rehearsal only."""
