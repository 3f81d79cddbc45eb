import { canonicalNumber, canonicalText, type MissingWords } from '@reckit/features';
import type { CellForm } from './cell-form';

/**
 * Reads the text of a cell as a category, in the canonical form by which serving knows it.
 *
 * @returns null if the cell is blank or says that there is no value, undefined if it holds something else, such as a
 *   list
 */
export type CategoryReader = (cell: string) => string | null | undefined;

/** What a cell holds: a text, a number by its digits, or a value of JSON as it is written in the file. */
export type CategorySpelling = 'text' | 'number' | 'json';

const READERS: Readonly<Record<CategorySpelling, CategoryReader>> = {
  text: canonicalText,
  number: canonicalNumber,
  json: canonicalJson,
};

/** The reader of cells for a feature with these missing words. */
export function categoryReader(spelling: CategorySpelling, missing: MissingWords): CategoryReader {
  const read = READERS[spelling];
  return cell => {
    const value = read(cell);
    return typeof value === 'string' && missing.hasText(value) ? null : value;
  };
}

/** How the cells of a column of one form are spelt, where they are no lists. */
export function spellingOf(form: CellForm): CategorySpelling {
  return form === 'json' || form === 'number' ? form : 'text';
}

function canonicalJson(cell: string): string | null | undefined {
  switch (cell[0]) {
    case '"':
      return canonicalText(String(JSON.parse(cell)));
    case '[':
    case '{':
      return undefined;
    case 't':
    case 'f':
      return cell;
    default:
      return canonicalNumber(cell);
  }
}
