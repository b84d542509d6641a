"""What a place, its people and a day of theirs are: the field's own words, compiled."""
