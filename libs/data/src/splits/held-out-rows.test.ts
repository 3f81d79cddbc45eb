import { createRandom } from '../random';
import { fingerprint } from '../fingerprint';
import { readColumns } from '../read-columns';
import { temporaryFiles } from '../testing/temporary-files';
import { heldOutRows, recordHeldOut, type HeldOutRecord } from './held-out-rows';
import { columnsOfSplit, splitAmong, splitTable, type SplitRule } from './split-rule';

const files = temporaryFiles();
const RULES: readonly SplitRule[] = [
  { rule: 'random', share: 0.25, seed: 3 },
  { rule: 'time', share: 0.25, column: 'day' },
  { rule: 'group', share: 0.25, seed: 3, column: 'user' },
  { rule: 'time', share: 0.25 },
  { rule: 'last', share: 0.25, seed: 3, user: 'user', time: 'day' },
  { rule: 'last', share: 0.05, seed: 3, user: 'user' },
  { rule: 'last', share: 0.25, seed: 3 },
  { rule: 'none' },
];
const LABEL = { column: 'rating', positive: { kind: 'compare', operator: '>=', value: 4 } } as const;

function rowsOf(seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: 300 }, (_, row) =>
    [
      `u${random.integer(0, 30)}`,
      `2026-11-${String(random.integer(10, 28))}`,
      random.integer(1, 5),
      row,
    ].join(),
  );
  return ['user,day,rating,row', ...lines].join('\n');
}

/** What a training with this rule held out, and its record as a manifest has it. */
async function held(path: string, rule: SplitRule, where?: string) {
  const table = await readColumns(path, {
    features: [],
    targets: [{ kind: 'label', name: 'label', ...LABEL }],
    ...columnsOfSplit(rule),
    ...(where !== undefined && { where }),
  });
  const { validation } = splitTable(rule, path, table, table.targets.get('label') ?? null);
  const data = { path, ...(await fingerprint(path)), ...(where !== undefined && { where }) };
  const record: HeldOutRecord = JSON.parse(
    JSON.stringify(recordHeldOut(rule, data, validation, { stratifiedBy: LABEL })),
  );
  return { validation, record };
}

describe.each(RULES)('of %j', rule => {
  test.each([undefined, 'row < 200'])('the rows are found again, where %s', async where => {
    const path = await files.write(`${rule.rule}.csv`, rowsOf(1));
    const { validation, record } = await held(path, rule, where);
    const moved = await files.write(`elsewhere-${rule.rule}.csv`, rowsOf(1));
    const again = await heldOutRows(record, moved);
    expect(again.rows).toEqual(validation.slice().sort());
    expect(again.rows.length > 0).toBe(rule.rule !== 'none');
    expect(again.reading).toEqual(where === undefined ? {} : { where });
  });
});

test.each(RULES)('among positive rows, those of %j are found again', async rule => {
  const path = await files.write('among.csv', rowsOf(4));
  const table = await readColumns(path, {
    features: [],
    targets: [{ kind: 'label', name: 'label', ...LABEL }],
    ...columnsOfSplit(rule),
  });
  const labels = table.targets.get('label') ?? new Float32Array();
  const positives = Uint32Array.from(labels.keys()).filter(row => labels[row] === 1);
  const { train, validation } = splitAmong(rule, path, table, positives);
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...positives]);
  const record = recordHeldOut(rule, { path, ...(await fingerprint(path)) }, validation, { among: LABEL });
  expect((await heldOutRows(record, path)).rows).toEqual(validation.slice().sort());
});

test('of data of their own all rows are held out', async () => {
  const path = await files.write('valid.csv', rowsOf(2));
  const rows = Uint32Array.from({ length: 300 }, (_, row) => row);
  const data = { path, ...(await fingerprint(path)), format: 'csv', encoding: 'gbk' };
  const again = await heldOutRows(recordHeldOut({ rule: 'file' }, data, rows), path);
  expect(again).toEqual({ rows, reading: { format: 'csv', encoding: 'gbk' } });
});

test('other data, and a rule that gives other rows, are refused', async () => {
  const path = await files.write('data.csv', rowsOf(1));
  const { record } = await held(path, RULES[0]);
  const other = await files.write('other.csv', rowsOf(2));
  await expect(heldOutRows(record, other, 'OTHER')).rejects.toThrow(
    /^OTHER: other data than were trained on: the fingerprint is [0-9a-f]{12}, and was [0-9a-f]{12}\. Give .*data\.csv as it was\.$/,
  );
  await expect(heldOutRows({ ...record, rows_sha256: '0'.repeat(64) }, path, 'DATA')).rejects.toThrow(
    /^DATA: the rule gives other rows than were held out: \d+ of them, and there were \d+\. /,
  );
});
