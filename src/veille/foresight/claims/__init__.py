"""What people said in four news reports, and what the model and published studies say of it.

- `claims.toml`: each claim in both languages; `numbers.json`: what a run of the model found
- `run`: makes those numbers; `read`: both, for a page, without NumPy
"""
