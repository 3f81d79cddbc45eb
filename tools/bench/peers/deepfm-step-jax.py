"""Times training steps of a DeepFM in JAX: a peer of the measure `training-step` (see step_requests.py).

Forms: "call", a jitted step a call, and "scan", many steps in one call. The embeddings of numbers are never made: what a
factorisation machine needs of them are products of matrices. Dropout takes a random bit a unit. Tables have lazy Adam. Values and what
is remembered of them are one array, which is then changed in place and not copied, and rows that are met twice in a batch are found by
the place that they have in it, which takes no sorting: of what was tried this is the fastest.
"""

import argparse
import os

arguments = argparse.ArgumentParser(description="Times training steps of a DeepFM.")
arguments.add_argument("--threads", type=int, required=True)
THREADS = arguments.parse_args().threads
# Read when JAX is loaded: the threads that run operations, and whether one is split among them.
os.environ["NPROC"] = str(THREADS)
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
from jax import lax

from step_requests import (
    BATCHES,
    BETA_1,
    BETA_2,
    CATEGORY_VALUES,
    DEEP_UNITS,
    DROPOUT,
    EMBEDDING_DIM,
    EPSILON,
    FEATURES,
    LEARNING_RATE,
    SEED,
    serve,
)

# Calls after which is waited for their results.
CALLS = 8
# Rows of all steps of a scan.
SCANNED_ROWS = 16_384
WORD_BITS = 32
# No index is looked at before it is used.
IN_BOUNDS = "promise_in_bounds"

assert DROPOUT == 0.5, "a bit a unit"


def initial(key, categories):
    """The parameters of the network, apart from tables."""
    inputs = FEATURES + categories * EMBEDDING_DIM
    keys = jax.random.split(key, len(DEEP_UNITS) + 3)
    normal = jax.random.normal
    deep = []
    for i, units in enumerate((*DEEP_UNITS, 1)):
        deep.append((normal(keys[i], (inputs, units)) * (2 / inputs) ** 0.5, jnp.zeros(units)))
        inputs = units
    return {
        "bias": jnp.zeros(1),
        "linear": normal(keys[-2], (FEATURES, 1)) * 0.1,
        "weights": normal(keys[-1], (FEATURES, EMBEDDING_DIM)) * 0.1,
        "biases": jnp.zeros((FEATURES, EMBEDDING_DIM)),
        "deep": deep,
    }


def logits(parameters, x, fields, masks):
    """`fields`: [rows, categories, 1 + dim], a first-order weight and an embedding each; None without categories."""
    w, b = parameters["weights"], parameters["biases"]
    sums = x @ w + b.sum(0)
    powers = jnp.concatenate([x, x * x], 1)
    squares = powers @ jnp.concatenate([2 * (w * b).sum(1), (w * w).sum(1)]) + (b * b).sum()
    first = (x @ parameters["linear"])[:, 0] + parameters["bias"]
    h = x
    if fields is not None:
        embeddings = fields[:, :, 1:]
        sums = sums + embeddings.sum(1)
        squares = squares + (embeddings**2).sum((1, 2))
        first = first + fields[:, :, 0].sum(1)
        h = jnp.concatenate([x, embeddings.reshape(len(x), -1)], 1)
    *hidden, (last, last_bias) = parameters["deep"]
    for i, (weights, biases) in enumerate(hidden):
        h = jax.nn.relu(h @ weights + biases)
        if masks is not None:
            h = h * masks[i]
    second = 0.5 * ((sums * sums).sum(1) - squares)
    return first + second + (h @ last + last_bias)[:, 0]


