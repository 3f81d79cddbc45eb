import { ClientError, GrpcConnection, HttpConnection, OipGrpcClient } from '@reckit/client';
import type { DemonstrationRequest, GrpcDemonstration, HttpDemonstration } from './demonstration';
import type { Listening } from './running-service';

/** A request as it is shown, and what came of it. */
export interface Outcome {
  /** What was asked. */
  readonly request: string;
  readonly sent: string;
  readonly isOk: boolean;
  readonly status: string;
  readonly answer: string;
}

/** Who asks the service. */
export interface Caller {
  call(request: DemonstrationRequest): Promise<Outcome>;
  close(): void;
}

export function openCaller({ url, grpcUrl }: Listening): Caller {
  const http = new HttpConnection({ url });
  const grpc = new GrpcConnection({ url: grpcUrl });
  const inference = new OipGrpcClient(grpc);
  return {
    call: request =>
      request.kind === 'http' ? callOverHttp(http, request) : callOverGrpc(inference, request),
    close: () => {
      http.close();
      grpc.close();
    },
  };
}

async function callOverHttp(
  connection: HttpConnection,
  { method, path, body }: HttpDemonstration,
): Promise<Outcome> {
  const sent = body === undefined ? '' : JSON.stringify(body);
  const asked = { request: `${method} ${path}`, sent };
  const bytes = Buffer.from(sent);
  const content = body !== undefined && { body: { bytes, headers: { 'content-type': 'application/json' } } };
  return connection
    .call({ method, path, ...content, isRepeatable: false }, {}, answer => ({
      status: String(answer.status),
      answer: answer.body.toString('utf8'),
    }))
    .then(({ value }) => ({ ...asked, isOk: true, ...value }), failed(asked));
}

async function callOverGrpc(client: OipGrpcClient, { model, inputs }: GrpcDemonstration): Promise<Outcome> {
  const asked = {
    request: 'gRPC inference.GRPCInferenceService/ModelInfer',
    sent: textOf({ model_name: model, inputs }),
  };
  return client
    .infer(model, { inputs })
    .then(({ value }) => ({ ...asked, isOk: true, status: 'OK', answer: textOf(value) }), failed(asked));
}

/** What the service said where it did not do what it was asked. */
function failed(asked: Pick<Outcome, 'request' | 'sent'>): (error: unknown) => Outcome {
  return error => {
    if (!(error instanceof ClientError)) throw error;
    return { ...asked, isOk: false, status: error.code ?? 'no answer', answer: error.body ?? error.detail };
  };
}

/** A message as JSON, its tensors as lists. */
function textOf(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof Float32Array || value instanceof Float64Array ? Array.from(value) : value,
  );
}
