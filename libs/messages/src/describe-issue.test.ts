import * as z from 'zod';
import { describeIssue } from './describe-issue';

const schema = z.strictObject({
  columns: z.array(z.string().min(1)).min(1).optional(),
  count: z.number().int().optional(),
  share: z.number().positive().max(1).optional(),
  limit: z.int().max(5).optional(),
  kind: z.enum(['mean', 'sum']).optional(),
  format: z.literal(1).optional(),
  fallback: z.union([z.number(), z.literal('missing')]).optional(),
  scaler: z.record(z.string(), z.object({ mean: z.number() })).optional(),
  digest: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .optional(),
  size: z.int('expected a whole number from 1 to 5').max(5, 'expected a whole number from 1 to 5').optional(),
  task: z
    .discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })])
    .optional(),
});

test.each<[unknown, string | RegExp]>([
  [[], 'top level: expected an object, got an empty list'],
  [{ columns: [] }, 'columns: expected a list that is not empty, got an empty list'],
  [{ columns: ['a', ''] }, 'columns.1: expected a text that is not empty, got an empty text'],
  [{ columns: 'a' }, 'columns: expected a list, got "a"'],
  [{ count: 1.5 }, 'count: expected a whole number, got 1.5'],
  [{ count: null }, 'count: expected a number, got null'],
  [{ size: 7 }, 'size: expected a whole number from 1 to 5, got 7'],
  [{ share: 0 }, 'share: expected a number above 0, got 0'],
  [{ share: 2 }, 'share: expected a number of at most 1, got 2'],
  [{ share: NaN }, 'share: expected a number, got NaN'],
  [{ kind: 'max' }, 'kind: expected "mean" or "sum", got "max"'],
  [{ format: 2 }, 'format: expected 1, got 2'],
  [{ fallback: [] }, 'fallback: expected a number or "missing", got an empty list'],
  [{ scaler: { age: { mean: [1] } } }, 'scaler.age.mean: expected a number, got a list'],
  [{ digest: 'xyz' }, 'digest: expected a text that matches /^[0-9a-f]+$/, got "xyz"'],
  [{ task: { kind: 'c' } }, 'task.kind: expected "a" or "b", got "c"'],
  [{ other: 1 }, 'top level: "other" is not known here'],
  [
    { kind: 'a\nb'.repeat(40) },
    /^kind: expected "mean" or "sum", got "a\\nb[^\n]{50,150}…"$/ as unknown as string,
  ],
])('%j', (input, message) => {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error('The schema took it.');
  const described = describeIssue(error, input);
  if (typeof message === 'string') expect(described).toBe(message);
  else expect(described).toMatch(message);
});

test('the place of the input comes first', () => {
  const { error } = schema.safeParse({ count: 0.5 });
  expect(error && describeIssue(error, { count: 0.5 }, 'features.3')).toBe(
    'features.3.count: expected a whole number, got 0.5',
  );
});
