/** A value of a label, and in how many rows it stands. */
export interface LabelValue {
  readonly text: string;
  readonly rows: number;
}

/** Words for yes, in the order in which they are looked for. */
const POSITIVE_WORDS = [
  'yes',
  'y',
  'true',
  't',
  'positive',
  'pos',
  'click',
  'clicked',
  'buy',
  'on',
  '是',
  '1',
];

/** The share of the distinct numbers that a threshold leaves below: of the ratings 1 to 5, 4 and more are positive. */
const BELOW_THRESHOLD = 0.6;

/**
 * The rule that a user most likely means, as it is written in a file.
 *
 * @param values - the distinct values of the label; two numbers become a list, more of them a comparison
 */
export function suggestRule(values: readonly LabelValue[]): string {
  const numbers = values.map(({ text }) => Number(text)).sort((a, b) => a - b);
  if (values.length > 0 && numbers.every(Number.isFinite)) {
    return numbers.length === 2
      ? `[${numbers[1]}]`
      : `">= ${numbers[Math.min(numbers.length - 1, Math.floor(numbers.length * BELOW_THRESHOLD))]}"`;
  }
  const word = POSITIVE_WORDS.find(known => values.some(({ text }) => text.toLowerCase() === known));
  const meant = values.filter(({ text }) => text.toLowerCase() === word).map(({ text }) => text);
  // Positives are mostly the rarer ones.
  const rarest = [...values].sort((a, b) => a.rows - b.rows).slice(0, 1);
  return JSON.stringify(meant.length > 0 ? meant : rarest.map(({ text }) => text));
}
