"""What the peers of the measure `training-step` have in common: they answer requests, one JSON object a line.

They first print a line {"title": "JAX 0.10.2", "forms": ["call", "scan"]}. Then they read requests and answer each:

    {"command": "time", "form": "call", "rows": 1024, "categories": 0, "duration_ms": 500}
        {"steps": 57, "elapsed_ms": 503.1}
    {"command": "predict", "form": "call", "categories": 0, "weight": 0.02, "features": [[0.1, …], …]}
        {"predictions": [0.53, …]}: without dropout, every trained number being `weight`

They end with their standard input.
"""

import json
import sys
import time

FEATURES = 7
EMBEDDING_DIM = 16
DEEP_UNITS = (128, 64, 32)
DROPOUT = 0.5
LEARNING_RATE = 0.001
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8
SEED = 7
# Of the case with categories: values of each, and different batches, so many that their rows do not stay in caches.
CATEGORY_VALUES = 100_000
BATCHES = 200


def adam_numbers(step):
    """The rate of a step with the corrections of its bias in it, and what is added to the root of the mean square."""
    root = (1 - BETA_2**step) ** 0.5
    return LEARNING_RATE * root / (1 - BETA_1**step), EPSILON * root


def repeat(run, duration_ms):
    begin = time.perf_counter()
    steps = 0
    elapsed_ms = 0.0
    while steps == 0 or elapsed_ms < duration_ms:
        steps += run()
        elapsed_ms = (time.perf_counter() - begin) * 1000
    return {"steps": steps, "elapsed_ms": elapsed_ms}


def serve(greeting, open_training, predict):
    """`open_training(form, rows, categories)` gives a function that takes some steps and returns how many."""
    print(json.dumps(greeting), flush=True)
    trainings = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["command"] == "predict":
            answer = predict(request["form"], request["categories"], request["weight"], request["features"])
            print(json.dumps({"predictions": answer}), flush=True)
            continue
        key = (request["form"], request["rows"], request["categories"])
        if key not in trainings:
            trainings[key] = open_training(*key)
            # Compiles.
            trainings[key]()
        # Warms up for half as long before the clock starts.
        repeat(trainings[key], request["duration_ms"] / 2)
        print(json.dumps(repeat(trainings[key], request["duration_ms"])), flush=True)
