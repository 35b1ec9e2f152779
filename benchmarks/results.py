"""The results of a run of the benchmarks."""
import collections
import json
import sys

SETS = ["L1", "L1_unaligned", "L2", "L3", "memory"]
SHOWN = ["L1", "L2", "L3", "memory"]
# The order of the verbs in a report; other verbs follow.
VERBS = ["forward", "derivative", "value_and_derivative", "backward", "backward_from_output", "backward_with_gradient",
         "layer", "forward_with_mask", "backward_from_mask", "loss_and_gradient", "forward_with_statistics", "observe"]
# A benchmark indicates a busy machine if its real time exceeds BUSY times its CPU time, or if its speed exceeds
# TOO_FAST times the limit (the speed of the copy loop or triad). The limit is not a strict bound: with non-temporal
# stores a benchmark can reach twice the limit. The speed of a function of READS_LESS is not compared with the limit,
# because the function does not read all inputs.
BUSY = 1.1
TOO_FAST = 2
READS_LESS = ("identity",)
# The fields of Google Benchmark that a report uses, for the statistics of a benchmark.
USED = {"median": ("run_name", "aggregate_name", "real_time", "cpu_time", "items_per_second", "bytes_per_second",
                   "max_ulp"),
        "min": ("run_name", "aggregate_name", "cpu_time")}

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
            # cpu_time is the CPU time of the thread, and items_per_second is based on it. (If a benchmark asks for the
            # CPU time of the process, or for real time, its name has one more part, and the row is not used.) `faster`
            # converts the time to that of the fastest repetition.
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
        """Returns the time of the copy loop if the call moves two arrays, of triad if three, on arrays of the same size.
        memcpy replaces the copy loop in old results, and on unaligned arrays: the copy loop does not align stores."""
        copies = ("memcpy",) if key.set == "L1_unaligned" else ("copy", "memcpy")
        names = {2: copies, 3: ("triad",)}.get(self.times[key].moved, ())
        times = (self.times.get(Key("limit", name, "", key.type, key.set)) for name in names)
        return next((time for time in times if time), None)

    def of_limit(self, key):
        limit = self.limit(key)
        return limit.ns / self.times[key].ns if limit else None

    def is_too_fast(self, key):
        return key.verb != "limit" and key.function not in READS_LESS and (self.of_limit(key) or 0) > TOO_FAST

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


def shortened(path):
    """Returns the results in `path` with only the fields that a report uses, as JSON with a line per row."""
    data = json.loads(path.read_text())
    rows = [{field: float(f"{row[field]:.6g}") if isinstance(row[field], float) else row[field]
             for field in USED[row["aggregate_name"]] if field in row}
            for row in data["benchmarks"] if row.get("aggregate_name") in USED]
    return '{"context": ' + json.dumps(data["context"]) + ',\n"benchmarks": [\n' \
        + ",\n".join(json.dumps(row) for row in rows) + "\n]}\n"
