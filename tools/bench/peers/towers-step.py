"""Times training steps of models that retrieve in PyTorch, as fast as we could write them: the peer of the measure `towers`.

It first prints a line {"torch": version, "blas": what multiplies matrices}. Then it reads requests, one JSON object a line, and answers each:

    {"command": "open", "model": "two-tower" | "pairs" | "full-softmax" | "sampled-softmax", "sizes": {…}}
        {"parameters": 12345}
    {"command": "time", "rows": 512, "duration_ms": 500}
        {"steps": 57, "elapsed_ms": 503.1, "cpu_ms": 640.2, "loss": 6.2, "form": "sparse, compiled, 1 thread"}

`loss` is that before the first step. What is fastest depends on sizes and machine, so at the first request of so many rows it tries: one
thread or all; tables with sparse gradients and SparseAdam, or dense ones and fused Adam; the rest of the model as it is, or compiled. A
model takes the place of the one before. It ends with its standard input.
"""

import argparse
import gc
import json
import os
import sys
import time

# A pool of compilers would take the cores from what is measured.
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")

import torch
import torch.nn.functional as F
from torch import nn

SEED = 7
LEARNING_RATE = 0.001
EMBEDDING_LIMIT = 0.05
BATCHES = 16
TRIED_STEPS = 3
MASKED = -1e9


def embedding(rows, dim):
    """Filled as our tables are."""
    return nn.Parameter(torch.empty(rows, dim).uniform_(-EMBEDDING_LIMIT, EMBEDDING_LIMIT))


def linear(inputs, outputs, bias=True, activation="linear"):
    """Filled as our layers are."""
    layer = nn.Linear(inputs, outputs, bias)
    if activation == "relu":
        nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    else:
        nn.init.xavier_uniform_(layer.weight)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def layers(inputs, units, dropout=0.0):
    parts = []
    for outputs in units:
        parts += [linear(inputs, outputs, activation="relu"), nn.ReLU()]
        if dropout > 0:
            parts.append(nn.Dropout(dropout))
        inputs = outputs
    return nn.Sequential(*parts), inputs


def long_tailed(items, shape):
    """Ids from 0, the first ones most often."""
    return (torch.rand(shape) ** 2 * items).long().clamp_(max=items - 1)


class Tower(nn.Module):
    """Hidden layers with a linear way past them; vectors of length 1."""

    def __init__(self, inputs, units, dim):
        super().__init__()
        self.deep, outputs = layers(inputs, units)
        self.last = linear(outputs, dim)
        self.past = linear(inputs, dim, bias=False)

    def forward(self, numbers, ids):
        x = torch.cat([numbers, ids], 1)
        return F.normalize(self.last(self.deep(x)) + self.past(x), dim=1)


class Towers(nn.Module):
    """Of an id and some numbers on each side."""

    def __init__(self, sizes, pairs):
        super().__init__()
        self.sizes, self.pairs = sizes, pairs
        inputs = sizes["numbers"] + sizes["embedding"]
        self.query = Tower(inputs, sizes["units"], sizes["dim"])
        self.item = Tower(inputs, sizes["units"], sizes["dim"])
        self.bias = nn.Parameter(torch.zeros(1)) if pairs else None
        self.tables = nn.ParameterList([embedding(sizes["users"], sizes["embedding"]), embedding(sizes["items"], sizes["embedding"])])
        self.log_q = torch.full((sizes["items"],), 1 / sizes["items"]).log()

    def batch(self, rows):
        numbers = [torch.randn(rows, self.sizes["numbers"]) for _ in range(2)]
        users = torch.randint(self.sizes["users"], (rows,))
        items = long_tailed(self.sizes["items"], (rows,))
        return numbers, users, items, (torch.rand(rows) < 0.5).float()

    def looked_up(self, batch, sparse):
        numbers, users, items, labels = batch
        vectors = [F.embedding(ids, table, sparse=sparse) for ids, table in zip((users, items), self.tables)]
        return *numbers, *vectors, items, self.log_q[items], labels

    def loss(self, user_numbers, item_numbers, users, items, ids, log_q, labels):
        queries, vectors = self.query(user_numbers, users), self.item(item_numbers, items)
        if self.pairs:
            logits = (queries * vectors).sum(1) / self.sizes["temperature"] + self.bias
            return F.binary_cross_entropy_with_logits(logits, labels)
        logits = queries @ vectors.T / self.sizes["temperature"] - log_q
        hits = (ids[:, None] == ids[None, :]).fill_diagonal_(False)
        return F.cross_entropy(logits.masked_fill(hits, MASKED), torch.arange(len(ids)))


