import type { RequestError } from '@reckit/protocol';
import type { Fields } from '../access/credentials';
import type { RequestTrace } from '../tracing/tracing';
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
  /** Whether that is the client's own. */
  readonly isIdGiven: boolean;
  /** The trace that it belongs to; null for none. */
  readonly trace: RequestTrace | null;
  /** The header fields of the request, or the metadata of the call: whose request it is stands in them. */
  readonly fields: Fields;
  /** The other end of the connection, a port behind it or not. */
  readonly remoteAddress: string | undefined;
  /** How long the answer may take from now on. */
  readonly timeoutMs: number;
  /** Refuses a request by what its body is said to be. @throws RequestError */
  assertAcceptable(): void;
  /** Reads the whole body: at once where it is there already. @throws RequestError */
  read(): RequestBody | Promise<RequestBody>;
  /** What is said where the answer would come too late. */
  tooLate(reason: string): RequestError;
  /** @param version - that has answered, as a header may say it. @throws RequestError if nobody waits for it any more */
  send(answer: Answer, version: string): void;
  refuse(error: RequestError): void;
}
