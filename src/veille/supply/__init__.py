"""The drug supply: samples checked at a site, what a result can and cannot see, lots of strips."""
