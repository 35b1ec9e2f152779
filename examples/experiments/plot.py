#!/usr/bin/env python3
"""Draws the curves of an experiment: plot.py CURVES OUT.svg

CURVES describes one picture, or several adjacent pictures with an empty line between them. The first line of a picture
is the scale of the y axis, linear or log. The next two lines are the labels of the axes. Each other line is a point:
curve, x and y, separated by tabs.
"""
import pathlib
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("plot.py needs matplotlib: apt-get install python3-matplotlib")
matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "xact"  # equal curves give an equal picture
import matplotlib.pyplot as plt


# The lower end of a logarithmic axis, relative to the largest value. On a longer axis, the curves above this end would
# be too close to each other to distinguish.
LEAST = 1e-16


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
        # The legend describes values that the axis does not show, such as 0 on a logarithmic axis.
        if not shown:
            name += ": all 0" if least == 0 else f": below {bottom:.0e}"
        elif len(shown) < len(points):
            name += f" (down to {least:.0e})"
        # Each curve is thinner than the curves below it, so that all of several equal curves are visible.
        below = (len(curves) - 1 - k) / len(curves)
        axes.plot(*zip(*shown) if shown else ([], []), marker=marker, markersize=4 + 6 * below,
                  linewidth=1.2 + 4 * below, label=name)
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
    # Adjacent pictures have the same curves and share a legend.
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
