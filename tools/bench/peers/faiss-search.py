"""Searches in vectors with faiss IndexFlatIP on one thread: a peer of the measure `recall`.

    faiss-search.py VECTORS QUERIES DIM

VECTORS, QUERIES: float32 numbers, DIM a row.

It prints one JSON object when it is ready, {"version", "seconds", "resident_mb"}, with the time that reading and adding
took; and one for each line that it reads: for {"k", "together", "calls"} so many calls of as many queries each, {"ms", the
milliseconds of each call, "cpu_ms" of all, "scores" of the first query}.
"""

import json
import sys
import time

try:
    import faiss
    import numpy
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

faiss.omp_set_num_threads(1)


def resident_mb():
    with open("/proc/self/status", encoding="utf8") as status:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmRSS"))


def rows_of(file, dim):
    return numpy.fromfile(file, dtype=numpy.float32).reshape(-1, dim)


def timed(index, queries, request):
    together = request["together"]
    milliseconds, scores = [], None
    cpu = time.process_time()
    for call in range(request["calls"]):
        rows = [(call * together + i) % len(queries) for i in range(together)]
        begin = time.perf_counter()
        found, _ = index.search(queries[rows], request["k"])
        milliseconds.append(1000 * (time.perf_counter() - begin))
        scores = found[0] if scores is None else scores
    cpu_ms = 1000 * (time.process_time() - cpu)
    return {"ms": milliseconds, "cpu_ms": cpu_ms, "scores": [float(score) for score in scores]}


vectors_file, queries_file, dim = sys.argv[1], sys.argv[2], int(sys.argv[3])
begin = time.perf_counter()
index = faiss.IndexFlatIP(dim)
index.add(rows_of(vectors_file, dim))
seconds = time.perf_counter() - begin
queries = rows_of(queries_file, dim)
greeting = {"version": faiss.__version__, "seconds": seconds, "resident_mb": resident_mb()}
print(json.dumps(greeting), flush=True)
for line in sys.stdin:
    print(json.dumps(timed(index, queries, json.loads(line))), flush=True)
