"""Times training steps of a DeepFM in PyTorch: a peer of the measure `training-step` (see step_requests.py).

Forms: "eager", with the fused Adam of PyTorch, and "compiled", the whole step by `torch.compile`. The embeddings of numbers are never
made: what a factorisation machine needs of them are products of matrices. Tables have lazy Adam: rows that are met twice in a batch
are summed in a table that is zero otherwise, which takes no sorting.
"""

import argparse
import os
import shutil

# A pool of compilers would take the cores from what is measured.
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")

import torch
import torch.nn.functional as F

from step_requests import (
    BATCHES,
    BETA_1,
    BETA_2,
    CATEGORY_VALUES,
    DEEP_UNITS,
    DROPOUT,
    EMBEDDING_DIM,
    FEATURES,
    LEARNING_RATE,
    SEED,
    adam_numbers,
    serve,
)


def initial(categories):
    """bias, first-order weights, weights and biases of embeddings; then weights and biases of the deep part."""
    inputs = FEATURES + categories * EMBEDDING_DIM
    parameters = [
        torch.zeros(1),
        torch.randn(FEATURES, 1) * 0.1,
        torch.randn(FEATURES, EMBEDDING_DIM) * 0.1,
        torch.zeros(FEATURES, EMBEDDING_DIM),
    ]
    for units in (*DEEP_UNITS, 1):
        parameters += [torch.randn(inputs, units) * (2 / inputs) ** 0.5, torch.zeros(units)]
        inputs = units
    return parameters


def logits(parameters, x, fields, rate):
    """`fields`: [rows, categories, 1 + dim], a first-order weight and an embedding each; None without categories."""
    bias, linear, w, b, *deep = parameters
    sums = x @ w + b.sum(0)
    powers = torch.cat([x, x * x], 1)
    squares = powers @ torch.cat([2 * (w * b).sum(1), (w * w).sum(1)]) + (b * b).sum()
    first = (x @ linear).squeeze(1) + bias
    h = x
    if fields is not None:
        embeddings = fields[:, :, 1:]
        sums = sums + embeddings.sum(1)
        squares = squares + (embeddings**2).sum((1, 2))
        first = first + fields[:, :, 0].sum(1)
        h = torch.cat([x, embeddings.flatten(1)], 1)
    for weights, biases in zip(deep[:-2:2], deep[1:-2:2]):
        h = F.dropout(torch.relu(torch.addmm(biases, h, weights)), rate, training=rate > 0)
    second = 0.5 * ((sums * sums).sum(1) - squares)
    return first + second + torch.addmm(deep[-1], h, deep[-2]).squeeze(1)


def loss_of(parameters, fields, x, labels):
    return F.binary_cross_entropy_with_logits(logits(parameters, x, fields, DROPOUT), labels)


def adam(value, gradient, mean, square, rate, smallest):
    mean = BETA_1 * mean + (1 - BETA_1) * gradient
    square = BETA_2 * square + (1 - BETA_2) * gradient * gradient
    return value - rate * mean / (square.sqrt() + smallest), mean, square


def lazy_adam(table, rows, gradients, rate, smallest):
    values, means, squares, sums = table
    sums.index_add_(0, rows, gradients)
    parts = [part.index_select(0, rows) for part in (values, sums, means, squares)]
    # What is met twice is written twice, the same.
    for part, new in zip((values, means, squares), adam(*parts, rate, smallest)):
        part.index_copy_(0, rows, new)
    sums.index_fill_(0, rows, 0)


class Eager:
    def __init__(self, parameters):
        self.parameters = [parameter.requires_grad_() for parameter in parameters]
        self.optimizer = torch.optim.Adam(self.parameters, lr=LEARNING_RATE, betas=(BETA_1, BETA_2), fused=True)

    def step(self, table, rows, x, labels, rate, smallest):
        self.optimizer.zero_grad()
        fields = None
        if table is not None:
            fields = table[0].index_select(0, rows).view(len(x), -1, 1 + EMBEDDING_DIM).requires_grad_()
        loss = loss_of(self.parameters, fields, x, labels)
        loss.backward()
        self.optimizer.step()
        if table is not None:
            with torch.no_grad():
                lazy_adam(table, rows, fields.grad.view(len(rows), -1), rate, smallest)
        return loss


class Compiled:
    def __init__(self, parameters):
        self.parameters = parameters
        self.means = [torch.zeros_like(parameter) for parameter in parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in parameters]
        self.compiled = torch.compile(self.whole, dynamic=False)

    def whole(self, parameters, means, squares, table, rows, x, labels, rate, smallest):
        if table is None:
            gradients, loss = torch.func.grad_and_value(loss_of)(parameters, None, x, labels)
        else:
            fields = table[0].index_select(0, rows).view(len(x), -1, 1 + EMBEDDING_DIM)
            both, loss = torch.func.grad_and_value(loss_of, argnums=(0, 1))(parameters, fields, x, labels)
            gradients, of_fields = both
            lazy_adam(table, rows, of_fields.reshape(len(rows), -1), rate, smallest)
        for parameter, gradient, mean, square in zip(parameters, gradients, means, squares):
            for old, new in zip((parameter, mean, square), adam(parameter, gradient, mean, square, rate, smallest)):
                old.copy_(new)
        return loss

    def step(self, *arguments):
        with torch.no_grad():
            return self.compiled(self.parameters, self.means, self.squares, *arguments)


FORMS = {"eager": Eager, "compiled": Compiled}


def open_training(form, rows, categories):
    torch.manual_seed(SEED)
    x = torch.randn(rows, FEATURES)
    labels = (x[:, 0] + x[:, 1] * x[:, 2] > 0).float()
    table, batches = None, [None]
    if categories > 0:
        count = categories * CATEGORY_VALUES
        batches = list(torch.randint(count, (BATCHES, rows * categories)))
        table = [torch.randn(count, 1 + EMBEDDING_DIM) * 0.01] + [torch.zeros(count, 1 + EMBEDDING_DIM) for _ in range(3)]
    training = FORMS[form](initial(categories))
    count = 0

    def run():
        nonlocal count
        count += 1
        rate, smallest = (torch.tensor(number) for number in adam_numbers(count))
        training.step(table, batches[count % len(batches)], x, labels, rate, smallest).item()
        return 1

    return run


def predict(_form, categories, weight, features):
    x = torch.tensor(features)
    fields = torch.full((len(x), categories, 1 + EMBEDDING_DIM), weight) if categories > 0 else None
    parameters = [torch.full_like(parameter, weight) for parameter in initial(categories)]
    with torch.no_grad():
        return torch.sigmoid(logits(parameters, x, fields, 0)).tolist()


def main():
    arguments = argparse.ArgumentParser(description="Times training steps of a DeepFM.")
    arguments.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(arguments.parse_args().threads)
    torch.set_flush_denormal(True)
    forms = list(FORMS) if shutil.which("g++") else ["eager"]
    serve({"title": f"PyTorch {torch.__version__}", "forms": forms}, open_training, predict)


if __name__ == "__main__":
    main()
