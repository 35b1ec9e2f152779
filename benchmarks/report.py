#!/usr/bin/env python3
"""Makes a report of the results of the benchmarks, or compares two results.

    report.py RESULTS.json [--out FOLDER]      makes tables of ratios, and pictures
    report.py RESULTS.json --against OLD.json  prints the benchmarks that became slower, relative to memcpy or triad

The results come from xact_benchmarks with --benchmark_out_format=json. All times are CPU times. Each time is that of
the fastest repetition, because other work on the machine makes times longer. With too much other work the times are
useless: the report then states that the machine was busy, and --against refuses the file.
"""
import argparse
import collections
import itertools
import json
import pathlib
import sys

SETS = ["L1", "L1_unaligned", "L2", "L3", "memory"]
SHOWN = ["L1", "L2", "L3", "memory"]
# The order of the verbs in a report; other verbs follow.
VERBS = ["forward", "derivative", "value_and_derivative", "backward", "backward_from_output", "backward_with_gradient",
         "layer", "forward_with_mask", "backward_from_mask", "loss_and_gradient", "forward_with_statistics", "observe"]
# A benchmark counts as slower if it loses more than this share of its speed. Smaller losses may be noise.
TOLERANCE = 0.15
# A benchmark indicates a busy machine if its real time exceeds BUSY times its CPU time, or if its speed exceeds
# TOO_FAST times the limit (the speed of memcpy or triad). The limit is not a strict bound: with non-temporal stores a
# benchmark can reach twice the limit. The speed of a function of READS_LESS is not compared with the limit, because
# the function does not read all inputs.
BUSY = 1.1
TOO_FAST = 2
READS_LESS = ("identity",)
# Descriptions of the peers in benchmarks/peers.
PEERS = {
    "unaryExpr": "xact in an expression of Eigen, `y = x.unaryExpr(f)`, with the loop of Eigen",
    "eigen": "Eigen's own array expressions: `cwiseMax`, `select`, `expm1`, `exp`, `logistic`, `tanh`",
    "eigen_exp_minus_1": "elu in Eigen as max(x, 0) + (exp(min(x, 0)) - 1): vectorized, but inaccurate near 0",
    "highway": "Highway's `Max`, `Expm1`, `Exp` and `Tanh`, in a plain loop over its vectors",
    "naive": "a plain loop over std functions, compiled with -O3 and the same instruction set",
    "naive_fast_math": "the loop of naive with `-ffast-math`",
    "onednn": "oneDNN's eltwise, softmax and prelu primitives, created once for each size",
    "sleef": "SLEEF's `expm1`, `exp` and `tanh` of 1 ULP, in a plain loop over registers",
    "torch": "libtorch's ATen functions without autograd; the output tensors are created once, but prelu returns new tensors",
    "xnnpack": "XNNPACK's operators, created once; a call sets an operator up for the arrays and runs it",
    "xnnpack_kernel": "the kernel of XNNPACK's operator, called directly, once for the whole array",
    "xsimd": "xsimd's own `expm1`, `exp` and `tanh`, in a plain loop over its batches",
}
# The names of peers that are xact in the loop of another library.
OURS_INSIDE = {"unaryExpr": "xact in Eigen's unaryExpr"}

Time = collections.namedtuple("Time", "ns moved max_ulp")
Key = collections.namedtuple("Key", "verb function peer type set")


