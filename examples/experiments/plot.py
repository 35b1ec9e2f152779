#!/usr/bin/env python3
"""Draws the curves of an experiment: plot.py CURVES OUT.svg

CURVES has one picture, or several side by side with an empty line between them. The first line of each is linear or
log, the next two name the axes; the others are curve, x and y, separated by tabs.
"""
import pathlib
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("plot.py needs matplotlib: apt-get install python3-matplotlib")
matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "xact"  # the same picture for the same curves
import matplotlib.pyplot as plt


LEAST = 1e-16  # of the largest value: what a logarithmic axis shows, or the other curves would lie in one


def draw(axes, text):
    scale, x_label, y_label, *lines = text.splitlines()
    curves = {}
    for line in lines:
        name, x, y = line.split("\t")
        curves.setdefault(name, []).append((float(x), float(y)))
    bottom = 0
    if scale == "log":
        bottom = LEAST * max(y for points in curves.values() for _, y in points)
    for k, ((name, points), marker) in enumerate(zip(curves.items(), "os^vDxP*" * len(curves))):
        shown = [(x, y) for x, y in points if scale == "linear" or y > bottom]
        least = min(y for _, y in points)
        # What has no place in the picture is told beside it; a logarithm has none for 0.
        if not shown:
            name += ": all 0" if least == 0 else f": below {bottom:.0e}"
        elif len(shown) < len(points):
            name += f" (down to {least:.0e})"
        # Each is thinner than those below it, so that of curves that coincide all are seen.
        rest = (len(curves) - 1 - k) / len(curves)
        axes.plot(*zip(*shown) if shown else ([], []), marker=marker, markersize=4 + 6 * rest, linewidth=1.2 + 4 * rest,
                  label=name)
    axes.set_yscale(scale)
    if all(x == round(x) for points in curves.values() for x, _ in points):
        axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.grid(alpha=0.3)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pictures = pathlib.Path(sys.argv[1]).read_text().split("\n\n")
    figure, all_axes = plt.subplots(ncols=len(pictures), figsize=(3 + 5 * len(pictures), 4.5), layout="constrained",
                                    squeeze=False)
    for axes, text in zip(all_axes[0], pictures):
        draw(axes, text)
    # Pictures side by side have the same curves.
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
