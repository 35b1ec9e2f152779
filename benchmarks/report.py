#!/usr/bin/env python3
"""Makes a report of the results of the benchmarks, or compares two results.

    report.py RESULTS.json [--out FOLDER]      makes tables of ratios, pictures, and results.json, the used results
    report.py RESULTS.json --against OLD.json  prints the benchmarks that became slower, relative to copy or triad

The results come from xact_benchmarks with --benchmark_out_format=json. All times are CPU times. Each time is that of
the fastest repetition, because other work on the machine makes times longer. With too much other work the times are
useless: the report then states that the machine was busy, and --against refuses the file.
"""
import argparse
import pathlib
import sys

from pages import page
from pictures import draw
from results import Results, shortened

# A benchmark counts as slower if it loses more than this share of its speed. Smaller losses may be noise.
TOLERANCE = 0.15


def compare(new, old):
    """Prints the benchmarks that became slower, and returns true if there are any."""
    slower = []
    both = [k for k in new.ours() if k in old.times and new.of_limit(k) and old.of_limit(k)]
    for key in both:
        change = new.of_limit(key) / old.of_limit(key)
        if change < 1 - TOLERANCE:
            slower.append((change, key))
    for change, key in sorted(slower):
        print(f"{key.verb}/{key.function}/{key.type}/{key.set}: {change:.2f} of its former speed "
              f"({old.of_limit(key):.2f} of the limit, now {new.of_limit(key):.2f})")
    print(f"{len(slower)} of {len(both)} benchmarks lost more than {TOLERANCE:.0%} of their speed")
    return bool(slower)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, help="the folder of the report; by default the folder of the results")
    parser.add_argument("--against", type=pathlib.Path, help="results of an earlier run to compare with")
    options = parser.parse_args()
    results = Results(options.results)
    if options.against:
        old = Results(options.against)
        for run in (results, old):
            if run.busy:
                print(f"report.py: {run.path} cannot be compared, {run.busy_machine()}", file=sys.stderr)
                sys.exit(2)
        sys.exit(compare(results, old))
    out = options.out or options.results.parent
    out.mkdir(parents=True, exist_ok=True)
    report = out / "report.md"
    report.write_text("\n".join(page(results, draw(results, out))) + "\n")
    (out / "results.json").write_text(shortened(options.results))
    print(f"The report is {report}")
    if results.busy:
        print(f"report.py: {results.busy_machine()}", file=sys.stderr)


if __name__ == "__main__":
    main()