class Results:
    """The ns per element of every benchmark."""

    def __init__(self, path):
        try:
            data = json.loads(path.read_text())
            self.context = data["context"]
            runs = data["benchmarks"]
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"report.py: {path} does not contain results of Google Benchmark: {error}")
        medians = [r for r in runs if r.get("aggregate_name") == "median"]
        least = {r["run_name"]: r["cpu_time"] for r in runs if r.get("aggregate_name") == "min"}
        self.path = path
        self.times = {}
        self.rows = 0
        waiting = set()
        self.busy = 0  # the count of rows that indicate a busy machine
        self.small = collections.defaultdict(dict)  # ns per call, by function and type, and by length
        for run in medians or [r for r in runs if r["run_type"] == "iteration"]:
            parts = run["run_name"].split("/")
            # items_per_second is based on CPU time. `faster` converts the time to that of the fastest repetition.
            faster = least.get(run["run_name"], run["cpu_time"]) / run["cpu_time"]
            each = 1e9 / run["items_per_second"] * faster
            waited = run["real_time"] > BUSY * run["cpu_time"]
            self.rows += 1
            self.busy += waited
            if parts[0] == "small":
                self.small[parts[1], parts[2]][int(parts[3])] = each * int(parts[3])
            if len(parts) != 4 or parts[3] not in SETS:
                continue
            function, _, peer = parts[1].partition("@")
            size = 4 if parts[2] == "float" else 8
            moved = round(run["bytes_per_second"] / run["items_per_second"] / size)
            key = Key(parts[0], function, peer, parts[2], parts[3])
            self.times[key] = Time(each, moved, run.get("max_ulp"))
            if waited:
                waiting.add(key)
        if not self.times:
            sys.exit(f"report.py: {path} has none of the benchmarks that a report needs")
        self.busy += sum(self.is_too_fast(key) for key in self.times if key not in waiting)

    def limit(self, key):
        """Returns the time of memcpy if the call moves two arrays, of triad if three, on arrays of the same size."""
        name = {2: "memcpy", 3: "triad"}.get(self.times[key].moved)
        return self.times.get(Key("limit", name, "", key.type, key.set))

    def of_limit(self, key):
        limit = self.limit(key)
        return limit.ns / self.times[key].ns if limit else None

    def is_too_fast(self, key):
        return key.function not in READS_LESS and (self.of_limit(key) or 0) > TOO_FAST

    def busy_machine(self):
        """Returns the reason why the machine counts as busy, or an empty string if it does not."""
        if not self.busy:
            return ""
        return f"the machine was busy: in {self.busy} of {self.rows} rows the real time is more than {BUSY:g} times " \
               f"the processor's, or the speed more than {TOO_FAST:g} times the limit"

    def ours(self, **chosen):
        """Returns the keys of xact with the chosen fields, sorted for a report."""
        keys = [k for k in self.times if not k.peer and k.verb != "limit"
                and all(getattr(k, part) == value for part, value in chosen.items())]
        return sorted(keys, key=lambda k: (VERBS.index(k.verb) if k.verb in VERBS else len(VERBS), k))

    def peers(self, key):
        """Returns the keys of the peers that compute the same function, the fastest first."""
        same = [k for k in self.times if k.peer and k._replace(peer="") == key]
        return sorted(same, key=lambda k: self.times[k].ns)


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def label(key):
    return OURS_INSIDE.get(key.peer, key.peer or "xact")


def ulp(value):
    return "" if value is None else f"{value:.3g}"


def ns(results, key, name):
    time = results.times.get(key._replace(set=name))
    return f"{time.ns:.3f} ns" if time else ""


def ratio(results, peer, ours, name):
    times = [results.times.get(key._replace(set=name)) for key in (peer, ours)]
    return f"{times[0].ns / times[1].ns:.2f}" if all(times) else ""


def page(results, pictures):
    c = results.context
    yield "# Benchmarks"
    yield ""
    yield f"{c.get('compiler', 'unknown compiler')}, `{c.get('flags', '')}`, xsimd {c.get('xsimd', '')}, " \
          f"xact {c.get('xact', '')}; {c.get('cpu', 'unknown processor')}, {c['num_cpus']} cores, {c['date'][:10]}. " \
          "Made by `cmake --workflow --preset bench-full`, or by `bench` in a minute."
    yield ""
    if results.busy:
        yield f"**These times are worth little: {results.busy_machine()}.**"
        yield ""
    yield "Times are ns per element, in CPU time: the fastest of interleaved repetitions on one core. *Of the limit* is " \
          "the speed relative to memcpy, or, if the call moves three arrays, relative to a triad (two loads, one store), " \
          "in the same run. The pictures show float, with the ratio to the limit in brackets and the limit as a dotted " \
          "line. The ratio to the triad may be well above 1 in memory: the triad stores through the caches, which first " \
          "read the output from memory, and xact uses non-temporal stores."
    for picture in pictures:
        yield ""
        yield f"![{picture.stem}]({picture.name})"
    compared = sorted({key.peer for key in results.times if key.peer})
    if compared:
        yield ""
        yield "## Peers"
        yield ""
        yield "All peers run on one thread."
        yield ""
        yield from table(["", "description"], [[OURS_INSIDE.get(peer, peer), PEERS.get(peer, "")] for peer in compared])
    for type_name in ("float", "double"):
        keys = results.ours(type=type_name, set="L1")
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
            yield f"### {type_name}: compared with peers"
            yield ""
            yield "The time of xact in ns, the ratio of each peer's time to it, and the largest error on the inputs of L1."
            yield ""
            rows = []
            for key in compared:
                rows.append([f"**{key.verb} {key.function}**", ulp(results.times[key].max_ulp),
                             *(ns(results, key, name) for name in SHOWN)])
                for peer in results.peers(key):
                    rows.append([label(peer), ulp(results.times[peer].max_ulp),
                                 *(ratio(results, peer, key, name) for name in SHOWN)])
            yield from table(["", "max. error, ULP", *SHOWN], rows)
    yield from small_page(results)


