/**
 * Reads the text of a cell as a category.
 *
 * @returns null if the cell is blank, undefined if it holds something else, such as a list
 */
export type CategoryReader = (cell: string) => string | null | undefined;

/** Text as it stands; NA and the like are values, for NA may be Namibia. */
export function categoryOfText(cell: string): string | null {
  return cell === '' ? null : cell;
}

/**
 * A number as the JSON number of a request is written, so that training and serving see the same value: 5, 5.0 and 5e0
 * are "5", -0 is "0". Whole numbers keep all their digits; NaN and the infinities are blank.
 */
export function categoryOfNumber(cell: string): string | null {
  const number = Number(cell);
  if (cell === '' || !Number.isFinite(number)) return null;
  return !Number.isSafeInteger(number) && /^-?\d+$/.test(cell) ? cell : String(number);
}

/** A value of JSON as it is written in the file. */
export function categoryOfJson(cell: string): string | null | undefined {
  switch (cell[0]) {
    case '"':
      return categoryOfText(String(JSON.parse(cell)));
    case '[':
    case '{':
      return undefined;
    case 't':
    case 'f':
      return cell;
    default:
      return categoryOfNumber(cell);
  }
}
