"""Reads a dataset in every format with the libraries that people use, and compares every cell with the CSV file."""

import csv
import json
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


def text_of(value):
    """A cell as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, (bool, numpy.bool_)):
        return "true" if value else "false"
    return str(value)


def compare(name, head, rows, found_head, found):
    assert list(found_head) == head, f"{name}: columns {found_head}"
    assert len(found) == len(rows), f"{name}: {len(found)} rows, not {len(rows)}"
    for number, (row, other) in enumerate(zip(rows, found), 1):
        for column, cell, read in zip(head, row, other):
            assert text_of(read) == cell, f"{name}: row {number}, {column}: {read!r}, not {cell!r}"


def of_pandas(frame):
    rows = frame.itertuples(index=False, name=None)
    return [[None if pandas.isna(cell) else cell for cell in row] for row in rows]


def tables(directory, schemas):
    for table in TABLES:
        with open(directory / f"{table}.csv", encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        csv_file, parquet = str(directory / f"{table}.csv"), str(directory / f"{table}.parquet")
        types = schemas[table]["properties"]
        kinds = {name: types[name]["type"] for name in head}
        first = {name: kind[0] if isinstance(kind, list) else kind for name, kind in kinds.items()}
        to_pandas = {"string": str, "integer": "Int64", "boolean": "boolean"}
        frame = pandas.read_csv(csv_file, dtype={n: to_pandas[k] for n, k in first.items()}, keep_default_na=False, na_values=[""])
        compare(f"pandas {table}.csv", head, rows, frame.columns, of_pandas(frame))
        frame = pandas.read_parquet(parquet)
        compare(f"pandas {table}.parquet", head, rows, frame.columns, of_pandas(frame))
        to_polars = {"string": polars.String, "integer": polars.Int64, "boolean": polars.Boolean}
        frame = polars.read_csv(csv_file, schema={n: to_polars[k] for n, k in first.items()})
        compare(f"polars {table}.csv", head, rows, frame.columns, frame.rows())
        frame = polars.read_parquet(parquet)
        compare(f"polars {table}.parquet", head, rows, frame.columns, frame.rows())
        to_duckdb = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN"}
        columns = {n: to_duckdb[k] for n, k in first.items()}
        read = duckdb.sql(f"SELECT * FROM read_csv('{csv_file}', header = true, columns = {columns}, quote = '\"', escape = '\"', delim = ',')")
        compare(f"duckdb {table}.csv", head, rows, read.columns, read.fetchall())
        read = duckdb.sql(f"SELECT * FROM '{parquet}'")
        compare(f"duckdb {table}.parquet", head, rows, read.columns, read.fetchall())
        to_arrow = {"string": pyarrow.string(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_()}
        convert = pyarrow.csv.ConvertOptions(column_types={n: to_arrow[k] for n, k in first.items()}, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False)
        read = pyarrow.csv.read_csv(csv_file, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True), convert_options=convert)
        compare(f"pyarrow {table}.csv", head, rows, read.column_names, [list(row.values()) for row in read.to_pylist()])
        read = pyarrow.parquet.read_table(parquet)
        compare(f"pyarrow {table}.parquet", head, rows, read.column_names, [list(row.values()) for row in read.to_pylist()])
        validator = jsonschema.Draft202012Validator(schemas[table])
        array = json.loads((directory / f"{table}.json").read_text(encoding="utf-8"))
        lines = [json.loads(line) for line in (directory / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert array == lines, table
        for row in array:
            validator.validate(row)
        compare(f"{table}.json", head, rows, list(array[0]), [list(row.values()) for row in array])
        print(f"{table}: {len(rows)} rows, 10 readings equal, JSON Schema holds")


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
    place = Path(sys.argv[1])
    tables(place, json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    annotated(place, mentions(place))
