import { randomBytes } from 'node:crypto';

/** The place of an operation in a distributed trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits, not all of them zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all of them zero. */
  readonly spanId: string;
  /** Those that are defined: `SAMPLED`, `RANDOM_TRACE_ID`. */
  readonly flags: number;
}

/** Whoever called records what it does. */
export const SAMPLED = 0x01;
/** At least the right half of the trace id is random. */
export const RANDOM_TRACE_ID = 0x02;

/** Version, trace id, parent id and flags, and what a later version has added. */
const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const OUR_VERSION = '00';
const NO_VERSION = 'ff';
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/**
 * Reads a `traceparent`, of a later version as far as this one knows it; null for none, and for one that is not as the
 * specification has it, which is to be treated as none.
 */
export function parseTraceparent(header: string | undefined): TraceContext | null {
  if (header === undefined) return null;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || version === NO_VERSION || traceId === NO_TRACE || spanId === NO_SPAN)
    return null;
  if (version === OUR_VERSION && more !== undefined) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & (SAMPLED | RANDOM_TRACE_ID) };
}

/** The value of `traceparent`, or of `traceresponse`, which has the same form. */
export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `${OUR_VERSION}-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** The root of a new trace. */
export function newTrace(flags: number): TraceContext {
  return { traceId: randomId(TRACE_ID_BYTES), spanId: newSpanId(), flags: flags | RANDOM_TRACE_ID };
}

export function newSpanId(): string {
  return randomId(SPAN_ID_BYTES);
}

/** All zero stands for no id. */
function randomId(bytes: number): string {
  const id = randomBytes(bytes);
  if (id.every(byte => byte === 0)) id[bytes - 1] = 1;
  return id.toString('hex');
}
