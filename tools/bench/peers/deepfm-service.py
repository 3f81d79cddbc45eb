"""A DeepFM behind FastAPI and PyTorch, as fast as we could write it: the peer of the measure `deepfm`.

It listens where `HOST` and `PORT` say and answers `POST /predictions/deepfm` with {"data": [{feature: number, …}, …]}. What is said to
be fastest depends on versions and machine, so it tries at its start: forms of the model, readers of JSON. `GET /form` says which it took,
`GET /metrics` the CPU time of the process, as far as the measure reads it. Exit code 3 means that packages are missing.
"""

import itertools
import json
import operator
import os
import sys
import time
import warnings

try:
    import numpy
    import torch
    import uvicorn
    from fastapi import FastAPI, Request, Response
    from torch import nn
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

FEATURES = (
    "item_ctr",
    "item_cvr",
    "item_price",
    "user_age",
    "user_gender",
    "cross_age_x_ctr",
    "cross_gender_x_price",
)
EMBEDDING_DIM = 16
DEEP_UNITS = (128, 64, 32)
SEED = 7
TRIED_ROWS = 1_000
TRIES = 20


class DeepFM(nn.Module):
    """With scaling in the model and one tensor for the embeddings of all features."""

    def __init__(self):
        super().__init__()
        count = len(FEATURES)
        self.register_buffer("mean", torch.rand(count))
        self.register_buffer("scale", torch.rand(count))
        self.bias = nn.Parameter(torch.zeros(1))
        self.linear = nn.Linear(count, 1, bias=False)
        self.embedding_weights = nn.Parameter(torch.randn(count, EMBEDDING_DIM) * 0.05)
        self.embedding_biases = nn.Parameter(torch.zeros(count, EMBEDDING_DIM))
        layers = []
        inputs = count
        for units in DEEP_UNITS:
            layers += [nn.Linear(inputs, units), nn.ReLU()]
            inputs = units
        self.deep = nn.Sequential(*layers, nn.Linear(inputs, 1))

    def forward(self, x):
        x = (x - self.mean) * self.scale
        embeddings = x.unsqueeze(2) * self.embedding_weights + self.embedding_biases
        square_of_sum = embeddings.sum(dim=1) ** 2
        sum_of_squares = (embeddings**2).sum(dim=1)
        second_order = 0.5 * (square_of_sum - sum_of_squares).sum(dim=1, keepdim=True)
        return torch.sigmoid(self.linear(x) + second_order + self.deep(x) + self.bias).squeeze(1)


class AlgebraicDeepFM(DeepFM):
    """The same numbers from matrix products, without a tensor of [rows, features, dim]."""

    def forward(self, x):
        x = (x - self.mean) * self.scale
        weights, biases = self.embedding_weights, self.embedding_biases
        square_of_sum = (x @ weights + biases.sum(dim=0)) ** 2
        sum_of_squares = (x * x) @ (weights**2).sum(dim=1, keepdim=True) + (x @ (2 * weights * biases).sum(dim=1, keepdim=True))
        second_order = 0.5 * (square_of_sum.sum(dim=1, keepdim=True) - sum_of_squares - (biases**2).sum())
        return torch.sigmoid(self.linear(x) + second_order + self.deep(x) + self.bias).squeeze(1)


def made(form):
    torch.manual_seed(SEED)
    return form().eval()


def traced(form):
    example = torch.rand(TRIED_ROWS, len(FEATURES))
    return torch.jit.optimize_for_inference(torch.jit.trace(made(form), example))


MODELS = {
    "fused embedding, eager": lambda: made(DeepFM),
    "matrix products, eager": lambda: made(AlgebraicDeepFM),
    "fused embedding, traced": lambda: traced(DeepFM),
    "matrix products, traced": lambda: traced(AlgebraicDeepFM),
    "fused embedding, compiled": lambda: torch.compile(made(DeepFM), dynamic=True),
    "matrix products, compiled": lambda: torch.compile(made(AlgebraicDeepFM), dynamic=True),
}


def read_with(loads):
    row_values = operator.itemgetter(*FEATURES)

    def read(body):
        rows = loads(body)["data"]
        values = itertools.chain.from_iterable(map(row_values, rows))
        return numpy.fromiter(values, dtype=numpy.float32, count=len(rows) * len(FEATURES)).reshape(-1, len(FEATURES))

    return read


def msgspec_reader():
    import msgspec

    row = msgspec.defstruct("Row", [(name, float) for name in FEATURES])
    decoder = msgspec.json.Decoder(msgspec.defstruct("Body", [("data", list[row])]))
    row_values = operator.attrgetter(*FEATURES)

    def read(body):
        rows = decoder.decode(body).data
        values = itertools.chain.from_iterable(map(row_values, rows))
        return numpy.fromiter(values, dtype=numpy.float32, count=len(rows) * len(FEATURES)).reshape(-1, len(FEATURES))

    return read


def orjson_reader():
    import orjson

    return read_with(orjson.loads)


READERS = {"json": lambda: read_with(json.loads), "orjson": orjson_reader, "msgspec": msgspec_reader}


def json_writer():
    return lambda scores: json.dumps({"predictions": scores.tolist()}).encode()


def orjson_writer():
    import orjson

    return lambda scores: orjson.dumps({"predictions": scores}, option=orjson.OPT_SERIALIZE_NUMPY)


WRITERS = {"json": json_writer, "orjson": orjson_writer}


def seconds_of(call):
    for _ in range(TRIES):
        call()
    begin = time.perf_counter()
    for _ in range(TRIES):
        call()
    return time.perf_counter() - begin


def fastest(candidates, use):
    """The name and the value of the candidate that took least time; those that are not to be had are left out."""
    timed = []
    for name, make in candidates.items():
        try:
            made_one = make()
            timed.append((seconds_of(lambda: use(made_one)), name, made_one))
        except Exception as error:  # A missing package, or a compiler that is not there.
            print(f"{name}: {type(error).__name__}", file=sys.stderr)
    _, name, value = min(timed, key=lambda each: each[0])
    return name, value


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    rows = numpy.random.rand(TRIED_ROWS, len(FEATURES)).astype(numpy.float32)
    body = json.dumps({"data": [dict(zip(FEATURES, map(float, row))) for row in rows]}).encode()
    with torch.inference_mode():
        model_name, model = fastest(MODELS, lambda each: each(torch.from_numpy(rows)))
    reader_name, read = fastest(READERS, lambda each: each(body))
    writer_name, write = fastest(WRITERS, lambda each: each(rows[:, 0]))
    form = f"PyTorch {torch.__version__}, {model_name}; {reader_name} reads, {writer_name} writes"

    app = FastAPI()

    @app.post("/predictions/deepfm")
    async def predict(request: Request):
        values = read(await request.body())
        with torch.inference_mode():
            scores = model(torch.from_numpy(values)).numpy()
        return Response(write(scores), media_type="application/json")

    @app.get("/ready")
    async def ready():
        return {}

    @app.get("/form")
    async def described():
        return Response(form, media_type="text/plain")

    @app.get("/metrics")
    async def metrics():
        return Response(f"process_cpu_seconds_total {time.process_time()}\n", media_type="text/plain")

    uvicorn.run(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
