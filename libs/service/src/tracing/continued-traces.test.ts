import type { Fields } from '../access/credentials';
import { CONTINUED_TRACES } from './continued-traces';
import { parseTraceparent } from './trace-context';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

function begin(fields: Fields): ReturnType<typeof CONTINUED_TRACES.begin> {
  return CONTINUED_TRACES.begin(fields, () => {
    throw new Error('Nothing is recorded.');
  });
}

test('the trace of the client goes on, with an operation of its own that nobody records', () => {
  const trace = begin({ traceparent: `00-${TRACE_ID}-${CALLER}-03` });
  expect(trace?.traceId).toBe(TRACE_ID);
  const answered = parseTraceparent(trace?.response);
  expect(answered).toEqual({ traceId: TRACE_ID, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), flags: 2 });
  expect(answered?.spanId).not.toBe(CALLER);
});

test.each([
  {},
  { tracestate: 'a=b' },
  { traceparent: 'ff-0-0-0' },
  { traceparent: [`00-${TRACE_ID}-${CALLER}-01`, `00-${TRACE_ID}-${CALLER}-01`] },
])('%j begins no trace', fields => {
  expect(begin(fields)).toBeNull();
});
