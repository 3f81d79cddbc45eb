"""Walks through a graph with PecanPy or networkx: a peer of the measure `embedding`.

    random-walks.py pecanpy|networkx EDGES SETTINGS

EDGES: two numbers of nodes a line, with a tab between them; SETTINGS: {"walks", "length", "seed", "cases": [{"p", "q",
"threads"}]} as JSON. networkx walks with p = q = 1 on one thread alone, from some of the nodes.

It prints one JSON object: {"version", "runs": [{"steps", "seconds", "cpu_seconds"}]}, a run for each case and null for
those that it does not walk; exit code 3 without the package.
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


def pecanpy_walker():
    graphs = {}

    def graph_of(form):
        if form not in graphs:
            graphs[form] = form(p=1.0, q=1.0, workers=1, random_state=settings["seed"])
            graphs[form].read_edg(edges, weighted=False, directed=False)
            graphs[form].preprocess_transition_probs()
            # Compiled by the first walks.
            graphs[form].simulate_walks(1, 2)
        return graphs[form]

    def walker(case):
        # The forms that its documentation recommends: no bias, or a graph too large to keep all chances of.
        unbiased = case["p"] == case["q"] == 1
        graph = graph_of(pecanpy.FirstOrderUnweighted if unbiased else pecanpy.SparseOTF)

        def walk():
            # Whole numbers would have it compiled anew.
            graph.p, graph.q = float(case["p"]), float(case["q"])
            graph.workers = case["threads"]
            return graph.simulate_walks(settings["walks"], settings["length"])

        return walk

    return walker


def networkx_walker():
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

    return lambda case: walk if case == {"p": 1, "q": 1, "threads": 1} else None


def timed(walk):
    begin, cpu = time.perf_counter(), time.process_time()
    walks = walk()
    end, cpu_end = time.perf_counter(), time.process_time()
    return {"steps": sum(map(len, walks)), "seconds": end - begin, "cpu_seconds": cpu_end - cpu}


walker = pecanpy_walker() if side == "pecanpy" else networkx_walker()
walks = [walker(case) for case in settings["cases"]]
print(json.dumps({"version": version(side), "runs": [walk and timed(walk) for walk in walks]}))
