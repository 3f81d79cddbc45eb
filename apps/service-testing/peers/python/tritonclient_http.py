"""tritonclient over HTTP, as its users call it."""

import asyncio
import json

import numpy as np
import tritonclient.http as http
import tritonclient.http.aio as aio
from tritonclient.http.auth import BasicAuth
from tritonclient.utils import InferenceServerException

from cases import arguments, run

given = arguments()
address, model, names, rows = given["address"], given["model"], given["features"], given["rows"]
client = http.InferenceServerClient(address, concurrency=4)
matrix = np.array([[row[name] for name in names] for row in rows], dtype=np.float32)


def tensor(name, values, datatype, binary=True):
    made = http.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def scores(inputs, binary=True, outputs=("predictions",), **options):
    wanted = [http.InferRequestedOutput(name, binary_data=binary) for name in outputs]
    result = client.infer(model, inputs, outputs=wanted, **options)
    found = {name: result.as_numpy(name) for name in outputs}
    return {name: [str(values.dtype), list(values.shape), values.tolist()] for name, values in found.items()}


def matrix_input(binary=True, dtype=np.float32, datatype="FP32"):
    return [tensor("input0", matrix.astype(dtype), datatype, binary)]


def feature_inputs(binary):
    """A tensor for each feature, of as many kinds as there are: whole numbers, truths, texts and floats."""
    column = lambda name: np.array([[row[name]] for row in rows])
    kinds = {"user_age": (np.int64, "INT64"), "user_gender": (np.int32, "INT32"), "item_price": (np.float64, "FP64")}
    return [
        tensor(name, column(name).astype(kinds.get(name, (np.float32,))[0]), kinds.get(name, (0, "FP32"))[1], binary)
        for name in names
    ]


def truths(binary):
    return [tensor("user_gender", np.array([[True], [False]]), "BOOL", binary)]


def numbers_as_of_truths():
    return [tensor("user_gender", np.array([[1], [0]], dtype=np.int64), "INT64")]


def objects(binary):
    texts = np.array([json.dumps(row).encode() for row in rows], dtype=np.object_)
    return [tensor("features", texts, "BYTES", binary)]


def raw():
    """The whole body is the only input: Triton's raw request, which tritonclient has no call for."""
    import urllib.request

    url = f"http://{address}/v2/models/{model}/infer"
    headers = {"Inference-Header-Content-Length": "0", "Content-Type": "application/octet-stream"}
    with urllib.request.urlopen(urllib.request.Request(url, matrix.tobytes(), headers)) as answer:
        length = int(answer.headers["Inference-Header-Content-Length"])
        return np.frombuffer(answer.read()[length:], dtype=np.float32).tolist()


def generated():
    """The body made and the answer read apart from the call, as proxies do."""
    body, length = http.InferenceServerClient.generate_request_body(matrix_input())
    import urllib.request

    headers = {"Inference-Header-Content-Length": str(length)} if length else {}
    url = f"http://{address}/v2/models/{model}/infer"
    request = urllib.request.Request(url, body, {**headers, "Content-Type": "application/octet-stream"})
    with urllib.request.urlopen(request) as answer:
        header = answer.headers.get("Inference-Header-Content-Length")
        result = http.InferenceServerClient.parse_response_body(answer.read(), header_length=int(header) if header else None)
        return result.as_numpy("predictions").tolist()


def several_at_once():
    calls = [client.async_infer(model, matrix_input()) for _ in range(8)]
    return [call.get_result().as_numpy("predictions").tolist() for call in calls]


async def with_asyncio():
    async with aio.InferenceServerClient(address) as other:
        live, ready = await other.is_server_live(), await other.is_model_ready(model)
        result = await other.infer(model, matrix_input())
        return [live, ready, result.as_numpy("predictions").tolist()]


def with_basic_authentication(password):
    with http.InferenceServerClient(given["guarded"]) as guarded:
        guarded.register_plugin(BasicAuth("anyone", password))
        return guarded.infer(model, matrix_input()).as_numpy("predictions").tolist()


def with_header(headers):
    with http.InferenceServerClient(given["guarded"]) as guarded:
        return guarded.infer(model, matrix_input(), headers=headers).as_numpy("predictions").tolist()


def response(**options):
    return client.infer(model, matrix_input(binary=False), **options).get_response()


def reloaded():
    states = []
    headers = {"X-API-Key": given["reload_key"]}
    client.unload_model(model, headers=headers)
    states.append([client.is_model_ready(model), client.is_server_ready()])
    client.load_model(model, headers=headers)
    states.append([client.is_model_ready(model), client.is_server_ready()])
    return states


key = {"X-API-Key": given["reload_key"]}
run(
    {
        "live": client.is_server_live,
        "ready": client.is_server_ready,
        "model ready": lambda: client.is_model_ready(model),
        "version ready": lambda: client.is_model_ready(model, given["version"]),
        "other version ready": lambda: client.is_model_ready(model, "other"),
        "server metadata": client.get_server_metadata,
        "metadata": lambda: client.get_model_metadata(model),
        "config": lambda: client.get_model_config(model),
        "no such model": lambda: client.get_model_metadata("nothing"),
        "matrix": lambda: scores(matrix_input()),
        "matrix, JSON": lambda: scores(matrix_input(binary=False), binary=False),
        "matrix, binary in, JSON out": lambda: scores(matrix_input(), binary=False),
        "matrix, FP64": lambda: scores(matrix_input(dtype=np.float64, datatype="FP64")),
        "features": lambda: scores(feature_inputs(True)),
        "features, JSON": lambda: scores(feature_inputs(False)),
        "truths": lambda: scores(truths(True)),
        "truths, JSON": lambda: scores(truths(False)),
        "numbers in place of truths": lambda: scores(numbers_as_of_truths()),
        "objects": lambda: scores(objects(True)),
        "objects, JSON": lambda: scores(objects(False)),
        "of a version": lambda: scores(matrix_input(), model_version=given["version"]),
        "raw": raw,
        "made apart": generated,
        "asynchronous": several_at_once,
        "asyncio": lambda: asyncio.run(with_asyncio()),
        "gzip": lambda: scores(matrix_input(), request_compression_algorithm="gzip", response_compression_algorithm="gzip"),
        "deflate": lambda: scores(
            matrix_input(), request_compression_algorithm="deflate", response_compression_algorithm="deflate"
        ),
        "options": lambda: response(
            request_id="a1", sequence_id=7, sequence_start=True, priority=1, timeout=5_000_000, parameters={"mine": "x"}
        ),
        "wrong shape": lambda: scores([tensor("input0", matrix[:, :3], "FP32")]),
        "unknown output": lambda: scores(matrix_input(), outputs=("nothing",)),
        "basic authentication": lambda: with_basic_authentication(given["predict_key"]),
        "wrong password": lambda: with_basic_authentication("wrong"),
        "key in a header": lambda: with_header({"Authorization": f"Bearer {given['predict_key']}"}),
        "no key": lambda: with_header({}),
        "index": lambda: client.get_model_repository_index(headers=key),
        "index without the key": client.get_model_repository_index,
        "unloaded and loaded": reloaded,
        "statistics": lambda: client.get_inference_statistics(model),
        "all statistics": client.get_inference_statistics,
        "system shared memory": client.get_system_shared_memory_status,
        "cuda shared memory": client.get_cuda_shared_memory_status,
        "unregister shared memory": client.unregister_system_shared_memory,
        "register shared memory": lambda: client.register_system_shared_memory("mine", "/mine", 64),
        "trace settings": client.get_trace_settings,
        "log settings": client.get_log_settings,
    },
    InferenceServerException,
)
