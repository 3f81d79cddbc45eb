import { InvalidArgumentError } from 'commander';

/** Reads a flag that is a whole number, 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('Give a whole number, 0 or more.');
  }
  return Number(text);
}