def small_page(results):
    lengths = sorted({length for times in results.small.values() for length in times})
    if not lengths:
        return
    yield ""
    yield "## Short arrays"
    yield ""
    yield "ns per call of forward, including all checks of the call."
    yield ""
    yield from table(["", *(f"{length} elements" for length in lengths)],
                     [[f"{function}, {type_name}", *(f"{times[n]:.1f}" if n in times else "" for n in lengths)]
                      for (function, type_name), times in sorted(results.small.items(), key=lambda i: i[0][::-1])])


def colour(key):
    """The colour of a bar: orange for xact, light orange for xact in the loop of another library, blue for peers."""
    return "C0" if key.peer and key.peer not in OURS_INSIDE else "#ffbb78" if key.peer else "C1"


def beside(results, keys, plt):
    """Draws a row of bar charts for each key, with a chart per working set. A chart has xact above its peers."""
    bars = [[key, *results.peers(key)] for key in keys]
    figure, axes = plt.subplots(len(keys), len(SHOWN), figsize=(12, sum(0.75 + 0.19 * len(row) for row in bars)),
                                squeeze=False, gridspec_kw={"height_ratios": [2 + len(row) for row in bars]})
    for row, all_axes in zip(bars, axes):
        for name, axis in zip(SHOWN, all_axes):
            here = {i: key._replace(set=name) for i, key in enumerate(row) if key._replace(set=name) in results.times}
            times = {i: results.times[key].ns for i, key in here.items()}
            # Bars longer than 6 times the shortest bar are cut at this length. The text at a bar has the full time.
            edge = min(max(times.values(), default=1), 6 * min(times.values(), default=1))
            axis.set_xlim(0, 1.5 * edge)
            for i, key in here.items():
                share = results.of_limit(key)
                axis.barh(i, min(times[i], edge), color=colour(key), height=0.8)
                axis.text(min(times[i], edge), i, (" …" if times[i] > edge else "") + f" {times[i]:#.3g}"
                          + (f" ({share:.2f})" if share else ""), va="center", fontsize=7)
                if share:
                    axis.axvline(results.limit(key).ns, color="black", linewidth=0.8, linestyle=":")
            axis.set_ylim(len(row) - 0.4, -0.6)
            axis.set_yticks(range(len(row)), [label(key) for key in row] if name == SHOWN[0] else [])
            axis.tick_params(axis="both", labelsize=7)
            axis.spines[["top", "right"]].set_visible(False)
            title = f"{row[0].verb} {row[0].function}: {name}" if name == SHOWN[0] else name
            axis.set_title(title, fontsize=8, loc="left")
    for axis in axes[-1]:
        axis.set_xlabel("ns per element", fontsize=8)
    return figure


# The line styles of the variants of a function.
VARIANTS = {"exact": ":", "shared": "-.", "nchw": (0, (6, 1)), "nhwc": (0, (4, 1, 1, 1, 1, 1))}


def base_and_variant(function):
    """The function and its variant: ("elu", "exact"), ("biased_relu", "nchw")."""
    name = function.removeprefix("exact_")
    if name != function:
        return name, "exact"
    for layout in ("shared", "nchw", "nhwc"):
        base, found, _ = name.partition(f"_{layout}")
        if found:
            return base, layout
    return name, ""


