"""Reads a dataset in every format with the libraries that people use, and compares every cell with the CSV file."""

import csv
import json
import sqlite3
import sys
import zipfile
from pathlib import Path

import duckdb
import jsonschema
import numpy
import pandas
import polars
import pyarrow.csv
import pyarrow.parquet
import spacy
from lxml import etree
from spacy.tokens import Doc

TABLES = ["dates", "countries", "organizations", "timeline", "documents"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_of(value):
    """A cell as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, (bool, numpy.bool_)):
        return "true" if value else "false"
    assert isinstance(value, (str, int, numpy.integer)), f"{value!r} is neither text nor a whole number"
    return str(value)


def compare(name, head, rows, found_head, found):
    assert list(found_head) == head, f"{name}: columns {found_head}"
    assert len(found) == len(rows), f"{name}: {len(found)} rows, not {len(rows)}"
    for number, (row, other) in enumerate(zip(rows, found), 1):
        for column, cell, read in zip(head, row, other):
            assert (read is None) == (cell == ""), f"{name}: row {number}, {column}: {read!r}, not {cell!r}"
            assert text_of(read) == cell, f"{name}: row {number}, {column}: {read!r}, not {cell!r}"


def of_pandas(frame):
    rows = frame.itertuples(index=False, name=None)
    return [[None if pandas.isna(cell) else cell for cell in row] for row in rows]


def rows_of(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def kinds_of(schemas, table, head):
    """The type of each column: string, integer or boolean."""
    kinds = {name: schemas[table]["properties"][name]["type"] for name in head}
    return {name: kind[0] if isinstance(kind, list) else kind for name, kind in kinds.items()}


def csv_readings(csv_file, kinds):
    """A CSV file as pandas, Polars, DuckDB and pyarrow read it: name, columns, rows."""
    to_pandas = {"string": str, "integer": "Int64", "boolean": "boolean"}
    frame = pandas.read_csv(csv_file, dtype={n: to_pandas[k] for n, k in kinds.items()}, keep_default_na=False, na_values=[""])
    yield "pandas", frame.columns, of_pandas(frame)
    to_polars = {"string": polars.String, "integer": polars.Int64, "boolean": polars.Boolean}
    frame = polars.read_csv(csv_file, schema={n: to_polars[k] for n, k in kinds.items()})
    yield "polars", frame.columns, frame.rows()
    to_duckdb = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN"}
    columns = {n: to_duckdb[k] for n, k in kinds.items()}
    read = duckdb.sql(f"SELECT * FROM read_csv('{csv_file}', header = true, columns = {columns}, quote = '\"', escape = '\"', delim = ',')")
    yield "duckdb", read.columns, read.fetchall()
    to_arrow = {"string": pyarrow.string(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_()}
    convert = pyarrow.csv.ConvertOptions(column_types={n: to_arrow[k] for n, k in kinds.items()}, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False)
    read = pyarrow.csv.read_csv(csv_file, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True), convert_options=convert)
    yield "pyarrow", read.column_names, [list(row.values()) for row in read.to_pylist()]


def parquet_readings(parquet):
    frame = pandas.read_parquet(parquet)
    yield "pandas", frame.columns, of_pandas(frame)
    frame = polars.read_parquet(parquet)
    yield "polars", frame.columns, frame.rows()
    read = duckdb.sql(f"SELECT * FROM '{parquet}'")
    yield "duckdb", read.columns, read.fetchall()
    read = pyarrow.parquet.read_table(parquet)
    yield "pyarrow", read.column_names, [list(row.values()) for row in read.to_pylist()]


def tables(directory, schemas):
    for table in TABLES:
        head, rows = rows_of(directory / f"{table}.csv")
        kinds = kinds_of(schemas, table, head)
        readings = 0
        for library, columns, found in csv_readings(str(directory / f"{table}.csv"), kinds):
            compare(f"{library} {table}.csv", head, rows, columns, found)
            readings += 1
        for library, columns, found in parquet_readings(str(directory / f"{table}.parquet")):
            compare(f"{library} {table}.parquet", head, rows, columns, found)
            readings += 1
        validator = jsonschema.Draft202012Validator(schemas[table])
        array = json.loads((directory / f"{table}.json").read_text(encoding="utf-8"))
        lines = [json.loads(line) for line in (directory / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert array == lines, table
        for row in array:
            validator.validate(row)
        compare(f"{table}.json", head, rows, list(array[0]), [list(row.values()) for row in array])
        print(f"{table}: {len(rows)} rows, {readings + 2} readings equal, JSON Schema holds")
    witnesses(directory)


def witnesses(directory):
    """What careless readers spoil is in the data, or the comparison would prove nothing."""
    head, rows = rows_of(directory / "countries.csv")
    assert any(row[head.index("alpha2")] == "NA" and row[head.index("name_en")] == "Namibia" for row in rows), "no Namibia"
    assert any(row[head.index("numeric")].startswith("0") for row in rows), "no code with a zero in front"
    assert any(row[head.index("alpha3")] == "" for row in rows), "no empty code"
    assert all(str(int(row[head.index("byte_end")])) == row[head.index("byte_end")] for row in rows), "places are whole numbers"
    head, rows = rows_of(directory / "dates.csv")
    earliest = [row[head.index("earliest")] for row in rows]
    assert any(day.startswith("-") for day in earliest), "no day before the year 0"
    assert any("0001" < day < "1677" for day in earliest), "no day before 1677, where pandas begins"
    assert "" in earliest, "no date without a value"
    _, rows = rows_of(directory / "timeline.csv")
    assert any(row[-1].startswith("=HYPERLINK") for row in rows), "no formula"


def database(directory, schemas):
    """The SQLite database, with Python's own library and pandas."""
    path = directory / "nasaq.sqlite"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        head, rows = rows_of(directory / f"{table}.csv")
        kinds = kinds_of(schemas, table, head)
        truths = [kinds[name] == "boolean" for name in head]

        def typed(row):
            return [bool(cell) if truth and cell in (0, 1) else cell for cell, truth in zip(row, truths)]

        found = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")
        compare(f"sqlite3 {table}", head, rows, [column[0] for column in found.description], [typed(row) for row in found])
        frame = pandas.read_sql(f"SELECT * FROM {table} ORDER BY rowid", connection, dtype={n: "Int64" for n, k in kinds.items() if k == "integer"})
        compare(f"pandas {table} of sqlite", head, rows, frame.columns, [typed(row) for row in of_pandas(frame)])
        plan = " ".join(str(row) for row in connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE doc_id = 'x'"))
        assert "USING INDEX" in plan, (table, plan)
    for table, column in [("dates", "value"), ("countries", "country"), ("organizations", "org"), ("dates", "rule"), ("dates", "kind"), ("timeline", "earliest")]:
        plan = " ".join(str(row) for row in connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = 'x'"))
        assert f"{table}_by_{column}" in plan, (table, column, plan)
    told = {tuple(row) for row in connection.execute("SELECT name, rows FROM nasaq_tables")}
    counted = {(name, connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name, _ in told}
    assert told == counted and len(told) == len(TABLES) + 2, told
    described = connection.execute("SELECT \"table\", name FROM nasaq_columns WHERE about_en <> '' AND about_ar <> '' ORDER BY \"table\", position").fetchall()
    declared = [(name, column[1]) for name, in connection.execute("SELECT name FROM nasaq_tables ORDER BY name") for column in connection.execute(f"PRAGMA table_info({name})")]
    assert described == declared
    searched(connection)
    total = connection.execute("SELECT count(*) FROM mentions").fetchone()[0]
    assert total == sum(len(rows_of(directory / f"{table}.csv")[1]) for table in TABLES[:3])
    print(f"database: every cell equal in sqlite3, pandas; keys, indexes, descriptions and search hold")


def searched(connection):
    """What a search finds is what reading every sentence finds."""
    sentences = connection.execute("SELECT id, text FROM sentences").fetchall()

    def folded(text):
        text = "".join(c for c in text if not "\u064b" <= c <= "\u0652" and c not in "\u0640\u0670\u200f\u200e")
        return text.translate(str.maketrans("أإآٱىئؤة", "ااااييوه"))

    def words(text):
        return "".join(c if c.isalnum() else " " for c in text).split()

    for word in ["القاهرة", "القاهره", "سنة", "الاستقلال", "مصر", "ناميبيا"]:
        found = {row[0] for row in connection.execute("SELECT rowid FROM search WHERE search MATCH ?", [word])}
        spelled = {number for number, text in sentences if word in words("".join(c for c in text if not "\u064b" <= c <= "\u0652" and c != "\u0640"))}
        bare = {number for number, text in sentences if word in words(folded(text))} if folded(word) == word else spelled
        assert bare <= found and spelled <= found, (word, len(found), len(bare))
        core = folded(word).removeprefix("ال")  # of للاستقلال the index holds الاستقلال
        assert all(core in folded(text) for number, text in sentences if number in found), word
    one = connection.execute("SELECT count(*) FROM search WHERE search MATCH 'folded : مصر'").fetchone()[0]
    more = connection.execute("SELECT count(*) FROM search WHERE search MATCH 'مصر'").fetchone()[0]
    assert more > one > 0, "proclitics hide nothing"
    phrase = connection.execute("SELECT s.text FROM search JOIN sentences s ON s.id = search.rowid WHERE search MATCH '\"الامم المتحده\"'").fetchall()
    assert phrase and all("الأمم المتحدة" in folded_back(text) for text, in phrase)


def folded_back(text):
    """Text without vowel signs and tatweel."""
    return "".join(c for c in text if not "\u064b" <= c <= "\u0652" and c != "\u0640")


def spreadsheet(marked, directory, schemas):
    """CSV for spreadsheets: nothing starts a formula, and what libraries read of it is the data but for apostrophes."""
    cells = 0
    for table in TABLES:
        assert (marked / f"{table}.csv").read_bytes().startswith(b"\xef\xbb\xbf"), table
        assert (marked / f"{table}.json").read_bytes() == (directory / f"{table}.json").read_bytes(), "JSON stays exact"
        head, rows = rows_of(directory / f"{table}.csv")
        kinds = kinds_of(schemas, table, head)
        for library, columns, found in csv_readings(str(marked / f"{table}.csv"), kinds):
            assert not any(isinstance(cell, str) and cell.startswith(FORMULA) for row in found for cell in row), (library, table)
            cells += sum(isinstance(cell, str) and cell.startswith("'") for row in found for cell in row)
            exact = [[cell[1:] if isinstance(cell, str) and cell.startswith("'") else cell for cell in row] for row in found]
            compare(f"{library} {table}.csv for spreadsheets", head, rows, columns, exact)
    assert cells > 100, cells
    print(f"spreadsheet: {cells // 4} cells have an apostrophe, no cell starts a formula, all else equal in 4 libraries")


def mentions(directory):
    """Mentions by document: start, end."""
    found = {}
    for table in TABLES[:3]:
        for row in json.loads((directory / f"{table}.json").read_text(encoding="utf-8")):
            found.setdefault(row["doc_id"], set()).add((row["mention_id"], row["start"], row["end"], row["text"]))
    return found


def annotated(directory, expected):
    total = sum(len(found) for found in expected.values())
    vocabulary = spacy.blank("ar").vocab
    count = 0
    for line in (directory / "annotations.spacy.jsonl").open(encoding="utf-8"):
        told = json.loads(line)
        doc = Doc(vocabulary).from_json(told)
        assert doc.text == told["text"]
        spans = [(span.id_, span.start_char, span.end_char, span.text) for span in doc.spans["nasaq"]]
        assert len(doc.ents) == len(told["ents"])
        assert {span[1:] for span in spans} == {span[1:] for span in expected.get(told["doc_id"], set())}, told["doc_id"]
        count += len(spans)
    assert count == total, ("spaCy", count, total)

    brat = zipfile.ZipFile(directory / "brat.zip")
    assert brat.testzip() is None
    count = 0
    for name in brat.namelist():
        if not name.endswith(".ann"):
            continue
        text = brat.read(name[:-4] + ".txt").decode()
        for line in brat.read(name).decode().splitlines():
            if line.startswith("T"):
                _, place, covered = line.split("\t")
                places = [tuple(map(int, part.split())) for part in place.split(" ", 1)[1].split(";")]
                assert " ".join(text[start:end] for start, end in places) == covered, line
                count += 1
    assert count == total, ("brat", count, total)

    timeml = zipfile.ZipFile(directory / "timeml.zip")
    dates = 0
    for name in timeml.namelist():
        tree = etree.fromstring(timeml.read(name))
        dates += len(tree.findall("TEXT/TIMEX3"))
        source = brat.read(name[:-4] + ".txt").decode()
        assert "".join(tree.find("TEXT").itertext()) == source, name
    assert dates == len(json.loads((directory / "dates.json").read_text(encoding="utf-8")))

    collection = json.loads((directory / "annotations.jsonld").read_text(encoding="utf-8"))
    assert collection["total"] == len(collection["first"]["items"]) == total

    tags = 0
    for line in (directory / "annotations.conll").open(encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            word, start, end, tag = line.rstrip("\n").split("\t")
            assert tag == "O" or tag[:2] in ("B-", "I-"), line
            assert word == "-DOCSTART-" or int(end) - int(start) == len(word), line
            tags += tag.startswith("B-")
    assert 0 < tags <= total
    print(f"{total} mentions: equal in spaCy, brat, Web Annotation; {dates} dates in TimeML; {tags} outer ones in CoNLL")


if __name__ == "__main__":
    place, told = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    tables(place, told)
    database(place, told)
    spreadsheet(Path(sys.argv[3]), place, told)
    annotated(place, mentions(place))
