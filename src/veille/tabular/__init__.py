"""Reading other people’s tables: what their columns are, what their cells say, what is wrong.

    from veille import tabular

    table = tabular.open_table(Path("visites.csv"))       # dialect and headings, found
    proposals = tabular.propose(table, VISITS)            # each heading beside a field
    profile = tabular.from_proposals(proposals, VISITS, name="cactus", language="fr")
    dry = tabular.dry_run(table, VISITS, profile)         # rows, faults with row and reason
    for question in dry.questions:                        # “is 03/04 April 3 or March 4?”
        profile = tabular.answer(profile, question, …)
    for page in tabular.pages(table, VISITS, profile):    # thousands of rows at a time
        for row, key, values in page.records(): …

A `Schema` declares what is read, in both languages. Nothing is guessed in silence: what can be
read in two ways is asked, what stands in place of a value stays a mark, and each fault names its
row. CSV and workbooks alike; no Django, no database, and no library but `python-calamine`.
"""

from .columns import Column, OnFault, Swapped
from .dates import Order, Style
from .dry_run import DryRun, Faults, accept, answer, dry_run
from .headings import Proposal, headings_of, language_of, propose
from .marks import Mark, Marked
from .messages import Message, Unread, Unreadable
from .profile import (
    Fit,
    Profile,
    fit,
    from_proposals,
    read_profile,
    written_profile,
)
from .reading import Fault, Page, pages
from .schema import Field, Kind, Record, Schema, Value
from .source import PAGE_ROWS, Table, open_table
from .survey import Asked, Question

__all__ = [
    "PAGE_ROWS",
    "Asked",
    "Column",
    "DryRun",
    "Fault",
    "Faults",
    "Field",
    "Fit",
    "Kind",
    "Mark",
    "Marked",
    "Message",
    "OnFault",
    "Order",
    "Page",
    "Profile",
    "Proposal",
    "Question",
    "Record",
    "Schema",
    "Style",
    "Swapped",
    "Table",
    "Unread",
    "Unreadable",
    "Value",
    "accept",
    "answer",
    "dry_run",
    "fit",
    "from_proposals",
    "headings_of",
    "language_of",
    "open_table",
    "pages",
    "propose",
    "read_profile",
    "written_profile",
]
