import type { RequestError } from '@reckit/protocol';
import type { Answer } from './codec';

/** The bytes of a request; they count as held until they are released. */
export interface RequestBody {
  readonly bytes: Buffer;
  /** Lets the bytes go; once or more often. */
  release(): void;
}

/** How one request arrives and its answer goes, over whatever transport. */
export interface Exchange {
  readonly requestId: string;
  /** How long the answer may take from now on. */
  readonly timeoutMs: number;
  /** Refuses a request by what comes before its body: its key, its content type. @throws RequestError */
  assertAcceptable(): void;
  /** Reads the whole body. @throws RequestError */
  read(): Promise<RequestBody>;
  /** What is said where the answer would come too late. */
  tooLate(reason: string): RequestError;
  /** @throws RequestError if nobody waits for the answer any more */
  send(answer: Answer): void;
  refuse(error: RequestError): void;
}