class YoutubeDnn(nn.Module):
    """Of a full history, and the ends of it once more, by the embeddings of one table."""

    def __init__(self, sizes, negatives):
        super().__init__()
        self.sizes, self.negatives = sizes, negatives
        pools = [sizes["history"], *sizes["recent"]]
        self.deep, outputs = layers(len(pools) * sizes["embedding"], sizes["units"], sizes["dropout"])
        self.last = linear(outputs, sizes["dim"] - 1)
        self.pools = pools
        self.begins = torch.tensor([sum(pools[:i]) for i in range(len(pools))])
        self.history = embedding(sizes["events"], sizes["embedding"])
        self.items = embedding(sizes["items"], sizes["dim"])
        self.tables = [self.history, self.items] if negatives else [self.history]
        # As popular as their places in a catalogue make them.
        weights = (torch.arange(sizes["items"], dtype=torch.float64) + 1) ** -0.5
        self.cumulative = weights.cumsum(0) / weights.sum()
        self.log_q = (weights / weights.sum()).log().float()

    def batch(self, rows):
        events = 1 + long_tailed(self.sizes["events"] - 1, (rows, self.sizes["history"]))
        return events, long_tailed(self.sizes["items"], (rows,))

    def looked_up(self, batch, sparse):
        events, targets = batch
        rows = len(events)
        bags = torch.cat([events[:, -pool:] for pool in self.pools], 1)
        begins = (torch.arange(rows)[:, None] * bags.shape[1] + self.begins).flatten()
        pooled = F.embedding_bag(bags.flatten(), self.history, begins, mode="mean", sparse=sparse).view(rows, -1)
        if not self.negatives:
            return pooled, targets
        drawn = torch.searchsorted(self.cumulative, torch.rand(rows * self.negatives, dtype=torch.float64))
        ids = torch.cat([targets, drawn.clamp_(max=self.sizes["items"] - 1)])
        return pooled, targets, ids, F.embedding(ids, self.items, sparse=sparse), self.log_q[ids]

    def loss(self, pooled, targets, ids=None, vectors=None, log_q=None):
        user = self.last(self.deep(pooled))
        if not self.negatives:
            return F.cross_entropy(F.linear(user, self.items[:, :-1], self.items[:, -1]), targets)
        rows = len(targets)
        user = torch.cat([user, torch.ones(rows, 1)], 1)
        own = (user * vectors[:rows]).sum(1, keepdim=True) - log_q[:rows, None]
        drawn = user @ vectors[rows:].T - log_q[rows:]
        drawn = drawn.masked_fill(targets[:, None] == ids[None, rows:], MASKED)
        return F.cross_entropy(torch.cat([own, drawn], 1), torch.zeros(rows, dtype=torch.long))


MODELS = {
    "two-tower": lambda sizes: Towers(sizes, pairs=False),
    "pairs": lambda sizes: Towers(sizes, pairs=True),
    "full-softmax": lambda sizes: YoutubeDnn(sizes, negatives=0),
    "sampled-softmax": lambda sizes: YoutubeDnn(sizes, negatives=sizes["negatives"]),
}


