"""Other programmes’ samples in the ledger: each is marked with where it comes from, bears the date
on which it was collected, and never stands among the samples of this network."""
