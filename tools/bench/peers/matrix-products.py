"""Times the matrix products of a training step of a DeepFM, and nothing else, in numpy on one thread: the floor of the measure
`training-step` (see step_requests.py). They are those of the deep part, forward and backward, and of the sums of embeddings of numbers.
"""

import os

for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy

from step_requests import DEEP_UNITS, EMBEDDING_DIM, FEATURES, SEED, serve


def open_training(_form, rows, categories):
    random = numpy.random.default_rng(SEED)
    new = lambda *shape: random.standard_normal(shape, dtype=numpy.float32)
    sizes = (FEATURES + categories * EMBEDDING_DIM, *DEEP_UNITS, 1)
    # Of each layer what it reads, its weights and the gradient of what it gives; the first reads nothing that is learnt without tables.
    layers = [(new(rows, a), new(a, b), new(rows, b), i > 0 or categories > 0) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))]
    layers.append((new(rows, FEATURES), new(FEATURES, EMBEDDING_DIM), new(rows, EMBEDDING_DIM), False))
    products = []
    for x, weights, dy, is_learnt in layers:
        products += [(x, weights), (x.T, dy)]
        if is_learnt:
            products.append((dy, weights.T))
    products = [(a, b, numpy.empty((len(a), b.shape[1]), numpy.float32)) for a, b in products]

    def run():
        for a, b, result in products:
            numpy.matmul(a, b, result)
        return 1

    return run


if __name__ == "__main__":
    blas = numpy.show_config("dicts")["Build Dependencies"]["blas"]["name"]
    serve({"title": f"numpy {numpy.__version__} ({blas})", "forms": ["products"]}, open_training, None)
