import type { PositiveRule } from '@reckit/features';

/** A column to learn: complete in every row. A name alone asks for finite numbers. */
export type TargetRequest = string | LabelRequest | AmountRequest;

/** A column to learn as a yes or no. */
export interface LabelRequest {
  readonly kind: 'label';
  /** What the target is called; a column may be several targets. */
  readonly name: string;
  readonly column: string;
  /** Makes 0 and 1 of the values; without it they must be 0 and 1, or false and true. */
  readonly positive?: PositiveRule;
  /** Whether it will do that all rows are positive. @default false */
  readonly allPositive?: boolean;
  /** The file that may hold the rule, for messages. @default 'the feature file' */
  readonly declaredIn?: string;
}

/** A column of numbers of which none may be negative. */
export interface AmountRequest {
  readonly kind: 'amount';
  readonly name: string;
  readonly column: string;
}

/** The name of a target, and the column that it is read from. */
export function targetNames(target: TargetRequest): { readonly name: string; readonly column: string } {
  return typeof target === 'string' ? { name: target, column: target } : target;
}

/** Whether the cells of a target are read as values of a category. */
export function isReadAsCategory(target: TargetRequest): boolean {
  return typeof target !== 'string' && target.kind === 'label' && target.positive?.kind === 'values';
}
