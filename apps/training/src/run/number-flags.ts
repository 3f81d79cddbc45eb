import { InvalidArgumentError } from 'commander';

/** Reads a flag that is a whole number, 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('Give a whole number, 0 or more.');
  }
  return Number(text);
}

/** Reads a flag that is a whole number, 1 or more. */
export function positiveWholeNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return value;
}

/** Reads a flag that is a list of whole numbers, such as `128,64,32`. */
export function positiveWholeNumbers(text: string): readonly number[] {
  return text.split(',').map(part => positiveWholeNumber(part.trim()));
}

/** Reads a flag that is a number, 0 or more. */
export function nonNegativeNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give a number, 0 or more.');
  return value;
}

/** Reads a flag that is a number above 0. */
export function positiveNumber(text: string): number {
  const value = nonNegativeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

/** Reads a flag that is a share, from 0 to below 1. */
export function shareBelowOne(text: string): number {
  const value = nonNegativeNumber(text);
  if (value >= 1) throw new InvalidArgumentError('Give a number from 0 to below 1.');
  return value;
}

/** Reads a flag that is a number. */
export function anyNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}
