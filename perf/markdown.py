"""Tables in Markdown."""


def print_table(header, rows):
    """Prints a table. All columns but the first are numbers."""
    rows = list(rows)
    if rows:
        print(f"| {' | '.join(header)} |")
        print(f"|---|{'---:|' * (len(header) - 1)}")
        for row in rows:
            print(f"| {' | '.join(row)} |")
        print()
