import * as z from 'zod';

const OPERATORS = ['>=', '>', '<=', '<', '=', '!='] as const;

/** Which values of a label are positive, the others being negative. */
export type PositiveRule =
  | {
      readonly kind: 'compare';
      readonly operator: (typeof OPERATORS)[number];
      /** Compared with the number in the data as float64. */
      readonly value: number;
    }
  /** Compared as values of a category are: 1, 1.0 and "1" are the same, and so are true and "True". */
  | { readonly kind: 'values'; readonly values: readonly (string | number | boolean)[] };

/** The column of a label, and the rule that makes 0 and 1 of its values; without one it holds these. */
export interface Label {
  readonly column: string;
  readonly positive?: PositiveRule;
}

const labelForms = z.union([
  z.string().min(1),
  z.strictObject({ column: z.string().min(1), positive: z.unknown().optional() }),
]);
const value = z.union([z.string().trim().min(1), z.number(), z.boolean()]);
const valuesForms = z.union([value, z.array(value).min(1)]);

/** A label as users write it: the name of its column, or an object with its rule. */
export const labelSchema = z.unknown().transform((given, context): Label => {
  const refuse = (message: string, path: string[] = []): never => {
    context.issues.push({ code: 'custom', input: given, message, path });
    return z.NEVER;
  };
  const label = labelForms.safeParse(given).data;
  if (label === undefined) {
    return refuse('expected the name of a column, or {"column": "rating", "positive": ">= 4"}');
  }
  if (typeof label === 'string') return { column: label };
  if (label.positive === undefined) return { column: label.column };
  const positive = ruleOf(label.positive);
  return typeof positive === 'string' ? refuse(positive, ['positive']) : { column: label.column, positive };
});

/** The rule that a user wrote, or what is wrong with it. */
function ruleOf(given: unknown): PositiveRule | string {
  const written = valuesForms.safeParse(given).data;
  if (written === undefined) {
    return 'expected a comparison such as ">= 4", or a list of values such as ["yes"]';
  }
  const values = Array.isArray(written) ? written : [written];
  const [first] = values;
  const comparison = typeof first === 'string' ? COMPARISON.exec(first) : null;
  if (comparison === null) return { kind: 'values', values };
  const operator = OPERATORS.find(known => known === comparison[1]);
  const bound = comparison[2].trim() === '' ? NaN : Number(comparison[2]);
  if (values.length > 1 || operator === undefined || !Number.isFinite(bound)) {
    return 'expected one comparison with a number, such as ">= 4"';
  }
  return { kind: 'compare', operator, value: bound };
}

/** What begins as a comparison is one. */
const COMPARISON = /^(>=|<=|==|!=|<>|>|<|=)(.*)$/s;

/** A rule as users write it. */
export function ruleAsWritten(rule: PositiveRule): string | readonly (string | number | boolean)[] {
  return rule.kind === 'compare' ? `${rule.operator} ${rule.value}` : rule.values;
}

/** A label as users write it. */
export function labelAsWritten({ column, positive }: Label): unknown {
  return positive === undefined ? column : { column, positive: ruleAsWritten(positive) };
}

/** A label in a few words: its column, and the rule if it has one. */
export function describeLabel({ column, positive }: Label): string {
  if (positive === undefined) return column;
  const written = ruleAsWritten(positive);
  return typeof written === 'string' ? `${column} ${written}` : `${column} in ${JSON.stringify(written)}`;
}
