import type { Fields } from '../access/credentials';

/** What an attribute of a span may be. */
export type AttributeValue = string | number;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One request as it appears in its trace. Times are those of `performance.now()`. */
export interface RequestTrace {
  /** Stands in every line that the log has of the request. */
  readonly traceId: string;
  /** The value of `traceresponse`: the operation of the trace that answered. */
  readonly response: string;
  /** Names the request by what its path stands for, such as `/predictions/{model}`. */
  route(route: string): void;
  /** Tells more of the request, by the names of OpenTelemetry's conventions where there are some. */
  note(attributes: Attributes): void;
  /** Tells of a part of the work that has been done. */
  part(name: string, beganAtMs: number, endedAtMs: number): void;
  /** The request has been answered; once. A `failure` is one of ours, not of the client's. */
  end(attributes: Attributes, failure: string | null): void;
}

/** What is told of a request when it begins. */
export interface TracedRequest {
  /** The method of HTTP, or the full name of that of gRPC. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** Puts requests into the traces that they belong to. */
export interface Tracing {
  /**
   * @param fields - the header fields of the request, or the metadata of the call
   * @param describe - asked only where the request is recorded
   * @returns null where neither the client nor the service traces the request
   */
  begin(fields: Fields, describe: () => TracedRequest): RequestTrace | null;
  /** Hands over what is recorded, as far as that goes within a moment. */
  close(): Promise<void>;
}

/** The value of a header field, where it came once. */
export function fieldOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.length === 1 ? value[0] : undefined;
}
