"""The page that compares the processors on which the benchmarks ran."""
from pages import OURS_INSIDE, PEERS, peer_table, table
from pictures import base_and_variant
from processors import title
from results import Key

SETS = ("L1", "L2", "memory")
VERBS = ("forward", "backward")


def rows_of(all_results):
    """Returns the keys of the rows: forward and backward of each function that is no variant, for float."""
    keys = {key for results in all_results for key in results.ours(type="float", set="L1")
            if key.verb in VERBS and not base_and_variant(key.function)[1] and not key.function.startswith("biased")}
    return sorted(keys, key=lambda key: (key.function, VERBS.index(key.verb)))


def best_peer(results, key):
    """Returns the key of the fastest peer, or None. xact in the loop of another library is no peer."""
    return next((peer for peer in results.peers(key) if peer.peer not in OURS_INSIDE), None)


def cell(results, key):
    """Returns the time of xact, and the ratio of the time of the fastest peer to it."""
    if key not in results.times:
        return ""
    time, peer = results.times[key].ns, best_peer(results, key)
    return f"{time:.3f}" + (f" ({results.times[peer].ns / time:.2f} {peer.peer})" if peer else "")


def overview(runs, has_cycles):
    """Yields the lines of the page. `runs` has the results by the name of the folder."""
    yield "# Benchmarks by processor"
    yield ""
    yield "Made by benchmarks/report.py from the results of the folders beside this page ([guide](../README.md))."
    yield ""
    yield from table(["processor", "compiler", "flags", "date", "report"],
                     [[title(r.context), r.context.get("compiler", ""), f"`{r.context.get('flags', '')}`",
                       r.context["date"][:10], f"[{name}]({name}/report.md)"] for name, r in runs.items()])
    yield ""
    yield "ns per float on one thread, the fastest repetition. In brackets the ratio of the time of the fastest peer to " \
          "the time of xact, and the name of this peer: 2 means that the peer takes twice as long. Compare ratios, not " \
          "times, between processors. A peer may be less exact: the reports have the errors."
    keys = rows_of(runs.values())
    rows = [[f"{key.verb} {key.function}" if name == SETS[0] else "", name,
             *(cell(results, key._replace(set=name)) for results in runs.values())] for key in keys for name in SETS]
    yield ""
    yield from table(["", "working set", *runs], rows)
    limits = [[name, where, *(cell(results, Key("limit", name, "", "float", where)) for results in runs.values())]
              for name in ("copy", "triad") for where in SETS]
    yield ""
    yield "The limits of memory traffic, in ns per float: a copy in a loop, and a triad (two loads, one store)."
    yield ""
    yield from table(["", "working set", *runs], limits)
    yield ""
    yield "## Peers"
    yield ""
    named = {best.peer for results in runs.values() for key in keys for name in SETS
             if (best := best_peer(results, key._replace(set=name)))}
    yield from peer_table(sorted(named & PEERS.keys()))
    if has_cycles:
        yield ""
        yield "[Simulated cycles](mca.md) compares the inner loops on processors that were not at hand."
