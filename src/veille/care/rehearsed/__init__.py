"""The floor’s part in a rehearsal: who comes, what happens to them, who works."""
