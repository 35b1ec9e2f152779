"""The tables of a report."""
from processors import title
from results import SHOWN, Key

# Descriptions of the peers in benchmarks/peers.
PEERS = {
    "unaryExpr": "xact in an expression of Eigen, `y = x.unaryExpr(f)`, with the loop of Eigen",
    "eigen": "Eigen's own array expressions: `cwiseMax`, `select`, `expm1`, `exp`, `logistic`, `tanh`",
    "eigen_exp_minus_1": "elu in Eigen as max(x, 0) + (exp(min(x, 0)) - 1): vectorized, but inaccurate near 0",
    "ggml": "ggml's `ggml_vec_soft_max_f32`, and its `ggml_v_expf` in a plain loop over registers",
    "highway": "Highway's `Max`, `Expm1`, `Exp` and `Tanh`, in a plain loop over its vectors",
    "libmvec": "`expm1`, `exp`, `tanh` and `log1p` of glibc's libmvec (4 ULP), in a plain loop over registers",
    "naive": "a plain loop over std functions, compiled with -O3 and the same instruction set",
    "naive_fast_math": "the loop of naive with `-ffast-math`",
    "onednn": "oneDNN's eltwise, softmax and prelu primitives, created once for each size",
    "sleef": "SLEEF's `expm1`, `exp`, `tanh` and `log1p` of 1 ULP, in a plain loop over registers",
    "torch": "libtorch's ATen functions without autograd; the output tensors are created once, but prelu returns new tensors",
    "xnnpack": "XNNPACK's operators, created once; a call sets an operator up for the arrays and runs it",
    "xnnpack_kernel": "the kernel of XNNPACK's operator, called directly, once for the whole array",
    "xsimd": "xsimd's own `expm1`, `exp`, `tanh` and `log1p`, in a plain loop over its batches",
}
# The names of peers that are xact in the loop of another library.
OURS_INSIDE = {"unaryExpr": "xact in Eigen's unaryExpr"}


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def peer_table(peers):
    return table(["", "description"], [[OURS_INSIDE.get(peer, peer), PEERS.get(peer, "")] for peer in peers])


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
          f"xact {c.get('xact', '')}; {title(c)}, {c['num_cpus']} cores, {c['date'][:10]}. " \
          "Made by `cmake --workflow --preset bench-full`, or by `bench` in a minute."
    yield ""
    if results.busy:
        yield f"**These times are worth little: {results.busy_machine()}.**"
        yield ""
    yield "Times are ns per element, in CPU time of the thread: the fastest of interleaved repetitions. *Of the limit* is " \
          "the speed relative to a copy in a loop, or, if the call moves three arrays, relative to a triad (two loads, " \
          "one store), in the same run. The pictures show float, with the ratio to the limit in brackets and the limit " \
          "as a dotted line. The ratio may be well above 1 in memory: the loops of the limits store through the caches, " \
          "which first read the output from memory, and xact uses non-temporal stores."
    for picture in pictures:
        yield ""
        yield f"![{picture.stem}]({picture.name})"
    limits = sorted({key.function for key in results.times if key.verb == "limit"})
    if limits:
        yield ""
        yield "## Limits"
        yield ""
        yield "memcpy of the C library, a copy in a loop of loads and stores, and the triad: ns per float."
        yield ""
        yield from table(["", *SHOWN], [[name, *(ns(results, Key("limit", name, "", "float", ""), s) for s in SHOWN)]
                                        for name in limits])
    compared = sorted({key.peer for key in results.times if key.peer})
    if compared:
        yield ""
        yield "## Peers"
        yield ""
        yield "All peers run on one thread."
        yield ""
        yield from peer_table(compared)
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
