#!/usr/bin/env python3
"""Measures every function on every float and writes the table of errors.

    sweep.py [--targets avx2,...] [--only TEXT] [--out FOLDER] [--work FOLDER] WORKER...

A WORKER is sweep.cpp compiled for one instruction set. The first is measured in full. Of the others all results are
hashed: where the hash is one that was measured before, so was everything else, and only the rest is measured again.
Finished parts are kept in the work folder: a run that was interrupted goes on where it stopped, as long as the worker
is the same program.
"""
import argparse
import collections
import concurrent.futures
import csv
import decimal
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

try:
    import tqdm
except ImportError:
    sys.exit(f"sweep.py needs tqdm for {sys.executable}: apt-get install python3-tqdm, or pip install tqdm")

TARGETS = ["sse2", "sse4", "avx", "avx2", "avx512"]
KEY = ["target", "type", "function", "what", "form"]
COUNTS = ["misrounded", "falls", "asymmetries", "specials", "flushed", "nans"]
COLUMNS = KEY + ["max_ulp", "at"] + COUNTS + ["largest_fall", "hash", "sample"]
# So many inputs, or steps of a search, take a second or two.
PART = {"float": 1 << 26, "double": 1 << 24}
# How much longer than to hash one result it takes, for the estimate of the time left.
WEIGHT = {"float": 6, "double": 24}

Part = collections.namedtuple("Part", "worker task arguments weight")


