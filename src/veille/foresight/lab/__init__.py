"""The policy lab: a question of a few levers, answered while somebody looks on.

- `levers`: what can be pulled, and what each rests on; `question`: what is asked, as an address
  and as a study's TOML. Both need nothing but Python, so that a site starts without NumPy.
- `worker`: a process beside the site that answers; `answer`: what it writes; `desk`: the site's
  end of it
"""
