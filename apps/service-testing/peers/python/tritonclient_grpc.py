"""tritonclient over gRPC, as its users call it."""

import asyncio
import json
import queue

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.grpc.aio as aio
from tritonclient.grpc import service_pb2
from tritonclient.grpc.auth import BasicAuth
from tritonclient.utils import InferenceServerException

from cases import arguments, run

given = arguments()
address, model, names, rows = given["address"], given["model"], given["features"], given["rows"]
client = grpc.InferenceServerClient(address)
matrix = np.array([[row[name] for name in names] for row in rows], dtype=np.float32)
WAIT_S = 20


def tensor(name, values, datatype):
    made = grpc.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values)
    return made


def matrix_input(dtype=np.float32, datatype="FP32"):
    return [tensor("input0", matrix.astype(dtype), datatype)]


def described(result, name="predictions"):
    values = result.as_numpy(name)
    return {name: [str(values.dtype), list(values.shape), values.tolist()]}


def scores(inputs, **options):
    return described(client.infer(model, inputs, **options))


def feature_inputs():
    column = lambda name: np.array([[row[name]] for row in rows])
    kinds = {"user_age": (np.int64, "INT64"), "user_gender": (np.int32, "INT32"), "item_price": (np.float64, "FP64")}
    return [
        tensor(name, column(name).astype(kinds.get(name, (np.float32,))[0]), kinds.get(name, (0, "FP32"))[1])
        for name in names
    ]


def objects():
    return [tensor("features", np.array([json.dumps(row).encode() for row in rows], dtype=np.object_), "BYTES")]


def typed():
    """Typed contents, which tritonclient itself never sends."""
    request = service_pb2.ModelInferRequest(model_name=model)
    made = request.inputs.add(name="input0", datatype="FP32", shape=list(matrix.shape))
    made.contents.fp32_contents.extend(matrix.flatten().tolist())
    answer = client._client_stub.ModelInfer(request)
    return [list(answer.outputs[0].contents.fp32_contents), len(answer.raw_output_contents)]


def several_at_once():
    answers = queue.Queue()
    for _ in range(8):
        client.async_infer(model, matrix_input(), lambda result, error: answers.put((result, error)))
    results = [answers.get(timeout=WAIT_S) for _ in range(8)]
    return [[result.as_numpy("predictions").tolist(), str(error)] for result, error in results]


def cancelled():
    answers = queue.Queue()
    call = client.async_infer(model, matrix_input(), lambda result, error: answers.put(error))
    call.cancel()
    # It may have been answered before.
    error = answers.get(timeout=WAIT_S)
    return None if error is None else error.status()


def stream():
    answers = queue.Queue()
    with grpc.InferenceServerClient(address) as streaming:
        streaming.start_stream(lambda result, error: answers.put(error))
        try:
            streaming.async_stream_infer(model, matrix_input())
        except InferenceServerException:
            # The stream has ended by then; why, the callback is told.
            pass
        error = answers.get(timeout=WAIT_S)
    return [error.status(), error.message()]


async def with_asyncio():
    async with aio.InferenceServerClient(address) as other:
        live, ready = await other.is_server_live(), await other.is_model_ready(model)
        result = await other.infer(model, matrix_input())
        return [live, ready, result.as_numpy("predictions").tolist()]


def with_tls(**options):
    with grpc.InferenceServerClient(given["secure"]["address"], ssl=True, **options) as secure:
        return described(secure.infer(model, matrix_input(), client_timeout=WAIT_S))


def trusted(**options):
    return with_tls(root_certificates=given["secure"]["ca"], **options)


def with_header(headers):
    with grpc.InferenceServerClient(given["guarded"]) as guarded:
        return guarded.infer(model, matrix_input(), headers=headers).as_numpy("predictions").tolist()


def with_basic_authentication():
    with grpc.InferenceServerClient(given["guarded"]) as guarded:
        guarded.register_plugin(BasicAuth("anyone", given["predict_key"]))
        return guarded.infer(model, matrix_input()).as_numpy("predictions").tolist()


def response(**options):
    return json.loads(json.dumps(client.infer(model, matrix_input(), **options).get_response(as_json=True)))


key = {"x-api-key": given["reload_key"]}


def reloaded():
    states = []
    client.unload_model(model, headers=key)
    states.append([client.is_model_ready(model), client.is_server_ready()])
    client.load_model(model, headers=key)
    states.append([client.is_model_ready(model), client.is_server_ready()])
    return states


cases = {
    "live": client.is_server_live,
    "ready": client.is_server_ready,
    "model ready": lambda: client.is_model_ready(model),
    "version ready": lambda: client.is_model_ready(model, given["version"]),
    "other version ready": lambda: client.is_model_ready(model, "other"),
    "server metadata": lambda: client.get_server_metadata(as_json=True),
    "metadata": lambda: client.get_model_metadata(model, as_json=True),
    "config": lambda: client.get_model_config(model, as_json=True),
    "no such model": lambda: client.get_model_metadata("nothing"),
    "matrix": lambda: scores(matrix_input()),
    "matrix, FP64": lambda: scores(matrix_input(np.float64, "FP64")),
    "features": lambda: scores(feature_inputs()),
    "truths": lambda: scores([tensor("user_gender", np.array([[True], [False]]), "BOOL")]),
    "numbers in place of truths": lambda: scores([tensor("user_gender", np.array([[1], [0]], dtype=np.int64), "INT64")]),
    "objects": lambda: scores(objects()),
    "of a version": lambda: scores(matrix_input(), model_version=given["version"]),
    "of an output": lambda: scores(matrix_input(), outputs=[grpc.InferRequestedOutput("predictions")]),
    "typed": typed,
    "asynchronous": several_at_once,
    "cancelled": cancelled,
    "asyncio": lambda: asyncio.run(with_asyncio()),
    "gzip": lambda: scores(matrix_input(), compression_algorithm="gzip"),
    "deflate": lambda: scores(matrix_input(), compression_algorithm="deflate"),
    "options": lambda: response(
        request_id="a1", sequence_id=7, sequence_start=True, priority=1, timeout=5_000_000, parameters={"mine": "x"}
    ),
    "too late": lambda: scores(matrix_input(), client_timeout=-1),
    "wrong shape": lambda: scores([tensor("input0", matrix[:, :3], "FP32")]),
    "unknown output": lambda: scores(matrix_input(), outputs=[grpc.InferRequestedOutput("nothing")]),
    "stream": stream,
    "key in the metadata": lambda: with_header({"authorization": f"Bearer {given['predict_key']}"}),
    "no key": lambda: with_header({}),
    "basic authentication": with_basic_authentication,
    "index": lambda: client.get_model_repository_index(headers=key, as_json=True),
    "index without the key": client.get_model_repository_index,
    "unloaded and loaded": reloaded,
    "statistics": lambda: client.get_inference_statistics(model, as_json=True),
    "system shared memory": client.get_system_shared_memory_status,
    "cuda shared memory": client.get_cuda_shared_memory_status,
    "unregister shared memory": client.unregister_system_shared_memory,
    "register shared memory": lambda: client.register_system_shared_memory("mine", "/mine", 64),
    "trace settings": client.get_trace_settings,
    "log settings": client.get_log_settings,
}
if "secure" in given:
    secure = given["secure"]
    cases = {
        "TLS": lambda: trusted(private_key=secure["key"], certificate_chain=secure["certificate"]),
        "TLS without a certificate": trusted,
    }
run(cases, InferenceServerException)
