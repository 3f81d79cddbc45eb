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
  /** What a header says, or what stands in its place; null where it is absent. @param name - in small letters */
  header(name: string): string | null;
  /** Refuses a request by what comes before its body: its key, its content type. @throws RequestError */
  assertAcceptable(): void;
  /** Reads the whole body. @throws RequestError */
  read(): Promise<RequestBody>;
  /** @param version - that has answered, as a header may say it */
  send(answer: Answer, version: string): void;
  refuse(error: RequestError): void;
}