def loss_of(parameters, fields, x, labels, masks):
    z = logits(parameters, x, fields, masks)
    return (jnp.maximum(z, 0) - z * labels + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()


def drawn_masks(key, rows):
    """2 or 0, all from one draw of words."""
    words = jax.random.bits(key, (rows * sum(DEEP_UNITS) // WORD_BITS,), jnp.uint32)
    bits = (words[:, None] >> jnp.arange(WORD_BITS, dtype=jnp.uint32)) & 1
    values = bits.reshape(-1).astype(jnp.float32) * 2
    masks, start = [], 0
    for units in DEEP_UNITS:
        masks.append(values[start : start + rows * units].reshape(rows, units))
        start += rows * units
    return masks


def adam(value, gradient, mean, square, rate, smallest):
    mean = BETA_1 * mean + (1 - BETA_1) * gradient
    square = BETA_2 * square + (1 - BETA_2) * gradient * gradient
    return value - rate * mean / (jnp.sqrt(square) + smallest), mean, square


def adam_numbers(step):
    root = jnp.sqrt(1 - BETA_2**step)
    return LEARNING_RATE * root / (1 - BETA_1**step), EPSILON * root


def step(state, x, labels, ids):
    parameters, means, squares, table, key, count = state
    count = count + 1
    rate, smallest = adam_numbers(count.astype(jnp.float32))
    masks = drawn_masks(jax.random.fold_in(key, count), len(x))
    rows = None if ids is None else ids[count % BATCHES].reshape(-1)
    fields = None
    if ids is not None:
        # Read once, before anything is written, or the whole table would be copied.
        before = lax.optimization_barrier(looked_up(table["numbers"], rows))
        fields = before[:, : 1 + EMBEDDING_DIM].reshape(len(x), ids.shape[2], -1)
    loss, gradients = jax.value_and_grad(loss_of, argnums=0 if ids is None else (0, 1))(parameters, fields, x, labels, masks)
    if ids is not None:
        gradients, of_fields = gradients
        table = lazy_adam(table, rows, before, of_fields.reshape(len(rows), -1), rate, smallest)
    leaves, tree = jax.tree.flatten(parameters)
    updated = [
        adam(*each, rate, smallest)
        for each in zip(leaves, jax.tree.leaves(gradients), jax.tree.leaves(means), jax.tree.leaves(squares))
    ]
    parameters, means, squares = (jax.tree.unflatten(tree, part) for part in zip(*updated))
    return (parameters, means, squares, table, key, count), loss


def looked_up(table, rows):
    return table.at[rows].get(mode=IN_BOUNDS)


def lazy_adam(table, rows, before, gradients, rate, smallest):
    numbers, places = table["numbers"], table["places"]
    places = places.at[rows].set(jnp.arange(len(rows), dtype=jnp.int32), mode=IN_BOUNDS)
    # One place of each row, whichever was written last.
    place = looked_up(places, rows)
    sums = looked_up(jnp.zeros_like(gradients).at[place].add(gradients, mode=IN_BOUNDS), place)
    value, mean, square = jnp.split(before, 3, 1)
    # What is met twice is written twice, the same.
    updated = jnp.concatenate(adam(value, sums, mean, square, rate, smallest), 1)
    return {"numbers": numbers.at[rows].set(updated, mode=IN_BOUNDS), "places": places}


def open_training(form, rows, categories):
    key = jax.random.key(SEED, impl="unsafe_rbg")
    x = jax.random.normal(key, (rows, FEATURES))
    labels = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype(jnp.float32)
    parameters = initial(jax.random.key(SEED), categories)
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    table, ids = None, None
    if categories > 0:
        count = categories * CATEGORY_VALUES
        ids = jax.random.randint(key, (BATCHES, rows, categories), 0, count)
        values = jax.random.normal(key, (count, 1 + EMBEDDING_DIM)) * 0.01
        # Values, means and mean squares, side by side.
        numbers = jnp.pad(values, ((0, 0), (0, 2 * (1 + EMBEDDING_DIM))))
        table = {"numbers": numbers, "places": jnp.zeros(count, jnp.int32)}
    state = (parameters, zeros(), zeros(), table, key, jnp.zeros((), jnp.int32))
    if form == "scan":
        steps = max(1, SCANNED_ROWS // rows)
        scanned = lambda state, x, labels, ids: lax.scan(lambda s, _: step(s, x, labels, ids), state, None, length=steps)
        taken = jax.jit(scanned, donate_argnums=0)
        calls = 1
    else:
        taken, steps, calls = jax.jit(step, donate_argnums=0), 1, CALLS

    def run():
        nonlocal state
        for _ in range(calls):
            state, loss = taken(state, x, labels, ids)
        loss.block_until_ready()
        return calls * steps

    return run


def predict(_form, categories, weight, features):
    parameters = jax.tree.map(lambda value: jnp.full_like(value, weight), initial(jax.random.key(SEED), categories))
    x = jnp.array(features, jnp.float32)
    fields = jnp.full((len(x), categories, 1 + EMBEDDING_DIM), weight) if categories > 0 else None
    return jax.nn.sigmoid(logits(parameters, x, fields, None)).tolist()


if __name__ == "__main__":
    serve({"title": f"JAX {jax.__version__}", "forms": ["call", "scan"]}, open_training, predict)
