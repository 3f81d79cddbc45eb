import type { NumberWords } from './plain-file';

/** Numbers that every reader takes for the same. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** Below it not all digits are kept, and readers differ. */
const SMALLEST = 1e-300;
const NO_DIGIT_BUT_ZERO = /^-?[0.]+(?:e|$)/i;
/** What could be a number to one reader and none to another. */
const LIKE_A_NUMBER = /^[+-]?(?:[\d.]|inf|nan)/;
const ASCII = /^[\x20-\x7e]*$/;

/**
 * The number that a cell which is not empty stands for, as `numberFromText` has it: NaN for a missing one, Infinity for
 * one that is not finite.
 *
 * @returns undefined for what is no number, and for what the database may read otherwise
 */
export function writtenNumber(cell: string, { texts }: NumberWords): number | undefined {
  if (!ASCII.test(cell)) return undefined;
  const text = cell.replace(/^ +/, '').replace(/ +$/, '');
  if (NUMBER.test(text)) {
    const number = Number(text);
    const isKept = Number.isFinite(number) && (Math.abs(number) >= SMALLEST || NO_DIGIT_BUT_ZERO.test(text));
    return isKept ? number : undefined;
  }
  if (texts === null) return text === '' ? NaN : undefined;
  const word = text.toLowerCase();
  if (word === 'true') return 1;
  if (word === 'false') return 0;
  if (word === 'nan') return Infinity;
  if (LIKE_A_NUMBER.test(word)) return undefined;
  return word === '' || texts.includes(word) ? NaN : undefined;
}
