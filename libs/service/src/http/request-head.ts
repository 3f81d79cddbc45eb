import type { IncomingHttpHeaders } from 'node:http';

/** What stands before the body of a request, as `IncomingMessage` has it. */
export interface RequestHead {
  readonly method?: string;
  /** The target, as the request line has it. */
  readonly url?: string;
  readonly httpVersion: string;
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders;
}
