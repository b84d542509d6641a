"""What a site tells the public: where it is, when it is open, what it offers; where the truck
stops, and what becomes of each stop; and how many people are met outside, counted in bulk."""
