#!/usr/bin/env python3
"""Makes a report of the benchmarks' results, or compares two of them.

    report.py RESULTS.json [--out FOLDER]      tables of ratios, and pictures
    report.py RESULTS.json --against OLD.json  what became slower, by the ratio to memcpy or triad of the same run

Results are those of xact_benchmarks with --benchmark_out_format=json, medians if it made some.
"""
import argparse
import collections
import json
import pathlib
import sys

SETS = ["L1", "L1_unaligned", "L2", "L3", "memory"]
SHOWN = ["L1", "L2", "L3", "memory"]
# How much of its speed a benchmark may lose before it counts as slower: machines are noisy.
TOLERANCE = 0.15

Time = collections.namedtuple("Time", "ns moved max_ulp")
Key = collections.namedtuple("Key", "verb function peer type set")


class Results:
    """ns an element of every benchmark."""

    def __init__(self, path):
        try:
            data = json.loads(path.read_text())
            self.context = data["context"]
            runs = data["benchmarks"]
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"report.py: {path} holds no results of Google Benchmark: {error}")
        medians = [r for r in runs if r.get("aggregate_name") == "median"]
        self.times = {}
        for run in medians or [r for r in runs if r["run_type"] == "iteration"]:
            parts = run["run_name"].split("/")
            if len(parts) != 4 or parts[3] not in SETS:
                continue  # small arrays have a table of their own
            function, _, peer = parts[1].partition("@")
            size = 4 if parts[2] == "float" else 8
            moved = round(run["bytes_per_second"] / run["items_per_second"] / size)
            self.times[Key(parts[0], function, peer, parts[2], parts[3])] = Time(
                1e9 / run["items_per_second"], moved, run.get("max_ulp"))
        if not self.times:
            sys.exit(f"report.py: {path} has none of the benchmarks that a report is made of")

    def limit(self, key):
        """What memcpy or triad takes for as many arrays, with as many bytes of each."""
        name = "memcpy" if self.times[key].moved == 2 else "triad"
        return self.times.get(Key("limit", name, "", key.type, key.set))

    def of_limit(self, key):
        limit = self.limit(key)
        return limit.ns / self.times[key].ns if limit else None

    def ours(self):
        return [k for k in self.times if not k.peer and k.verb != "limit"]

    def peers(self, key):
        """The others that do the same, the fastest first."""
        same = [k for k in self.times if k.peer and k._replace(peer="") == key]
        return sorted(same, key=lambda k: self.times[k].ns)


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def ulp(value):
    return "" if value is None else f"{value:.3g}"


def page(results, pictures):
    c = results.context
    yield "# Benchmarks"
    yield ""
    yield f"{c.get('compiler', 'unknown compiler')}, `{c.get('flags', '')}`, xsimd {c.get('xsimd', '')}, " \
          f"xact {c.get('xact', '')}; {c.get('cpu', 'unknown processor')}, {c['num_cpus']} cores, {c['date'][:10]}. " \
          "Made by `cmake --workflow --preset bench`."
    yield ""
    yield "Times are ns an element, medians of interleaved repetitions on one core. *Of the limit* is the speed beside " \
          "memcpy, or beside a triad (two loads, one store) where three arrays are moved, in the same run."
    for picture in pictures:
        yield ""
        yield f"![{picture.stem}]({picture.name})"
    for type_name in ("float", "double"):
        keys = [k for k in results.ours() if k.type == type_name and k.set == "L1"]
        if not keys:
            continue
        yield ""
        yield f"## {type_name}"
        yield ""
        rows = []
        for key in keys:
            cells = [f"{key.verb} {key.function}"]
            for name in SHOWN:
                at = key._replace(set=name)
                if at not in results.times:
                    cells.append("")
                    continue
                share = results.of_limit(at)
                cells.append(f"{results.times[at].ns:.3f}" + (f" ({share:.2f})" if share else ""))
            rows.append(cells)
        yield from table(["", *(f"{name}, ns (of the limit)" for name in SHOWN)], rows)
        compared = [k for k in keys if results.peers(k)]
        if compared:
            yield ""
            yield f"### {type_name}: beside others"
            yield ""
            yield "How many times as long as ours they take; the largest error on the inputs of L1."
            yield ""
            rows = []
            for key in compared:
                rows.append([f"**{key.verb} {key.function}**", ulp(results.times[key].max_ulp), *("1" for _ in SHOWN)])
                for peer in results.peers(key):
                    ratio = lambda name: (results.times[peer._replace(set=name)].ns
                                          / results.times[key._replace(set=name)].ns)
                    rows.append([peer.peer, ulp(results.times[peer].max_ulp), *(f"{ratio(name):.2f}" for name in SHOWN)])
            yield from table(["", "max. error, ULP", *SHOWN], rows)


