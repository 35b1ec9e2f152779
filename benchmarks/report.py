#!/usr/bin/env python3
"""Makes a report of the results of the benchmarks, or compares two results.

    report.py RESULTS.json [--out FOLDER]      makes tables of ratios, pictures, and results.json, the used results
    report.py RESULTS.json --publish REPORTS   makes the report in REPORTS/PROCESSOR, and the page REPORTS/README.md
    report.py --pages REPORTS                  makes all reports in REPORTS and REPORTS/README.md anew
    report.py RESULTS.json --against OLD.json  prints the benchmarks that became slower, relative to copy or triad

The results come from xact_benchmarks with --benchmark_out_format=json. All times are CPU times of the thread. Each time
is that of the fastest repetition, because other work on the machine makes times longer. With too much other work the
times are useless: the report then states that the machine was busy, and --against and --publish refuse the file.
"""
import argparse
import pathlib
import sys

import processors
from overview import overview
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


def refuse_busy(results, done):
    if results.busy:
        print(f"report.py: {results.path} cannot be {done}, {results.busy_machine()}", file=sys.stderr)
        sys.exit(2)


def write_report(results, out, needs_pictures=False):
    """Writes the report, its pictures and results.json to the folder `out`."""
    used = shortened(results.path)
    out.mkdir(parents=True, exist_ok=True)
    pictures = draw(results, out)
    if needs_pictures and not pictures:
        sys.exit("report.py: --publish and --pages need the pictures")
    (out / "report.md").write_text("\n".join(page(results, pictures)) + "\n")
    (out / "results.json").write_text(used)
    print(f"The report is {out / 'report.md'}")


def write_overview(reports):
    """Writes README.md of the folder of all reports."""
    runs = {path.parent.name: Results(path) for path in sorted(reports.glob("*/results.json"))}
    if not runs:
        sys.exit(f"report.py: {reports} has no folder with results.json")
    (reports / "README.md").write_text("\n".join(overview(runs, (reports / "mca.md").is_file())) + "\n")
    print(f"The overview is {reports / 'README.md'}")


def make_pages(reports):
    for path in sorted(reports.glob("*/results.json")):
        write_report(Results(path), path.parent, needs_pictures=True)
    write_overview(reports)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path, nargs="?")
    parser.add_argument("--out", type=pathlib.Path, help="the folder of the report; default: the folder of the results")
    parser.add_argument("--against", type=pathlib.Path, help="results of an earlier run to compare with")
    parser.add_argument("--publish", type=pathlib.Path, metavar="REPORTS", help="the folder of all reports")
    parser.add_argument("--name", help="the folder in REPORTS; default: the name of the processor")
    parser.add_argument("--pages", type=pathlib.Path, metavar="REPORTS", help="the folder of the reports to make anew")
    options = parser.parse_args()
    if (options.results is None) == (options.pages is None):
        parser.error("give either RESULTS.json or --pages REPORTS")
    if options.pages:
        return make_pages(options.pages)
    results = Results(options.results)
    if options.against:
        old = Results(options.against)
        refuse_busy(results, "compared")
        refuse_busy(old, "compared")
        sys.exit(compare(results, old))
    if options.publish:
        refuse_busy(results, "published")
        out = options.publish / (options.name or processors.folder(results.context))
        write_report(results, out, needs_pictures=True)
        return write_overview(options.publish)
    write_report(results, options.out or options.results.parent)
    if results.busy:
        print(f"report.py: {results.busy_machine()}", file=sys.stderr)


if __name__ == "__main__":
    main()