class Training:
    """A model in one form, with its optimisers and batches that lie ready in tensors."""

    def __init__(self, model, loss, rows, sparse):
        tables = {id(table) for table in model.tables}
        rest = [parameter for parameter in model.parameters() if not sparse or id(parameter) not in tables]
        self.optimizers = [torch.optim.Adam(rest, lr=LEARNING_RATE, fused=True)]
        if sparse:
            self.optimizers.append(torch.optim.SparseAdam(list(model.tables), lr=LEARNING_RATE))
        self.model, self.loss, self.sparse = model, loss, sparse
        self.batches = [model.batch(rows) for _ in range(BATCHES)]
        self.steps = 0

    def step(self):
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        batch = self.batches[self.steps % BATCHES]
        self.steps += 1
        loss = self.loss(*self.model.looked_up(batch, self.sparse))
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.item()


def repeat(training, duration_ms):
    cpu, begin = time.process_time(), time.perf_counter()
    steps = 0
    elapsed_ms = 0.0
    while steps == 0 or elapsed_ms < duration_ms:
        training.step()
        steps += 1
        elapsed_ms = (time.perf_counter() - begin) * 1000
    return {"steps": steps, "elapsed_ms": elapsed_ms, "cpu_ms": (time.process_time() - cpu) * 1000}


class Peer:
    """One model at a time, in the form that is fastest for so many rows."""

    def __init__(self, threads):
        self.most_threads = threads
        self.model, self.losses, self.chosen = None, {}, {}

    def open(self, name, sizes):
        self.model, self.losses, self.chosen = None, {}, {}
        gc.collect()
        torch._dynamo.reset()
        torch.manual_seed(SEED)
        self.model = MODELS[name](sizes).train()
        # The compiled loss is one for all numbers of rows.
        self.losses = {"as it is": self.model.loss, "compiled": torch.compile(self.model.loss, dynamic=True)}
        return {"parameters": sum(parameter.numel() for parameter in self.model.parameters())}

    def time(self, rows, duration_ms):
        if rows not in self.chosen:
            self.chosen[rows] = self.choose(rows)
        training, form, first_loss, threads = self.chosen[rows]
        torch.set_num_threads(threads)
        repeat(training, duration_ms / 2)
        return {**repeat(training, duration_ms), "loss": first_loss, "form": form}

    def choose(self, rows):
        with torch.no_grad():
            first_loss = self.model.loss(*self.model.looked_up(self.model.batch(rows), False)).item()
        self.threads = min(
            {1, self.most_threads},
            key=lambda threads: self.tried(Training(self.model, self.model.loss, rows, True), threads),
        )
        best = None
        for gradients in ("sparse", "dense"):
            for how, loss in self.losses.items():
                training = Training(self.model, loss, rows, gradients == "sparse")
                try:
                    seconds = self.tried(training, self.threads)
                except Exception as error:  # A compiler that is not there.
                    print(f"{gradients}, {how}: {error}", file=sys.stderr)
                    continue
                if best is None or seconds < best[0]:
                    form = f"{gradients}, {how}, {self.threads} thread{'s' if self.threads > 1 else ''}"
                    best = (seconds, (training, form, first_loss, self.threads))
        for parameter in self.model.parameters():
            parameter.grad = None
        return best[1]

    @staticmethod
    def tried(training, threads):
        torch.set_num_threads(threads)
        training.step()
        training.step()
        begin = time.perf_counter()
        for _ in range(TRIED_STEPS):
            training.step()
        return time.perf_counter() - begin


def blas():
    return "MKL" if torch.backends.mkl.is_available() else "another library than MKL"


def main():
    arguments = argparse.ArgumentParser(description="Times training steps of models that retrieve.")
    arguments.add_argument("--threads", type=int, required=True)
    threads = arguments.parse_args().threads
    # Flushed to zero, as moments of rows that are seldom met become very small.
    torch.set_flush_denormal(True)
    print(json.dumps({"torch": torch.__version__, "blas": blas()}), flush=True)
    peer = Peer(threads)
    for line in sys.stdin:
        request = json.loads(line)
        if request["command"] == "open":
            answer = peer.open(request["model"], request["sizes"])
        else:
            answer = peer.time(request["rows"], request["duration_ms"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
