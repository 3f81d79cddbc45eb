import * as fc from 'fast-check';
import {
  formatTraceparent,
  newSpanId,
  newTrace,
  parseTraceparent,
  RANDOM_TRACE_ID,
  SAMPLED,
} from './trace-context';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

test.each([
  [`00-${TRACE_ID}-${SPAN_ID}-01`, SAMPLED],
  [`00-${TRACE_ID}-${SPAN_ID}-00`, 0],
  [`00-${TRACE_ID}-${SPAN_ID}-03`, SAMPLED | RANDOM_TRACE_ID],
  // Flags that are not defined are dropped.
  [`00-${TRACE_ID}-${SPAN_ID}-fd`, SAMPLED],
  // A later version may have more.
  [`01-${TRACE_ID}-${SPAN_ID}-01`, SAMPLED],
  [`cc-${TRACE_ID}-${SPAN_ID}-01-what-the-future-will-be-like`, SAMPLED],
  [`fe-${TRACE_ID}-${SPAN_ID}-00-`, 0],
])('%s is read', (header, flags) => {
  expect(parseTraceparent(header)).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, flags });
});

test.each([
  ['nothing', undefined],
  ['an empty one', ''],
  ['a version that is forbidden', `ff-${TRACE_ID}-${SPAN_ID}-01`],
  ['a version that is no number', `0g-${TRACE_ID}-${SPAN_ID}-01`],
  ['no version', `${TRACE_ID}-${SPAN_ID}-01`],
  ['more than version 00 has', `00-${TRACE_ID}-${SPAN_ID}-01-more`],
  ['a dash too many', `00-${TRACE_ID}-${SPAN_ID}-01-`],
  ['a later version with more, and no dash', `cc-${TRACE_ID}-${SPAN_ID}-01.more`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
  ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
  ['capital letters', `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`],
  ['a short trace id', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
  ['a long trace id', `00-${TRACE_ID}0-${SPAN_ID}-01`],
  ['a short parent id', `00-${TRACE_ID}-${SPAN_ID.slice(1)}-01`],
  ['flags that are no number', `00-${TRACE_ID}-${SPAN_ID}-xx`],
  ['short flags', `00-${TRACE_ID}-${SPAN_ID}-1`],
  ['no flags', `00-${TRACE_ID}-${SPAN_ID}`],
  ['other separators', `00_${TRACE_ID}_${SPAN_ID}_01`],
  // As node:http joins header fields of the same name.
  ['two of them', `00-${TRACE_ID}-${SPAN_ID}-01, 00-${TRACE_ID}-${SPAN_ID}-01`],
  ['a line break', `00-${TRACE_ID}-${SPAN_ID}-01\n`],
])('%s counts as none', (_what, header) => {
  expect(parseTraceparent(header)).toBeNull();
});

test('what is written is read back', () => {
  expect(formatTraceparent({ traceId: TRACE_ID, spanId: SPAN_ID, flags: SAMPLED })).toBe(
    `00-${TRACE_ID}-${SPAN_ID}-01`,
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), flags => {
      const root = newTrace(flags);
      expect(root.flags).toBe(flags | RANDOM_TRACE_ID);
      expect(parseTraceparent(formatTraceparent(root))).toEqual(root);
    }),
  );
});

test('whatever comes is a context or none', () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefABg-'), minLength: length, maxLength: length });
  const header = fc.tuple(digits(2), digits(32), digits(16), digits(2), fc.constantFrom('', '-', '-x', 'x'));
  fc.assert(
    fc.property(header, ([version, traceId, spanId, flags, more]) => {
      const context = parseTraceparent(`${version}-${traceId}-${spanId}-${flags}${more}`);
      if (context === null) return;
      expect([context.traceId, context.spanId]).toEqual([traceId, spanId]);
      expect(context.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    }),
  );
});

test('ids are made anew each time', () => {
  const ids = new Set(Array.from({ length: 100 }, newSpanId));
  expect(ids.size).toBe(100);
});
