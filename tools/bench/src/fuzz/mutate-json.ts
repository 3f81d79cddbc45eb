import type { Dice } from './dice';

const MAX_MUTATIONS = 3;

/** Values where others belong. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  5e-324,
  2 ** 53,
  2 ** 63,
  '',
  ' ',
  'abc',
  '1',
  '1e999',
  'NaN',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  '日本語',
  'x'.repeat(5_000),
  {},
  [],
  [[]],
  [null],
  { a: { b: { c: [1, 2, { d: null }] } } },
  { b64: 'AAEC' },
  { b64: '***' },
  [[1, 2], [3]],
  ['v1', 2],
];

/** Texts that JSON.stringify does not write; most are no JSON. */
const TOKENS: readonly string[] = [
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '-',
  '01',
  '1.',
  '.5',
  '1e',
  '0x10',
  '-0',
  'undefined',
  'tru',
  "'a'",
  '"\\u00"',
  '"\\ud800"',
  '"\\x41"',
  '"a\nb"',
  '1'.repeat(400),
  `0.${'3'.repeat(400)}`,
  '{"a":1,"a":2}',
  '[1,]',
  '{"a":1,}',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  '['.repeat(2_000),
  '{"a":'.repeat(300),
  '/* */ 1',
];

const KEYS: readonly string[] = [
  'data',
  'instances',
  'inputs',
  'outputs',
  'parameters',
  'features_list',
  'id',
  'name',
  'shape',
  'datatype',
  'signature_name',
  'version',
  'model',
  'binary_data_size',
  'binary_data_output',
  'binary_data',
  'feature_names',
  'item_ctr',
  'price',
  'history',
  '__proto__',
  'toString',
  '',
  'k'.repeat(2_000),
];

/** Stands in a text for a token, so that it can be put into what is written as JSON. */
const MARK = '\u0001token ';
const MARKED = new RegExp(`"\\\\u0001token (\\d+)"`, 'g');

/** JSON text of a value with some of its parts replaced, gone, more, or under other names. */
export function mutateJson(value: unknown, dice: Dice): string {
  let mutated = value;
  const count = dice.integer(1, MAX_MUTATIONS);
  for (let i = 0; i < count; i++) mutated = mutatePart(mutated, dice);
  return (JSON.stringify(mutated) ?? '').replace(MARKED, (_match, index: string) => TOKENS[Number(index)]);
}

/** Goes down to some part, and changes it there. */
function mutatePart(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.15)) return changed(value, dice);
  if (Array.isArray(value)) return mutateList(value, dice);
  return Object.fromEntries(mutateEntries(Object.entries(value), dice));
}

function mutateList(values: readonly unknown[], dice: Dice): readonly unknown[] {
  if (values.length === 0) return dice.chance(0.5) ? [otherValue(dice)] : values;
  const at = dice.integer(0, values.length - 1);
  const before = values.slice(0, at);
  const after = values.slice(at + 1);
  if (dice.chance(0.1)) return [...before, ...after];
  if (dice.chance(0.1)) return [...before, values[at], values[at], ...after];
  return [...before, mutatePart(values[at], dice), ...after];
}

function mutateEntries(
  entries: readonly (readonly [string, unknown])[],
  dice: Dice,
): readonly (readonly [string, unknown])[] {
  if (entries.length === 0 || dice.chance(0.15)) return [...entries, [dice.pick(KEYS), otherValue(dice)]];
  const at = dice.integer(0, entries.length - 1);
  const before = entries.slice(0, at);
  const after = entries.slice(at + 1);
  const [key, value] = entries[at];
  if (dice.chance(0.1)) return [...before, ...after];
  if (dice.chance(0.1)) return [...before, [dice.pick(KEYS), value], ...after];
  return [...before, [key, mutatePart(value, dice)], ...after];
}

function changed(value: unknown, dice: Dice): unknown {
  if (dice.chance(0.15)) return [value];
  if (typeof value === 'number' && dice.chance(0.3)) return -value * 10 ** dice.integer(0, 40);
  return otherValue(dice);
}

function otherValue(dice: Dice): unknown {
  return dice.chance(0.3) ? `${MARK}${dice.integer(0, TOKENS.length - 1)}` : dice.pick(VALUES);
}
