#!/usr/bin/env python3
"""Measures every function on every float and writes the table of errors.

    sweep.py [--targets avx2,...] [--only TEXT] [--out FOLDER] [--work FOLDER] WORKER...

A WORKER is the program sweep.cpp, compiled for one target. The script measures all tasks of the first worker. For each
other worker it first computes the hashes of all results. A task whose hashes equal those of an earlier worker also has
the same errors, so the script copies them. It measures only the other tasks. The work folder contains the finished
parts, so that the same command with the same workers continues an interrupted run.
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
# The number of inputs, or of steps of a search, in one part. A part takes one or two seconds.
PART = {"float": 1 << 26, "double": 1 << 24}
# The cost of measuring an input relative to hashing its result, for the estimate of the remaining time.
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
    """The finished parts: a file with one part per line."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        if path.exists():
            for line in path.read_text().splitlines():
                try:
                    entry = json.loads(line)
                except json.JSONDecodeError:
                    continue  # an incomplete line of a killed process
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
    """Returns the hash of all results for each form."""
    parts = [results.find(part)["forms"] for part in worker.hash_parts(task)]
    return [f"{sum(int(part[i]['hash'], 16) for part in parts) % 2**64:016x}" for i in range(len(task["forms"]))]


def rows_with(worker, task, hashes, rows):
    """Returns the rows of other targets with these hashes, as rows of this target, or None if a hash is unknown."""
    known = {(r["type"], r["function"], r["what"], r["form"], r["hash"]): r for r in rows}
    found = [known.get((task["type"], task["function"], task["what"], form, hash_))
             for form, hash_ in zip(task["forms"], hashes)]
    return [row | {"target": worker.target} for row in found] if all(found) else None


def measure_target(worker, tasks, rows, results):
    """Measures one target and returns its rows. `rows` are the rows of the earlier targets."""
    if rows:
        measure_all([part for task in tasks for part in worker.hash_parts(task)], results)
    copied = {t["task"]: rows_with(worker, t, hashes_of(worker, t, results), rows) if rows else None for t in tasks}
    left = [t for t in tasks if copied[t["task"]] is None]
    measure_all([part for task in left for part in worker.parts(task)], results)
    return [row for t in tasks for row in copied[t["task"]] or rows_of(worker, t, results)]


def merged(parts):
    """Returns one result for each form, merged from all parts in the order of their inputs."""
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
        # A search (double) counts nothing, and a proof for all scales (without samples) counts only misrounded inputs.
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
    """Returns the error, rounded up to four decimal places, since it is a bound."""
    return str(decimal.Decimal(ulp).quantize(decimal.Decimal("0.0001"), decimal.ROUND_CEILING)) if ulp != "inf" else "∞"


def together(rows):
    """Returns the rows, with rows that differ only in the target merged into one."""
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
{made_from["xact"]}. [results.csv](results.csv) has the complete table with hashes of all results. For each function, \
the tests compare a hash of the results for a sample of the floats with results.csv, and each row with the `facts()` \
of the function.

## Every float

The table compares the value and the derivative at each of the 2³² floats with the correctly rounded result. The formula
of [reference.hpp](../reference.hpp) computes the correctly rounded result in double, or in MPFR with 200 bits if double
does not determine the nearest float. The form `exact` is `xact::exact(f)`. A function without a row for `exact` is
correctly rounded by default. Targets share a row if all their 2³² results have the same bits. A fall is a pair of
neighbouring floats whose results change in the wrong direction (for these functions: the result decreases although the
function increases).
{"No row has a special value (NaN, ±0, ±∞) that differs from facts(), an odd function with f(-x) ≠ -f(x), a result that "
 "is flushed to 0, or a NaN result for a number."
 if clean else
 "**Some rows of results.csv have wrong special values, broken symmetry, flushed results or unexpected NaN.**"}
""".splitlines()
    yield ""
    yield from table(together(floats), {
        "function": name, "": what, "form": lambda r: r["form"], "targets": target,
        "largest error, ULP": ulp, "at": at, "not correctly rounded": lambda r: r["misrounded"],
        "falls": lambda r: r["falls"]})
    yield from """
## Every power of two as a scale

A multiplication by a power of two is exact in double and in double_double. The scale of elu is alpha. `exact` can be
wrong only near the midpoint of two floats. If a midpoint is divided by the scale, the quotient has at most 25
significant bits. Therefore `exact` is correctly rounded for every scale ±2^k if these three conditions hold at scale 1:

- the error of rounded_double is at most the error that `exact` assumes;
- the error of double is at most half of the error that `exact` assumes;
- if the result in double is close to a number of 25 bits, the result on double_double lies on the same side of this
  number as the true value.

The table counts the floats that violate a condition.
""".splitlines()
    yield ""
    yield from table(together(scaled), {"function": name, "": what, "targets": target,
                                        "not proved": lambda r: r["misrounded"]})
    yield from """
## Double

The errors in this table were found by hill climbing from many random inputs, some of them near powers of two and near
the borders of the argument reduction of an exponential. MPFR confirmed the errors. The true largest error of a function
may be larger than the error in the table.
""".splitlines()
    yield ""
    yield from table(together(doubles), {"function": name, "": what, "targets": target,
                                         "largest error known, ULP": ulp, "at": at})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workers", nargs="+", type=pathlib.Path, metavar="WORKER")
    parser.add_argument("--targets", help="measure only these targets, separated by commas")
    parser.add_argument("--only", default="", help="measure only functions whose row contains this text")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent, help="the folder of the table")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("."), help="the folder of the finished parts")
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
    # An older table lacks columns that were added later.
    old = [dict.fromkeys(COLUMNS, "") | row for row in csv.DictReader(path.open())] if path.exists() else []
    measured = {w.target for w in workers}
    current = {key(r) for r in new} if options.only else set()
    # Without --only, the new rows replace all rows of the measured targets, because the old table may have rows of
    # removed functions.
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
        sys.exit("stopped; the same command continues from here")
