import { canonicalNumber, canonicalText, type PositiveRule } from '@reckit/features';

type Comparison = Extract<PositiveRule, { kind: 'compare' }>;

/** The test of a rule that compares numbers. */
export function comparisonOf({ operator, value }: Comparison): (number: number) => boolean {
  switch (operator) {
    case '>=':
      return number => number >= value;
    case '>':
      return number => number > value;
    case '<=':
      return number => number <= value;
    case '<':
      return number => number < value;
    case '=':
      return number => number === value;
    case '!=':
      return number => number !== value;
  }
}

/** A decimal number as programs write it; 007 is none, but a text. */
const NUMBER = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

/**
 * The text by which values of a label are compared: that of a category, and for any decimal that of the number, since a
 * rating is none of an id: 1.5 and "1.50" are the same.
 */
export function labelText(value: string | number | boolean): string {
  const text = canonicalText(String(value));
  return NUMBER.test(text) ? (canonicalNumber(text) ?? text) : text;
}
