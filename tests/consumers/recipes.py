"""Runs every recipe of docs/ANALYSIS.md and holds the languages to one answer."""

import csv
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path


def recipes(page):
    """Title, then code by language."""
    for part in re.split(r"^## ", page, flags=re.M)[1:]:
        title = part.splitlines()[0]
        yield title, dict(re.findall(r"^```(\w+)\n(.*?)^```$", part, flags=re.M | re.S))


def run(language, code, place):
    if language == "sql":
        code = f"import duckdb\nduckdb.sql({code!r}).write_csv('answer.csv', header=True)\nprint(open('answer.csv', encoding='utf-8').read(), end='')"
    command = ["Rscript", "-e", code] if language == "r" else [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, f"{language}: {done.stderr}"
    return list(csv.reader(io.StringIO(done.stdout)))


def main():
    page, place = Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2])
    count = 0
    for title, told in recipes(page):
        assert set(told) == {"sql", "pandas", "polars", "r"}, f"{title}: {sorted(told)}"
        if not shutil.which("Rscript"):
            del told["r"]
        answers = {language: run(language, code, place) for language, code in told.items()}
        first = answers["sql"]
        assert len(first) > 3, f"{title}: hardly an answer: {first}"
        for language, answer in answers.items():
            assert answer == first, f"{title}: {language} answers\n{answer}\nSQL answers\n{first}"
        print(f"{title}: {len(first) - 1} rows, the same in {', '.join(answers)}")
        count += 1
    assert count == 4


if __name__ == "__main__":
    main()
