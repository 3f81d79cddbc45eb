import { describeValue } from '../../describe-value';

/** What was wanted in place of a value that can be no category, for messages. */
export function expectedCategory(value: unknown): string {
  return `expected a string or an integer (a string from 2^53 on), got ${describeValue(value)}`;
}
