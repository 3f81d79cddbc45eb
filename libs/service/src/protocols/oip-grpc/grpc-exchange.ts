import type { Fields } from '../../access/credentials';
import { DeadlineExceeded, InternalError, Unavailable, type RequestError } from '@reckit/protocol';
import type { Answer } from '../../infer/codec';
import type { Exchange, RequestBody } from '../../infer/exchange';
import type { ServiceState } from '../../service-state';
import type { RequestTrace } from '../../tracing/tracing';
import { isRequestId } from '../../http/request-id';
import { fieldsOf } from './call-access';
import { REQUEST_ID } from './grpc-status';
import type { OpenCall } from './open-call';

const TRACED_CALL = {
  name: 'inference.GRPCInferenceService/ModelInfer',
  attributes: { 'rpc.system.name': 'grpc' },
};
const FIRST_SERVER_ERROR = 500;

/** How a call is ended. */
export interface CallEnd {
  send(message: Buffer): void;
  refuse(error: RequestError): void;
}

/** One call for a prediction. */
export class GrpcExchange implements Exchange {
  readonly fields: Fields;
  readonly trace: RequestTrace | null;

  constructor(
    private readonly state: ServiceState,
    private readonly open: OpenCall,
    private readonly message: Buffer,
    private readonly end: CallEnd,
  ) {
    this.fields = fieldsOf(open.metadata);
    this.trace = state.tracing.begin(this.fields, () => TRACED_CALL);
    open.traceResponse = this.trace?.response ?? null;
  }

  get requestId(): string {
    return this.open.requestId;
  }

  get isIdGiven(): boolean {
    return isRequestId(this.open.metadata.get(REQUEST_ID)[0]);
  }

  get remoteAddress(): string | undefined {
    return this.open.remoteAddress;
  }

  get timeoutMs(): number {
    return Math.max(0, Math.min(this.state.config.requestTimeoutMs, this.open.leftMs));
  }

  assertAcceptable(): void {
    this.open.assertWanted();
  }

  read(): RequestBody {
    return { bytes: this.message, release: () => this.open.release() };
  }

  tooLate(reason: string): RequestError {
    return this.open.leftMs <= 0
      ? new DeadlineExceeded()
      : new Unavailable(`${reason} (REQUEST_TIMEOUT_MS).`);
  }

  send(answer: Answer): void {
    this.open.assertWanted();
    if (answer.kind !== 'bytes') throw new InternalError('An answer over gRPC is bytes.');
    this.end.send(answer.bytes);
    this.trace?.end({ 'rpc.response.status_code': 'OK' }, null);
  }

  refuse(error: RequestError): void {
    this.end.refuse(error);
    const { name, status } = error;
    this.trace?.end({ 'error.type': name }, status >= FIRST_SERVER_ERROR ? name : null);
  }
}