def draw(results, out):
    """A picture of the peers for each verb, and one of the speed over the working set; their paths."""
    try:
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        print("report.py: no pictures without matplotlib: apt-get install python3-matplotlib", file=sys.stderr)
        return []
    plt.rcParams.update({"svg.hashsalt": "xact", "font.size": 9})

    def save(figure, name):
        figure.tight_layout()
        figure.savefig(out / name, metadata={"Date": None})
        plt.close(figure)
        return out / name

    peers = sorted({k.peer for k in results.times if k.peer})
    color = {"": "black"} | {peer: f"C{i % 10}" for i, peer in enumerate(peers)}
    pictures = []
    for verb in ("forward", "backward"):
        functions = [f for f in ("relu", "leaky_relu", "elu")
                     if Key(verb, f, "", "float", "L1") in results.times]
        if not functions:
            continue
        figure, axes = plt.subplots(len(functions), 1, figsize=(8, 2.6 * len(functions)), squeeze=False)
        for axis, function in zip(axes[:, 0], functions):
            ours = Key(verb, function, "", "float", "L1")
            shown = [ours, *results.peers(ours)]
            width = 0.8 / len(shown)
            for i, key in enumerate(shown):
                times = [results.times[key._replace(set=name)].ns for name in SHOWN]
                axis.bar([x + i * width for x in range(len(SHOWN))], times, width, label=key.peer or "xact",
                         color=color[key.peer])
            axis.set_yscale("log")
            axis.set_xticks([x + 0.4 - width / 2 for x in range(len(SHOWN))], SHOWN)
            axis.set_ylabel("ns an element")
            axis.set_title(f"{verb}, {function}, float")
            axis.legend(fontsize=7, ncols=2, loc="center left", bbox_to_anchor=(1, 0.5))
        pictures.append(save(figure, f"{verb}.svg"))
    figure, axis = plt.subplots(figsize=(8, 4))
    for key in (k for k in results.times if k.type == "float" and k.set == "L1" and not k.peer
                and k.verb in ("limit", "forward") and not k.function.startswith("prelu_n")):
        speeds = [results.times[key._replace(set=name)].moved * 4 / results.times[key._replace(set=name)].ns
                  for name in SHOWN]
        axis.plot(SHOWN, speeds, marker="o", label=key.function, linestyle="--" if key.verb == "limit" else "-")
    axis.set_yscale("log")
    axis.set_ylabel("GB/s")
    axis.set_xlabel("where the arrays lie")
    axis.set_title("forward, float, beside what the machine moves")
    axis.legend(fontsize=7)
    pictures.append(save(figure, "throughput.svg"))
    return pictures


def compare(new, old):
    """Prints what is slower than it was, and says if anything is."""
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
    parser.add_argument("--out", type=pathlib.Path, help="where the report goes; the folder of the results if left out")
    parser.add_argument("--against", type=pathlib.Path, help="results of an earlier run to compare with")
    options = parser.parse_args()
    results = Results(options.results)
    if options.against:
        sys.exit(compare(results, Results(options.against)))
    out = options.out or options.results.parent
    out.mkdir(parents=True, exist_ok=True)
    report = out / "report.md"
    report.write_text("\n".join(page(results, draw(results, out))) + "\n")
    print(f"The report is {report}")


if __name__ == "__main__":
    main()
