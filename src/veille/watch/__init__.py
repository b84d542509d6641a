"""Watch: the numbers, what is wrong with them, what comes next. Pure: no Django, no database."""
