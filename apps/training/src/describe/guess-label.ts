import { suggestRule, type ColumnProfile } from '@reckit/data';

/** A column to learn, and the rule that makes a yes or no of its values; null where it holds 0 and 1. */
export interface GuessedLabel {
  readonly column: string;
  readonly positive: unknown;
}

/** What people call what they want to learn, likeliest first. */
const NAMES = [
  'label',
  'target',
  'y',
  'clicked',
  'click',
  'is_click',
  'is_clicked',
  'converted',
  'conversion',
  'purchased',
  'purchase',
  'bought',
  'buy',
  'liked',
  'like',
  'rating',
  'score',
];
/** What is known of a row only afterwards, too, and would tell the label. */
const OUTCOMES = ['watch_time', 'gmv', 'dwell_time', 'play_time', 'order_value', 'order_amount', 'revenue'];

/** The column that a training most likely is to learn; null where none looks like it. */
export function guessLabel(profiles: readonly ColumnProfile[]): GuessedLabel | null {
  const named = NAMES.flatMap(name => profiles.filter(profile => normal(profile.name) === name));
  const found = named.find(canBeLearnt) ?? profiles.findLast(profile => isZeroOrOne(profile));
  return found === undefined ? null : labelOf(found);
}

/** The label in a column that somebody has named. */
export function labelOf(profile: ColumnProfile): GuessedLabel {
  if (isZeroOrOne(profile)) return { column: profile.name, positive: null };
  const rule = suggestRule(profile.frequent.map(text => ({ text, rows: 0 })));
  return { column: profile.name, positive: JSON.parse(rule) };
}

/** Whether a column looks like something that is known of a row only afterwards. */
export function isOutcome({ name }: ColumnProfile): boolean {
  return OUTCOMES.includes(normal(name)) || NAMES.slice(0, NAMES.indexOf('rating')).includes(normal(name));
}

function canBeLearnt({ present, rows, isConstant, distinct, numbers }: ColumnProfile): boolean {
  return present === rows && !isConstant && (distinct === 2 || numbers === present);
}

function isZeroOrOne({ rows, present, distinct, frequent, booleans }: ColumnProfile): boolean {
  if (distinct !== 2 || present !== rows) return false;
  return booleans === present || frequent.map(Number).sort().join() === '0,1';
}

function normal(name: string): string {
  return name.trim().toLowerCase();
}
