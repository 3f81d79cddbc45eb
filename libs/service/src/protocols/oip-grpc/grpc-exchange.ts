import type { sendUnaryData } from '@grpc/grpc-js';
import { DeadlineExceeded, InternalError, Unavailable, type RequestError } from '@reckit/protocol';
import type { Answer } from '../../infer/codec';
import type { Exchange, RequestBody } from '../../infer/exchange';
import type { ServiceState } from '../../service-state';
import type { CallAccess } from './call-access';
import { statusOf } from './grpc-status';
import type { OpenCall } from './open-call';

/** One call for a prediction. */
export class GrpcExchange implements Exchange {
  constructor(
    private readonly state: ServiceState,
    private readonly open: OpenCall,
    private readonly access: CallAccess,
    private readonly message: Buffer,
    private readonly answer: sendUnaryData<Buffer>,
  ) {}

  get requestId(): string {
    return this.open.requestId;
  }

  get timeoutMs(): number {
    return Math.max(0, Math.min(this.state.config.requestTimeoutMs, this.open.leftMs));
  }

  assertAcceptable(): void {
    this.access.assertMayPredict(this.open);
    this.open.assertWanted();
  }

  read(): Promise<RequestBody> {
    return Promise.resolve({ bytes: this.message, release: () => this.open.release() });
  }

  tooLate(reason: string): RequestError {
    return this.open.leftMs <= 0
      ? new DeadlineExceeded()
      : new Unavailable(`${reason} (REQUEST_TIMEOUT_MS).`);
  }

  send(answer: Answer): void {
    this.open.assertWanted();
    if (answer.kind !== 'bytes') throw new InternalError('An answer over gRPC is bytes.');
    this.answer(null, answer.bytes);
  }

  refuse(error: RequestError): void {
    this.answer(statusOf(error, this.requestId));
  }
}
