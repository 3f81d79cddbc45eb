"""Walks through a graph with PecanPy or networkx: a peer of the measure `embedding`.

    random-walks.py pecanpy|networkx EDGES SETTINGS

EDGES: two numbers of nodes a line, with a tab between them; SETTINGS: {"p", "q", "walks", "length", "threads", "seed"} as
JSON. networkx walks with p = q = 1 alone, from some of the nodes.

It prints one JSON object: {"version", "steps", "seconds", "cpu_seconds"}; exit code 3 without the package.
"""

import json
import random
import sys
import time
from importlib.metadata import version

# More than that of networkx tell no more of its speed.
MOST_STARTS = 2_000

side, edges, text = sys.argv[1:]
settings = json.loads(text)
try:
    if side == "pecanpy":
        from pecanpy import pecanpy
    else:
        import networkx
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def pecanpy_walks():
    p, q = settings["p"], settings["q"]
    # The forms that its documentation recommends: no bias, or a graph that is too large to keep all chances of.
    form = pecanpy.FirstOrderUnweighted if p == q == 1 else pecanpy.SparseOTF
    graph = form(p=p, q=q, workers=settings["threads"], random_state=settings["seed"])
    graph.read_edg(edges, weighted=False, directed=False)
    graph.preprocess_transition_probs()
    # Compiled by the first walks.
    graph.simulate_walks(1, 2)
    return lambda: graph.simulate_walks(settings["walks"], settings["length"])


def networkx_walks():
    graph = networkx.read_edgelist(edges)
    chance = random.Random(settings["seed"])
    starts = chance.sample(list(graph), min(MOST_STARTS, len(graph)))

    def walk():
        walks = []
        for start in starts:
            nodes = [start]
            while len(nodes) < settings["length"]:
                nodes.append(chance.choice(list(graph.neighbors(nodes[-1]))))
            walks.append(nodes)
        return walks

    return walk


walk = pecanpy_walks() if side == "pecanpy" else networkx_walks()
begin, cpu = time.perf_counter(), time.process_time()
walks = walk()
end, cpu_end = time.perf_counter(), time.process_time()
print(
    json.dumps(
        {
            "version": version(side),
            "steps": sum(map(len, walks)),
            "seconds": end - begin,
            "cpu_seconds": cpu_end - cpu,
        }
    )
)
