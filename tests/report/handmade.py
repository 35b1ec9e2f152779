"""Results of Google Benchmark, made by hand."""
import json
import pathlib
import sys

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))


def write(path, rows, **context):
    """Writes results with ns per element: rows["forward/elu@naive/float/L1"] = (ns, moved arrays)."""
    benchmarks = []
    for name, (ns, moved) in rows.items():
        size = 4 if "/float/" in name else 8
        row = {"run_name": name, "run_type": "aggregate", "real_time": 100 * ns, "cpu_time": 100 * ns,
               "items_per_second": 1e9 / ns, "bytes_per_second": moved * size * 1e9 / ns}
        benchmarks += [dict(row, aggregate_name="median"), dict(row, aggregate_name="min")]
    path.parent.mkdir(parents=True, exist_ok=True)
    context = {"date": "2026-01-01T00:00:00+00:00", "num_cpus": 2, "compiler": "made by hand"} | context
    path.write_text(json.dumps({"context": context, "benchmarks": benchmarks}))
