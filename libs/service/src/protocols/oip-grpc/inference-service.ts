import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  BadRequest,
  InternalError,
  modelConfig,
  modelMetadata,
  modelStatistics,
  repositoryIndex,
  RequestError,
  serverMetadata,
  Unavailable,
  type ModelStatistics,
} from '@reckit/protocol';
import {
  allCounts,
  calledSignature,
  countsOf,
  describedModel,
  loadModel,
  repositoryEntries,
  unloadModel,
} from '../../operations/repository';
import type { ServiceState } from '../../service-state';
import { SERVER_VERSION } from '../oip/server-version';
import type { RequestTrace, Tracing } from '../../tracing/tracing';
import { fieldsOf, type CallAccess } from './call-access';
import type { InferCalls } from './infer-calls';
import { statusOf } from './grpc-status';
import type { OpenCall } from './open-call';
import type { OpenCalls } from './open-calls';
import { MALFORMED } from './service-definitions';

const PROBE = /\/(?:ServerLive|ServerReady|ModelReady)$/;
const FIRST_SERVER_ERROR = 500;

/** A request that addresses a model. */
interface NamedRequest {
  readonly name: string;
  /** Empty where none is asked for. */
  readonly version: string;
}

/** A request to load or to unload a model; parameters beside the name are ignored. */
interface RepositoryRequest {
  readonly model_name: string;
}

/** The methods of `GRPCInferenceService` by their names. */
export function inferenceMethods(
  state: ServiceState,
  calls: OpenCalls,
  infer: InferCalls,
  access: CallAccess,
): UntypedServiceImplementation {
  const unary = unaryOf(state, calls);
  const guarded = <Request>(answer: (request: Request, open: OpenCall) => object | Promise<object>) =>
    unary<Request>((request, open) => {
      access.assertMayReload(open.metadata);
      return answer(request, open);
    });
  return {
    ServerLive: unary(() => ({ live: true })),
    ServerReady: unary(() => ({ ready: state.isWhole })),
    ModelReady: unary<NamedRequest>(request => ({ ready: isReady(state, request) })),
    ServerMetadata: unary(() => serverMetadata(state.title, SERVER_VERSION)),
    ModelMetadata: unary<NamedRequest>(({ name, version }) =>
      modelMetadata(describedModel(state, name, versionOf(version))),
    ),
    ModelInfer: (call: ServerUnaryCall<Buffer, Buffer>, send: sendUnaryData<Buffer>) =>
      infer.answer(call, send),
    ModelConfig: unary<NamedRequest>(({ name, version }) => ({
      config: modelConfig(describedModel(state, name, versionOf(version))),
    })),
    ModelStatistics: unary<NamedRequest>(async request => ({
      model_stats: await statistics(state, request),
    })),
    RepositoryIndex: guarded<{ readonly ready: boolean }>(async ({ ready }) => ({
      models: repositoryIndex(await repositoryEntries(state), ready),
    })),
    RepositoryModelLoad: guarded<RepositoryRequest>(async ({ model_name: name }, { requestId, traceId }) => {
      await loadModel(state, name, requestId, traceId);
      return {};
    }),
    RepositoryModelUnload: guarded<RepositoryRequest>(
      async ({ model_name: name }, { requestId, traceId }) => {
        await unloadModel(state, name, requestId, traceId);
        return {};
      },
    ),
  };
}

/** Whether a model can be asked. That it cannot be is an answer, too; that there is none of its name is none. */
function isReady(state: ServiceState, { name, version }: NamedRequest): boolean {
  try {
    calledSignature(state, name, versionOf(version));
    return true;
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
}

/** Of one model, or of all that are loaded. */
async function statistics(
  state: ServiceState,
  { name, version }: NamedRequest,
): Promise<readonly ModelStatistics[]> {
  if (name !== '') return [modelStatistics(await countsOf(state, name, versionOf(version)))];
  return (await allCounts(state)).map(modelStatistics);
}

function versionOf(version: string): string | null {
  return version === '' ? null : version;
}

/** Puts a call into its trace; what monitoring asks every few seconds is no news there, unless it brings one. */
function beginTrace(tracing: Tracing, open: OpenCall, path: string): RequestTrace | null {
  const fields = fieldsOf(open.metadata);
  if (fields['traceparent'] === undefined && PROBE.test(path)) return null;
  const trace = tracing.begin(fields, () => ({
    name: path.slice(1),
    attributes: { 'rpc.system.name': 'grpc' },
  }));
  open.traceResponse = trace?.response ?? null;
  return trace;
}

type Unary = <Request>(
  answer: (request: Request, open: OpenCall) => object | Promise<object>,
) => (call: ServerUnaryCall<Request | typeof MALFORMED, object>, send: sendUnaryData<object>) => void;

/** Makes methods of functions that answer or throw. */
function unaryOf(state: ServiceState, calls: OpenCalls): Unary {
  return answer => (call, send) => {
    const open = calls.of(call.metadata);
    open.release();
    const trace = beginTrace(state.tracing, open, call.getPath());
    const refuse = (error: unknown): void => {
      if (error instanceof RequestError) {
        send(statusOf(error));
        trace?.end({ 'error.type': error.name }, error.status >= FIRST_SERVER_ERROR ? error.name : null);
        return;
      }
      state.logger.error('request failed', {
        request_id: open.requestId,
        ...(open.traceId !== null && { trace_id: open.traceId }),
        path: call.getPath(),
        error: error instanceof Error ? error.stack : String(error),
      });
      const hidden = new InternalError('Internal error; the log has the details under this request id.');
      send(statusOf(hidden));
      trace?.end({}, hidden.name);
    };
    const accept = (answered: object): void => {
      send(null, answered);
      trace?.end({ 'rpc.response.status_code': 'OK' }, null);
    };
    try {
      if (call.request === MALFORMED) throw new BadRequest('The message is not one of this method.');
      Promise.resolve(answer(call.request, open)).then(accept, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}