class Worker:
    def __init__(self, path):
        self.path = path.resolve()
        self.fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        first, *tasks = (json.loads(line) for line in self.run("list").splitlines())
        self.made_from = first
        self.target = first["target"]
        self.tasks = tasks

    def run(self, *arguments):
        return subprocess.run([self.path, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def pieces(self, command, task, weight):
        step = PART[task["type"]]
        for first in range(0, task["size"], step):
            count = min(step, task["size"] - first)
            yield Part(self, task, (command, task["task"], first, count), count * weight)

    def parts(self, task):
        yield from self.pieces("run", task, WEIGHT[task["type"]])
        if task["sample"]:
            yield Part(self, task, ("sample", task["task"]), 0)

    def hash_parts(self, task):
        return self.pieces("hash", task, len(task["forms"])) if task["hash"] else ()


class Results:
    """The finished parts, one a line of a file."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        if path.exists():
            for line in path.read_text().splitlines():
                try:
                    entry = json.loads(line)
                except json.JSONDecodeError:
                    continue  # cut short when a run was killed
                self.known[entry["fingerprint"], *entry["arguments"]] = entry

    def find(self, part):
        return self.known.get((part.worker.fingerprint, *part.arguments))

    def measure(self, part):
        start = time.monotonic()
        forms = json.loads(part.worker.run(*part.arguments))
        entry = {"fingerprint": part.worker.fingerprint, "arguments": part.arguments, "forms": forms,
                 "seconds": time.monotonic() - start}
        self.known[part.worker.fingerprint, *part.arguments] = entry
        with self.path.open("a") as file:
            file.write(json.dumps(entry) + "\n")


def measure_all(parts, results):
    todo = [p for p in parts if not results.find(p)]
    total, left = (sum(p.weight for p in list_) for list_ in (parts, todo))
    with tqdm.tqdm(total=total, initial=total - left, unit=" inputs", unit_scale=True, smoothing=0.02) as bar:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {pool.submit(results.measure, p): p for p in todo}
            try:
                for job in concurrent.futures.as_completed(jobs):
                    job.result()
                    part = jobs[job]
                    bar.set_description(f"{part.worker.target} {part.task['function']} {part.task['what']}", refresh=False)
                    bar.update(part.weight)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def hashes_of(worker, task, results):
    """The hash of all results, for each form."""
    parts = [results.find(part)["forms"] for part in worker.hash_parts(task)]
    return [f"{sum(int(part[i]['hash'], 16) for part in parts) % 2**64:016x}" for i in range(len(task["forms"]))]


def rows_with(worker, task, hashes, rows):
    """The rows of other instruction sets that these hashes stand for, as rows of this one; None if one is missing."""
    known = {(r["type"], r["function"], r["what"], r["form"], r["hash"]): r for r in rows}
    found = [known.get((task["type"], task["function"], task["what"], form, hash_))
             for form, hash_ in zip(task["forms"], hashes)]
    return [row | {"target": worker.target} for row in found] if all(found) else None


def measure_target(worker, tasks, rows, results):
    """The rows of one instruction set, given those of the ones before it."""
    if rows:
        measure_all([part for task in tasks for part in worker.hash_parts(task)], results)
    copied = {t["task"]: rows_with(worker, t, hashes_of(worker, t, results), rows) if rows else None for t in tasks}
    left = [t for t in tasks if copied[t["task"]] is None]
    measure_all([part for task in left for part in worker.parts(task)], results)
    return [row for t in tasks for row in copied[t["task"]] or rows_of(worker, t, results)]


def merged(parts):
    """One result for each form, from those of all parts in the order of their inputs."""
    total = None
    for forms in parts:
        if total is None:
            total = [dict(form, max_ulp=float(form["max_ulp"]), hash=int(form["hash"], 16)) for form in forms]
            continue
        for sum_, form in zip(total, forms):
            if float(form["max_ulp"]) > sum_["max_ulp"]:
                sum_.update(max_ulp=float(form["max_ulp"]), at=form["at"])
            for name in COUNTS:
                sum_[name] += form[name]
            sum_["largest_fall"] = max(sum_["largest_fall"], form["largest_fall"])
            sum_["hash"] = (sum_["hash"] + int(form["hash"], 16)) % 2**64
    return total


def rows_of(worker, task, results):
    found = [results.find(part) for part in worker.parts(task)]
    totals = merged(entry["forms"] for entry in found if entry["arguments"][0] == "run")
    samples = [entry["forms"] for entry in found if entry["arguments"][0] == "sample"]
    for number, (form, total) in enumerate(zip(task["forms"], totals)):
        row = {"target": worker.target, "type": task["type"], "function": task["function"], "what": task["what"],
               "form": form, "max_ulp": f"{total['max_ulp']:.9g}", "at": total["at"] if total["max_ulp"] else ""}
        # A search compares with the truth here and there only, and a proof for all scales looks at roundings only.
        if task["type"] == "float":
            row["misrounded"] = total["misrounded"]
        if samples:
            row |= {name: total[name] for name in COUNTS}
            row |= {"largest_fall": f"{total['largest_fall']:.4g}", "hash": f"{total['hash']:016x}",
                    "sample": samples[0][number]["hash"]}
        yield {name: str(row.get(name, "")) for name in COLUMNS}


def key(row):
    return tuple(row[name] for name in KEY)


def without_trailing_digits(ulp):
    """Rounded up, because it is a bound."""
    return str(decimal.Decimal(ulp).quantize(decimal.Decimal("0.0001"), decimal.ROUND_CEILING)) if ulp != "inf" else "∞"


def together(rows):
    """Rows that differ in nothing but the instruction set, as one."""
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in COLUMNS if name != "target"), []).append(row)
    for same in groups.values():
        yield same[0] | {"target": ", ".join(row["target"] for row in same)}


def table(rows, columns):
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(str(show(row)) for show in columns.values()) + " |"


def page(rows, made_from):
    name = lambda row: row["function"]
    what = lambda row: "f′" if row["what"] == "derivative" else "f"
    target = lambda row: row["target"]
    ulp = lambda row: without_trailing_digits(row["max_ulp"])
    at = lambda row: row["at"] and f"`{row['at']}`"
    floats = [r for r in rows if r["hash"]]
    scaled = [r for r in rows if r["form"] == "scaled"]
    doubles = [r for r in rows if r["type"] == "double"]
    clean = all(r[c] == "0" for r in floats for c in ("asymmetries", "specials", "flushed", "nans"))
    yield from f"""\
# Accuracy

Made by `cmake --workflow --preset accuracy` with {made_from["compiler"]}, xsimd {made_from["xsimd"]} and xact \
{made_from["xact"]}. All of it is in [results.csv](results.csv), with hashes of all results; the tests hold a sample of \
every function against those hashes, and every row against the function's `facts()`.

## Every float

Each of the 2³² floats, as value and as derivative, against the correctly rounded result: the formula of
[reference.hpp](../reference.hpp) in double, and in MPFR with 200 bits where double cannot tell which float is nearest.
`exact` is `xact::exact(f)`; functions without such a row are correctly rounded as they are. Instruction sets share a row
when all their 2³² results are the same, bit for bit. A fall is a pair of neighbouring floats where the result moves
against the mathematics (for these functions: falls where it should rise).
{"No row has a special value (NaN, ±0, ±∞) that differs from facts(), an odd function that is not odd to the bit, a result "
 "flushed to 0, or a NaN from a number."
 if clean else
 "**Some rows of results.csv have wrong special values, broken symmetry, flushed results or unexpected NaN.**"}
""".splitlines()
    yield ""
    yield from table(together(floats), {
        "function": name, "": what, "form": lambda r: r["form"], "instruction sets": target,
        "largest error, ULP": ulp, "at": at, "not correctly rounded": lambda r: r["misrounded"],
        "falls": lambda r: r["falls"]})
    yield from """
## Every power of two as a scale

A power of two scales exactly, in double and in double_double, and scaled back, the midpoints of two floats are numbers of
25 bits. So `exact` is correctly rounded for every scale ±2^k if, at scale 1, rounded_double and double are within the errors
that it allows for, and double_double lies on the truth's side of every number of 25 bits that double is near. The table
counts the floats where one of these fails.
""".splitlines()
    yield ""
    yield from table(together(scaled), {"function": name, "": what, "instruction sets": target,
                                        "not proved": lambda r: r["misrounded"]})
    yield from """
## Double

Found by search (hill climbing from many random places, around powers of two and the borders of each formula) and
confirmed by MPFR: the largest error is this or more.
""".splitlines()
    yield ""
    yield from table(together(doubles), {"function": name, "": what, "instruction sets": target,
                                         "largest error known, ULP": ulp, "at": at})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workers", nargs="+", type=pathlib.Path, metavar="WORKER")
    parser.add_argument("--targets", help="only these instruction sets, with commas between them")
    parser.add_argument("--only", default="", help="only functions whose line in the table has this text")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent, help="where the table goes")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("."), help="where finished parts are kept")
    options = parser.parse_args()

    workers = sorted(map(Worker, options.workers), key=lambda w: TARGETS.index(w.target))
    if options.targets:
        workers = [w for w in workers if w.target in options.targets.split(",")]
    chosen = {w: [t for t in w.tasks if options.only in f"{t['type']} {t['function']} {t['what']}"] for w in workers}
    if not any(chosen.values()):
        sys.exit("nothing to measure")
    results = Results(options.work / "parts.jsonl")
    new = []
    for worker, tasks in chosen.items():
        new += measure_target(worker, tasks, new, results)

    path = options.out / "results.csv"
    # A table made before a column was added lacks it.
    old = [dict.fromkeys(COLUMNS, "") | row for row in csv.DictReader(path.open())] if path.exists() else []
    measured = {w.target for w in workers}
    current = {key(r) for r in new} if options.only else set()
    # A run of all tasks replaces all rows of its targets, since functions come and go.
    kept = [r for r in old if (key(r) not in current if options.only else r["target"] not in measured)]
    order = [(t["type"], t["function"], t["what"]) for t in workers[0].tasks]
    rank = lambda r: (order.index(key(r)[1:4]) if key(r)[1:4] in order else len(order), TARGETS.index(r["target"]))
    rows = sorted(kept + new, key=rank)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (options.out / "README.md").write_text("\n".join(page(rows, workers[0].made_from)) + "\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped; the same command goes on from here")
