import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Signature } from '@reckit/inference';
import {
  InternalError,
  modelConfig,
  modelInputs,
  modelMetadata,
  modelOutputs,
  NotFound,
  RequestError,
  serverMetadata,
  Unavailable,
  type DescribedModel,
} from '@reckit/protocol';
import type { ServiceState } from '../../service-state';
import type { InferCalls } from './infer-calls';
import { statusOf } from './grpc-status';
import type { OpenCall } from './open-call';
import type { OpenCalls } from './open-calls';

/** A request that addresses a model. */
interface NamedRequest {
  readonly name: string;
  /** Empty where none is asked for. */
  readonly version: string;
}

/** The methods of `GRPCInferenceService` by their names. */
export function inferenceMethods(
  state: ServiceState,
  calls: OpenCalls,
  infer: InferCalls,
): UntypedServiceImplementation {
  const unary = unaryOf(state, calls);
  return {
    ServerLive: unary(() => ({ live: true })),
    ServerReady: unary(() => ({ ready: state.isReady })),
    ModelReady: unary<NamedRequest>(({ name, version }) => ({ ready: isReady(state, name, version) })),
    ServerMetadata: unary(() => serverMetadata(state.title, '')),
    ModelMetadata: unary<NamedRequest>(({ name, version }) => modelMetadata(describe(state, name, version))),
    ModelConfig: unary<NamedRequest>(({ name, version }) => ({
      config: modelConfig(describe(state, name, version)),
    })),
    ModelInfer: (call: ServerUnaryCall<Buffer, Buffer>, send: sendUnaryData<Buffer>) =>
      infer.answer(call, send),
  };
}

type Unary = <Request>(
  answer: (request: Request, open: OpenCall) => object | Promise<object>,
) => (call: ServerUnaryCall<Request, object>, send: sendUnaryData<object>) => void;

/** Makes methods of functions that answer or throw. */
function unaryOf({ logger }: ServiceState, calls: OpenCalls): Unary {
  return answer => (call, send) => {
    const open = calls.of(call.metadata);
    open.release();
    const refuse = (error: unknown): void => {
      if (error instanceof RequestError) {
        send(statusOf(error, open.requestId));
        return;
      }
      logger.error('request failed', {
        request_id: open.requestId,
        path: call.getPath(),
        error: error instanceof Error ? error.stack : String(error),
      });
      const hidden = new InternalError('Internal error; the log has the details under this request id.');
      send(statusOf(hidden, open.requestId));
    };
    try {
      Promise.resolve(answer(call.request, open)).then(answered => send(null, answered), refuse);
    } catch (error) {
      refuse(error);
    }
  };
}

function isReady(state: ServiceState, name: string, version: string): boolean {
  try {
    state.models.called(name).model.assertServes(versionOf(version));
    return state.phase === 'serving';
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
}

/** @throws NotFound, Unavailable without a model */
function describe(state: ServiceState, name: string, version: string): DescribedModel {
  const { model, signature } = state.models.called(name);
  model.assertServes(versionOf(version));
  const loaded = model.handle.current;
  if (!loaded) throw new Unavailable('No model is loaded yet.');
  const called: Signature | undefined =
    signature === null ? loaded.mainSignature : loaded.signature(signature);
  if (!called) throw new NotFound(`Version ${loaded.version} of ${name} has no ${String(signature)}.`);
  return {
    name,
    versions: [loaded.version],
    inputs: modelInputs(called.encoder),
    outputs: modelOutputs(called.outputs),
    maxRows: state.config.maxBatchRows,
  };
}

function versionOf(version: string): string | null {
  return version === '' ? null : version;
}
