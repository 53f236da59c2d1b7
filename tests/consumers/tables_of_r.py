"""Compares every cell that R read with the CSV file; of files for spreadsheets, but for their apostrophes."""

import csv
import sys
from pathlib import Path

TABLES = ["dates", "countries", "organizations", "timeline", "documents"]


def rows_of(path):
    # R writes the line ends of a cell as they are.
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def main():
    directory, answers = Path(sys.argv[1]), Path(sys.argv[2])
    count = 0
    for table in TABLES:
        rows, found = rows_of(directory / f"{table}.csv"), rows_of(answers / f"{table}.csv")
        assert len(rows) == len(found) > 1, (table, len(rows), len(found))
        for number, (row, other) in enumerate(zip(rows, found)):
            other = ["" if cell == "\u2205" else cell for cell in other]
            assert row == other, f"{table}: row {number}: {other}, not {row}"
            count += len(row)
    print(f"R read {count} cells of {directory.name}, all equal")


if __name__ == "__main__":
    main()
