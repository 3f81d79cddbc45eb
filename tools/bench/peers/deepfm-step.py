"""Times training steps of a DeepFM in PyTorch: the peer of the measure `training-step`.

It first prints a line {"torch": version, "blas": what multiplies matrices}. Then it reads requests, one JSON object a line, and answers each:

    {"command": "time", "form": "separate" | "fused", "rows": 1024, "duration_ms": 500}
        {"steps": 57, "elapsed_ms": 503.1}
    {"command": "predict", "form": "separate" | "fused", "weight": 0.02, "features": [[0.1, …], …]}
        {"predictions": [0.53, …]}: without dropout, every trained number being `weight`

It ends with its standard input.
"""

import argparse
import json
import sys
import time

import torch
from torch import nn

FEATURES = 7
EMBEDDING_DIM = 16
DEEP_UNITS = (128, 64, 32)
DROPOUT = 0.5
LEARNING_RATE = 0.001
SEED = 7


def deep_part():
    layers = []
    inputs = FEATURES
    for units in DEEP_UNITS:
        layers += [nn.Linear(inputs, units), nn.ReLU(), nn.Dropout(DROPOUT)]
        inputs = units
    return nn.Sequential(*layers), nn.Linear(inputs, 1)


def second_order(embeddings):
    """[rows, features, dim] to [rows, 1]."""
    square_of_sum = embeddings.sum(dim=1) ** 2
    sum_of_squares = (embeddings**2).sum(dim=1)
    return 0.5 * (square_of_sum - sum_of_squares).sum(dim=1, keepdim=True)


class SeparateDeepFM(nn.Module):
    """With one Linear a feature, as the Python system wrote it."""

    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))
        self.linear = nn.Linear(FEATURES, 1)
        self.fm_embeddings = nn.ModuleList([nn.Linear(1, EMBEDDING_DIM) for _ in range(FEATURES)])
        self.deep, self.deep_output = deep_part()

    def forward(self, x):
        embeddings = torch.stack([embed(x[:, i : i + 1]) for i, embed in enumerate(self.fm_embeddings)], dim=1)
        logits = self.linear(x) + second_order(embeddings) + self.deep_output(self.deep(x)) + self.bias
        return logits.squeeze(1)


class FusedDeepFM(nn.Module):
    """With one tensor for the embeddings of all features, which is the fastest way to write it."""

    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))
        self.linear = nn.Linear(FEATURES, 1, bias=False)
        self.embedding_weights = nn.Parameter(torch.randn(FEATURES, EMBEDDING_DIM))
        self.embedding_biases = nn.Parameter(torch.zeros(FEATURES, EMBEDDING_DIM))
        self.deep, self.deep_output = deep_part()

    def forward(self, x):
        embeddings = x.unsqueeze(2) * self.embedding_weights + self.embedding_biases
        logits = self.linear(x) + second_order(embeddings) + self.deep_output(self.deep(x)) + self.bias
        return logits.squeeze(1)


FORMS = {"separate": SeparateDeepFM, "fused": FusedDeepFM}


class Training:
    """A model, its optimiser and one batch that lies ready in tensors."""

    def __init__(self, form, rows):
        torch.manual_seed(SEED)
        self.model = FORMS[form]().train()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=LEARNING_RATE)
        self.loss = nn.BCEWithLogitsLoss()
        self.features = torch.randn(rows, FEATURES)
        self.labels = (self.features[:, 0] + self.features[:, 1] * self.features[:, 2] > 0).float()

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.features), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def repeat(training, duration_ms):
    begin = time.perf_counter()
    steps = 0
    elapsed_ms = 0.0
    while steps == 0 or elapsed_ms < duration_ms:
        training.step()
        steps += 1
        elapsed_ms = (time.perf_counter() - begin) * 1000
    return {"steps": steps, "elapsed_ms": elapsed_ms}


def measure(training, duration_ms):
    """Warms up for half as long before the clock starts."""
    repeat(training, duration_ms / 2)
    return repeat(training, duration_ms)


def predict(form, weight, features):
    model = FORMS[form]().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(weight)
        # Added to another bias where it is there at all.
        if model.linear.bias is not None:
            model.linear.bias.zero_()
        return {"predictions": torch.sigmoid(model(torch.tensor(features))).tolist()}


def blas():
    """The library of matrix products that this process has loaded; the reference one is several times slower."""
    if torch.backends.mkl.is_available():
        return "MKL"
    with open("/proc/self/maps") as maps:
        loaded = maps.read().lower()
    return next((name for name in ("OpenBLAS", "BLIS") if f"lib{name.lower()}" in loaded), "reference BLAS")


def main():
    arguments = argparse.ArgumentParser(description="Times training steps of a DeepFM.")
    arguments.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(arguments.parse_args().threads)
    print(json.dumps({"torch": torch.__version__, "blas": blas()}), flush=True)
    trainings = {}

    def answer(request):
        if request["command"] == "predict":
            return predict(request["form"], request["weight"], request["features"])
        key = (request["form"], request["rows"])
        if key not in trainings:
            trainings[key] = Training(*key)
        return measure(trainings[key], request["duration_ms"])

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
