"""What the floor puts on the public front page: what to do in an overdose."""

from veille.ui.public import FrontPart

from .overdose_guide import overdose_guide

FRONT = (FrontPart("care/front_overdose.html", lambda _now: overdose_guide(), where="side"),)
LINKS = ()
