"""The pages of the floor: board, arrivals, overdoses, entries."""
