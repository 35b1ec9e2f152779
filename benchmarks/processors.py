"""The names of processors."""
import re

# Words of model names that do not tell processors apart.
NOISE = re.compile(r"\((?:r|tm)\)|@.*|\b(?:cpu|processor|\d+-core|w(?:ith|/) .* graphics)\b", re.IGNORECASE)


def title(context):
    """Returns the name of the processor of a run. If the model name has no number, as in some virtual machines, the
    instruction set and the size of the last-level cache follow in brackets."""
    name = " ".join(NOISE.sub(" ", context.get("cpu", "")).split()) or "unknown processor"
    if re.search(r"\d", name):
        return name
    known = [context["isa"]] if context.get("isa") else []
    if context.get("caches"):
        last = max(context["caches"], key=lambda cache: cache["level"])
        known.append(f"{last['size'] / 2**20:.0f} MiB L{last['level']}")
    return f"{name} ({', '.join(known)})" if known else name


def folder(context):
    """Returns the name of the processor as the name of a folder: without the cache, in lower case."""
    name = re.sub(r",? \d+ MiB L\d", "", title(context)).lower()
    name = name.replace("avx-512", "avx512").replace(" with ", "")
    return "-".join(re.findall(r"[a-z0-9]+", name))
