"""The pictures of a report."""
import io
import itertools
import sys

from pages import OURS_INSIDE, label
from processors import title as processor
from results import SHOWN, Key


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
        from PIL import Image
    except ImportError:
        print("report.py: no pictures without matplotlib: apt-get install python3-matplotlib", file=sys.stderr)
        return []
    plt.rcParams.update({"svg.hashsalt": "xact", "svg.fonttype": "none", "font.size": 9})

    def save(figure, name):
        figure.tight_layout()
        if name.endswith(".png"):
            # A palette of 32 colours makes the file several times smaller.
            image = io.BytesIO()
            figure.savefig(image, dpi=75)
            Image.open(image).convert("RGB").quantize(32).save(out / name, optimize=True)
        else:
            figure.savefig(out / name, metadata={"Date": None})
        plt.close(figure)
        return out / name

    pictures = []
    for direction in ("forward", "backward"):
        keys = [k for k in results.ours(type="float", set="L1") if k.verb.startswith(direction) and results.peers(k)]
        if keys:
            pictures.append(save(beside(results, keys, plt), f"{direction}.png"))
    figure, axis = plt.subplots(figsize=(8, 4))
    limits = [Key("limit", name, "", "float", "L1") for name in ("memcpy", "copy", "triad")]
    forward = [k for k in results.ours(verb="forward", type="float", set="L1")
               if not k.function.startswith(("prelu_n", "softmax", "log_softmax"))]
    bases = sorted({base_and_variant(key.function)[0] for key in forward})
    colours = plt.get_cmap("tab20").colors
    looks = dict(zip(bases, zip(itertools.cycle(colours[::2] + colours[1::2]), itertools.cycle("osDP*Xpd<>"))))
    for key in limits + forward:
        base, variant = base_and_variant(key.function)
        colour_of_base, marker = looks.get(base, ("black", {"memcpy": "^", "copy": "<"}.get(base, "v")))
        at = [key._replace(set=name) for name in SHOWN if key._replace(set=name) in results.times]
        axis.plot([k.set for k in at], [results.times[k].moved * 4 / results.times[k].ns for k in at],
                  label=key.function, color=colour_of_base, marker=marker,
                  linestyle="--" if key in limits else VARIANTS.get(variant, "-"),
                  markerfacecolor="none" if variant else colour_of_base)
    axis.set_yscale("log")
    axis.set_ylabel("GB/s")
    axis.set_xlabel("working set")
    axis.set_title("forward, float, compared with copies and triad")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize="small", frameon=False, handlelength=4)
    pictures.append(save(figure, "throughput.svg"))
    if dots := dots_of(results, "elu"):
        title = f"elu, forward, float: {processor(results.context)}"
        pictures.append(save(time_and_error(dots, title, plt), "elu.svg"))
    return pictures


# The labels of the dots in elu.svg. Peers without a label have no dot.
NAMES = {"eigen": "Eigen", "eigen_exp_minus_1": "Eigen, exp(x) - 1", "highway": "Highway", "libmvec": "libmvec",
         "naive": "std::expm1 in a loop", "naive_fast_math": "the loop with -ffast-math", "onednn": "oneDNN",
         "sleef": "SLEEF", "torch": "libtorch", "xnnpack": "XNNPACK", "xsimd": "xsimd"}


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
