"""Reads the SQLite database with DuckDB's own reader, from the package that carries it, and compares every cell with the CSV files."""

import csv
import importlib.util
import sys
from pathlib import Path

import duckdb

TABLES = ["dates", "countries", "organizations", "timeline", "documents"]


def main():
    directory = Path(sys.argv[1])
    place = Path(next(iter(importlib.util.find_spec("duckdb_ext").submodule_search_locations)))
    extension = next(place.rglob("sqlite*.duckdb_extension"))
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{directory / 'nasaq.sqlite'}' AS found (TYPE sqlite, READ_ONLY)")
    count = 0
    for table in TABLES:
        with open(directory / f"{table}.csv", encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        found = connection.execute(f"SELECT * FROM found.{table}")
        assert [column[0] for column in found.description] == head, table
        truths = [name == "within_organization" for name in head]
        read = found.fetchall()
        assert len(read) == len(rows), (table, len(read), len(rows))
        for number, (row, other) in enumerate(zip(rows, read), 1):
            for column, cell, value, truth in zip(head, row, other, truths):
                assert (value is None) == (cell == ""), (table, number, column, cell, value)
                told = "" if value is None else ("true" if value else "false") if truth else str(value)
                assert told == cell, (table, number, column, cell, value)
                count += 1
    print(f"DuckDB {duckdb.__version__} read {count} cells of the SQLite database, all equal")


if __name__ == "__main__":
    main()
