import type { ColumnProfile, SeparatorProfile } from '@reckit/data';

/** What a column may be to a model. */
export type ColumnRole =
  | {
      readonly kind: 'numeric';
      /** Words among its numbers that mean that there is none. */ readonly words: readonly string[];
    }
  | { readonly kind: 'categorical' }
  | { readonly kind: 'sequence'; /** Null for lists that need none. */ readonly separator: string | null }
  | { readonly kind: 'none'; readonly reason: string };

/** Of fewer rows it cannot be told whether values come again. */
const ENOUGH_ROWS = 20;
const NEARLY_ALL = 0.9;
const HARDLY_ANY = 0.001;
/** Nobody chooses among values of so many characters. */
const FREE_TEXT_LENGTH = 60;
/** Seconds since 1970 in this century, and milliseconds. */
const EPOCH = { least: 9e8, most: 1e14 };
const NAME_OF_ID = /(^|_)(id|ids|uid|uuid|code|sku|zip|zipcode|postcode)$|[a-z](Id|ID|Code)$/;
const NAME_OF_TIME = /(^|_)(time|timestamp|ts|date|datetime|dt|day)(_|$)|[a-z](Time|Timestamp|Date)$|_at$/i;

/** Tells by its cells, and by its name where these leave it open, what a column may be. */
export function roleOf(profile: ColumnProfile): ColumnRole {
  const { present, rows, nested, isConstant, lists, booleans, numbers, dates, name, meanLength } = profile;
  if (present === 0) return none('no row has a value');
  if (nested > 0) return none('values within values; make columns of them');
  if (isConstant) return none(present === rows ? 'one and the same value in all rows' : 'one value only');
  if (present < HARDLY_ANY * rows) return none('hardly any row has a value');
  if (lists >= NEARLY_ALL * present) return { kind: 'sequence', separator: null };
  if (booleans === present) return { kind: 'numeric', words: [] };
  if (numbers === present) return roleOfNumbers(profile);
  if (dates >= NEARLY_ALL * present) return none(TIME);
  if (numbers >= NEARLY_ALL * present && !NAME_OF_ID.test(name) && profile.words.length <= MOST_WORDS) {
    return { kind: 'numeric', words: profile.words };
  }
  const separator = profile.separators.find(found => isList(found, profile));
  if (separator !== undefined) return { kind: 'sequence', separator: separator.separator };
  if (isNearlyUnique(profile)) return none(UNIQUE);
  if (meanLength > FREE_TEXT_LENGTH) return none('free text');
  return { kind: 'categorical' };
}

/** More would be texts with some numbers among them. */
const MOST_WORDS = 5;
const TIME = 'a time; give it to --time-col where rows have an order';
const UNIQUE = 'nearly every row has a value of its own, as an id of the row has';

function none(reason: string): ColumnRole {
  return { kind: 'none', reason };
}

function roleOfNumbers(profile: ColumnProfile): ColumnRole {
  const { integers, present, zeroPadded, name, range } = profile;
  const isInteger = integers === present;
  if (isInteger && (zeroPadded > 0 || NAME_OF_ID.test(name))) {
    return isNearlyUnique(profile) ? none(UNIQUE) : { kind: 'categorical' };
  }
  if (isInteger && NAME_OF_TIME.test(name) && range && range.min >= EPOCH.least && range.max <= EPOCH.most) {
    return none(TIME);
  }
  if (isInteger && countsRows(profile)) return none('it counts the rows');
  return { kind: 'numeric', words: [] };
}

/** Numbers without a gap, each once. */
function countsRows({ present, rows, distinct, range }: ColumnProfile): boolean {
  if (range === null || present < rows || rows < ENOUGH_ROWS) return false;
  return distinct >= NEARLY_ALL * rows && range.max - range.min === rows - 1;
}

function isNearlyUnique({ present, distinct }: ColumnProfile): boolean {
  return present >= ENOUGH_ROWS && distinct >= NEARLY_ALL * present;
}

/** Items that come again and are short, in most cells more than one; words of a text are no items. */
function isList(
  { separator, cells, items, distinctItems, meanItemLength, idLike }: SeparatorProfile,
  { present }: ColumnProfile,
): boolean {
  if (cells < present / 2 || meanItemLength > FREE_TEXT_LENGTH / 2) return false;
  const repeats = items / Math.max(1, distinctItems);
  if (separator === '|' || separator === ';') return repeats >= 1.2;
  return repeats >= 1.2 && idLike >= NEARLY_ALL * items;
}