def draw(results, out):
    """Draws the pictures of the report: the times of xact and its peers, forward and backward; the speed by working
    set; the time and the error of elu. Returns the paths of the pictures."""
    try:
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        print("report.py: no pictures without matplotlib: apt-get install python3-matplotlib", file=sys.stderr)
        return []
    plt.rcParams.update({"svg.hashsalt": "xact", "svg.fonttype": "none", "font.size": 9})

    def save(figure, name):
        figure.tight_layout()
        figure.savefig(out / name, metadata={"Date": None})
        plt.close(figure)
        return out / name

    pictures = []
    for direction in ("forward", "backward"):
        keys = [k for k in results.ours(type="float", set="L1") if k.verb.startswith(direction) and results.peers(k)]
        if keys:
            pictures.append(save(beside(results, keys, plt), f"{direction}.svg"))
    figure, axis = plt.subplots(figsize=(8, 4))
    limits = [Key("limit", name, "", "float", "L1") for name in ("memcpy", "triad")]
    forward = [k for k in results.ours(verb="forward", type="float", set="L1")
               if not k.function.startswith(("prelu_n", "softmax", "log_softmax"))]
    bases = sorted({base_and_variant(key.function)[0] for key in forward})
    colours = plt.get_cmap("tab20").colors
    looks = dict(zip(bases, zip(itertools.cycle(colours[::2] + colours[1::2]), itertools.cycle("osDP*Xpd<>"))))
    for key in limits + forward:
        base, variant = base_and_variant(key.function)
        colour_of_base, marker = looks.get(base, ("black", "^" if base == "memcpy" else "v"))
        at = [key._replace(set=name) for name in SHOWN if key._replace(set=name) in results.times]
        axis.plot([k.set for k in at], [results.times[k].moved * 4 / results.times[k].ns for k in at],
                  label=key.function, color=colour_of_base, marker=marker,
                  linestyle="--" if key in limits else VARIANTS.get(variant, "-"),
                  markerfacecolor="none" if variant else colour_of_base)
    axis.set_yscale("log")
    axis.set_ylabel("GB/s")
    axis.set_xlabel("working set")
    axis.set_title("forward, float, compared with memcpy and triad")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize="small", frameon=False, handlelength=4)
    pictures.append(save(figure, "throughput.svg"))
    if dots := dots_of(results, "elu"):
        title = f"elu, forward, float: {results.context['cpu']}"
        pictures.append(save(time_and_error(dots, title, plt), "elu.svg"))
    return pictures


# The labels of the dots in elu.svg. Peers without a label have no dot.
NAMES = {"eigen": "Eigen", "eigen_exp_minus_1": "Eigen, exp(x) - 1", "highway": "Highway", "naive": "std::expm1 in a loop",
         "naive_fast_math": "the loop with -ffast-math", "onednn": "oneDNN", "sleef": "SLEEF", "torch": "libtorch",
         "xnnpack": "XNNPACK", "xsimd": "xsimd"}


def dots_of(results, function):
    """Returns a tuple per library, for the forward pass in L1: the time per float, the largest error, and the label."""
    ours = {function: "xact", f"exact_{function}": "xact::exact"}
    return sorted((time.ns, time.max_ulp, NAMES[key.peer] if key.peer else ours[key.function])
                  for key, time in results.times.items()
                  if (key.verb, key.type, key.set) == ("forward", "float", "L1") and key.function in ours
                  and (not key.peer or key.peer in NAMES) and time.max_ulp)


def time_and_error(dots, title, plt):
    """Draws a dot per library, with the time per element on one axis and the largest error on the other."""
    figure, axis = plt.subplots(figsize=(8, 4.5))
    placed = []
    for ns_, error, name in sorted(dots, key=lambda dot: -dot[1]):
        # A label is on the right of its dot, a little below the labels of neighbouring dots.
        neighbours = sum(0.4 < ns_ / other_ns < 2.5 and other_error < 1.9 * error for other_ns, other_error in placed)
        placed.append((ns_, error))
        own = name.startswith("xact")
        axis.scatter(ns_, error, color="C1" if own else "C0", marker="D" if own else "o", s=60, zorder=3)
        axis.annotate(name, (ns_, error), xytext=(8, 5 - 9 * neighbours), textcoords="offset points", fontsize=10,
                      fontweight="bold" if own else "normal")
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xlim(0.6 * dots[0][0], 4 * dots[-1][0])
    axis.set_xticks([x for x in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if 0.6 * dots[0][0] < x < 4 * dots[-1][0]])
    axis.minorticks_off()
    axis.xaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.axhline(0.5, color="black", linewidth=0.8, linestyle=":")
    axis.text(0.01, 0.5, "correctly rounded", transform=axis.get_yaxis_transform(), va="top", fontsize=9)
    axis.margins(y=0.15)
    axis.set_xlabel("time per float in L1, ns, on one core (left is faster)")
    axis.set_ylabel("largest error, ULP (lower is better)")
    axis.set_title(title, loc="left", fontsize=11)
    axis.grid(color="#dddddd", linewidth=0.6)
    axis.spines[["top", "right"]].set_visible(False)
    return figure


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
    print(f"The report is {report}")
    if results.busy:
        print(f"report.py: {results.busy_machine()}", file=sys.stderr)


if __name__ == "__main__":
    main()
