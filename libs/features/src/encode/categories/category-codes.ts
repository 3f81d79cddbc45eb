import { describeValue } from '../../describe-value';
import type { CategoryTable } from '../../spec/feature-spec';

const SHOWN_CATEGORIES = 3;

/** The codes of a foreign model's category table, by what clients send. */
export interface CategoryCodes {
  /** Undefined for a text that is no category of the table. */
  ofText(text: string): number | undefined;
  /** Undefined for a number that is neither a category nor a code. */
  ofNumber(value: number): number | undefined;
  /** Some of the categories, for messages. */
  readonly shown: string;
}

/**
 * A text is the name of a category. A number is a code where the categories are texts, whatever its value, since
 * XGBoost takes any. Where they are numbers themselves it is a category; if no category could be mistaken for a code,
 * codes are taken as well.
 */
export function categoryCodes(table: CategoryTable): CategoryCodes {
  const codes = codesByCategory(table);
  const shown = shownOf(table);
  if (typeof table[0] !== 'number')
    return { shown, ofText: text => codes.get(text), ofNumber: value => value };
  const isCode = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < table.length;
  const takesCodes = !table.some(isCode);
  return {
    shown,
    ofText: text => (text.trim() === '' ? undefined : codes.get(Number(text))),
    ofNumber: value => codes.get(value) ?? (takesCodes && isCode(value) ? value : undefined),
  };
}

/** What names two categories names none. */
function codesByCategory(table: CategoryTable): ReadonlyMap<string | number, number | undefined> {
  const codes = new Map<string | number, number | undefined>();
  table.forEach((category, code) => {
    for (const name of namesOf(category)) codes.set(name, codes.has(name) ? undefined : code);
  });
  return codes;
}

/** The names of a category; none for one whose name is not known. */
export function namesOf(category: CategoryTable[number]): readonly (string | number)[] {
  if (category === null) return [];
  return typeof category === 'object' ? category : [category];
}

function shownOf(table: CategoryTable): string {
  const first: string[] = [];
  for (const category of table) {
    const [name] = namesOf(category);
    if (name === undefined) continue;
    if (first.length === SHOWN_CATEGORIES) return `${first.join(', ')}, …`;
    first.push(describeValue(name));
  }
  return first.join(', ');
}
