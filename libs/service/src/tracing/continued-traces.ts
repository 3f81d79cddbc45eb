import { formatTraceparent, newSpanId, parseTraceparent, SAMPLED } from './trace-context';
import { fieldOf, type Tracing } from './tracing';

/** Keeps to the traces that clients have begun, and records nothing: what their ids cost is all that is paid. */
export const CONTINUED_TRACES: Tracing = {
  begin(fields) {
    const caller = parseTraceparent(fieldOf(fields, 'traceparent'));
    if (!caller) return null;
    const { traceId, flags } = caller;
    return {
      traceId,
      response: formatTraceparent({ traceId, spanId: newSpanId(), flags: flags & ~SAMPLED }),
      route: ignore,
      note: ignore,
      part: ignore,
      end: ignore,
    };
  },
  close: () => Promise.resolve(),
};

function ignore(): void {
  // Nobody collects what is told.
}
