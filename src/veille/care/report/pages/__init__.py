"""Pages of the report: of a site and of the network; lists behind its numbers; files."""
