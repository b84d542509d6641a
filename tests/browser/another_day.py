"""The real command on a clock that runs ahead: `python -m tests.browser.another_day SECONDS …`.

For what takes days: a walk through a week starts the site's server once a day.
"""

import sys
from datetime import timedelta

from veille.ledger import clock

if __name__ == "__main__":
    ahead, real = timedelta(seconds=float(sys.argv.pop(1))), clock.now
    clock.now = lambda: real() + ahead

    from veille.cli.main import run

    run()
