import type * as z from 'zod';
import { cut, oneLine } from './one-line';
import { quoted } from './quoted';

type Issue = z.core.$ZodIssue;

/** How many of several choices are named. */
const SHOWN_CHOICES = 8;
const LONGEST_KEY = 60;

/**
 * What a schema found wrong first, in our words: where, what was expected, and what is there. A schema's own message
 * that begins with "expected" says what was.
 *
 * @example describeIssue(error, input) // 'checks.rows: expected a list that is not empty, got an empty list'
 * @param input - what was checked; what is there is looked up in it
 * @param place - where the input stands, if it is part of something
 */
export function describeIssue(error: z.core.$ZodError, input: unknown, place?: string): string {
  const issue = plainest(error.issues[0]);
  const parts = issue.path.map(part => cut(String(part), LONGEST_KEY));
  const where = oneLine([...(place === undefined ? [] : [place]), ...parts].join('.') || 'top level');
  if (issue.code === 'unrecognized_keys') {
    return `${where}: ${issue.keys.map(key => quoted(key)).join(', ')} is not known here`;
  }
  // The library's own messages begin with a capital letter.
  const expected = issue.message.startsWith('expected ') ? issue.message : `expected ${expectation(issue)}`;
  return `${where}: ${expected}, got ${describeFound(valueAt(input, issue.path))}`;
}

/** Of the failed choices of a union the one that comes nearest: whose fault lies deepest. */
function plainest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = issue.errors.flat();
  const deepest = inner.reduce((best, next) => (next.path.length > best.path.length ? next : best));
  if (deepest.path.length === 0) return issue;
  return plainest({ ...deepest, path: [...issue.path, ...deepest.path] });
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `a value of the type ${issue.expected}`;
    case 'invalid_value':
      return choices(issue.values.map(value => (typeof value === 'string' ? quoted(value) : String(value))));
    case 'too_small':
      return bounded(issue.origin, 'at least', issue.minimum, issue.inclusive === false);
    case 'too_big':
      return bounded(issue.origin, 'at most', issue.maximum, issue.inclusive === false);
    case 'invalid_format':
      return issue.format === 'regex' && issue.pattern !== undefined
        ? `a text that matches ${issue.pattern}`
        : `a text of the form ${issue.format}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? choices(issue.options.map(option => quoted(String(option))))
        : [...new Set(issue.errors.flat().map(expectation))].join(' or ');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'other keys';
    default:
      return 'another value';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function bounded(origin: string, side: string, limit: number | bigint, isExclusive: boolean): string {
  switch (origin) {
    case 'array':
      return side === 'at least' && limit === 1
        ? 'a list that is not empty'
        : `a list of ${side} ${limit} entries`;
    case 'string':
      return side === 'at least' && limit === 1
        ? 'a text that is not empty'
        : `a text of ${side} ${limit} characters`;
    case 'int':
      return `a whole number of ${side} ${limit}`;
    default:
      return isExclusive
        ? `a number ${side === 'at least' ? 'above' : 'below'} ${limit}`
        : `a number of ${side} ${limit}`;
  }
}

function choices(names: readonly string[]): string {
  const more = names.length > SHOWN_CHOICES ? ', …' : '';
  return `${names.slice(0, SHOWN_CHOICES).join(' or ')}${more}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    input,
  );
}

function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : quoted(value);
    case 'object':
      return 'an object';
    default:
      return String(value);
  }
}
