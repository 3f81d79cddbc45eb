import {
  CannotSplit,
  columnsOfSplit,
  readColumns,
  splitTable,
  type Columns,
  type ColumnsRequest,
  type FileOptions,
  type SplitRule,
} from '@reckit/data';
import type { Label } from '@reckit/features';
import type { SplitPlan } from './split-plan';

/** Some rows of a table, by their numbers. */
export interface PartOfTable {
  readonly table: Columns;
  readonly rows: Uint32Array;
}

/** What is trained on and what is validated on. */
export interface SplitColumns {
  readonly train: PartOfTable;
  /** Of the same table or, with data of their own, of another; without rows where nothing is held out. */
  readonly validation: PartOfTable;
}

/** The rows that a model is measured on: those held out, or where none are, those that it has learnt from. */
export function measuredPart({ train, validation }: SplitColumns): PartOfTable {
  return validation.rows.length > 0 ? validation : train;
}

/** The tables that were read. */
export function tablesOf({ train, validation }: SplitColumns): readonly Columns[] {
  return train.table === validation.table ? [train.table] : [train.table, validation.table];
}

/** Data of their own to validate on, for those who look at them; nothing where they are a part of the same table. */
export function heldApart(
  { validation }: SplitColumns,
  plan: SplitPlan,
): { readonly held?: { readonly shown: string; readonly read: Columns } } {
  if (plan.rule !== 'file') return {};
  return { held: { shown: plan.data.shown, read: validation.table } };
}

/** A table to be read: where it is, and how it is read and called. */
export interface TableToRead {
  readonly path: string;
  readonly options: FileOptions;
}

/** A label whose values have their shares in both parts, where rows are drawn. */
export interface Strata {
  /** The name of the target. */
  readonly target: string;
  readonly label: Label;
}

/**
 * Reads a table and parts it.
 *
 * @param strata - null draws any rows
 * @param warn - takes what the user should know of the parts
 * @throws DataError
 */
export async function readSplit(
  file: TableToRead,
  request: RequestedOfTable,
  plan: SplitPlan,
  strata: Strata | null,
  warn: (text: string) => void = () => undefined,
): Promise<SplitColumns> {
  const parts = await (plan.rule === 'file'
    ? readBoth(file, request, plan.data)
    : readAndPart(file, request, plan, strata));
  checkSplit(shownName(file), request, plan, parts, warn);
  return parts;
}

/** What a split is checked by, of all rows. */
export type CheckedSplit = Readonly<
  Record<
    'train' | 'validation',
    { readonly table: Pick<Columns, 'targets' | 'weights'>; readonly rows: Uint32Array }
  >
>;

/**
 * Looks whether both parts can be used.
 *
 * @throws CannotSplit
 */
export function checkSplit(
  shown: string,
  request: Pick<RequestedOfTable, 'targets'>,
  { rule }: SplitPlan,
  parts: CheckedSplit,
  warn: (text: string) => void,
): void {
  checkWeights(shown, parts);
  if (rule !== 'random') checkClasses(shown, request, parts, warn);
}

/** What a loader asks for of a table, whatever the split needs beside it. */
export type RequestedOfTable = Pick<ColumnsRequest, 'features' | 'targets' | 'groups' | 'weights' | 'spill'>;

/** What messages call a table. */
export function shownName({ path, options: { shownAs } }: TableToRead): string {
  return shownAs ?? path;
}

async function readAndPart(
  file: TableToRead,
  request: RequestedOfTable,
  rule: SplitRule,
  strata: Strata | null,
): Promise<SplitColumns> {
  const table = await readColumns(file.path, { ...request, ...columnsOfSplit(rule), ...file.options });
  const labels = strata === null ? null : (table.targets.get(strata.target) ?? null);
  const { train, validation } = splitTable(rule, shownName(file), table, labels);
  return { train: { table, rows: train }, validation: { table, rows: validation } };
}

async function readBoth(
  file: TableToRead,
  request: RequestedOfTable,
  held: TableToRead,
): Promise<SplitColumns> {
  const train = await readColumns(file.path, { ...request, ...file.options });
  const validation = await readColumns(held.path, { ...request, ...held.options });
  return { train: allOf(train), validation: allOf(validation) };
}

function allOf(table: Columns): PartOfTable {
  return { table, rows: Uint32Array.from({ length: table.rowCount }, (_, row) => row) };
}

/** A part that weighs nothing teaches nothing, and cannot be measured. */
function checkWeights(shown: string, { train, validation }: CheckedSplit): void {
  for (const [{ table, rows }, what] of [
    [train, 'to train on'],
    [validation, 'to validate on'],
  ] as const) {
    for (const [column, weights] of table.weights) {
      if (rows.length === 0 || rows.some(row => weights[row] > 0)) continue;
      throw new CannotSplit(
        shown,
        `column ${column}: every row ${what} has the weight 0. Give some of them a weight, or hold out others.`,
      );
    }
  }
}

/** Of what is drawn by its label both classes are everywhere; any other split may part them. */
function checkClasses(
  shown: string,
  { targets }: Pick<RequestedOfTable, 'targets'>,
  { train, validation }: CheckedSplit,
  warn: (text: string) => void,
): void {
  for (const target of targets) {
    if (typeof target === 'string' || target.kind !== 'label') continue;
    const { name, column } = target;
    const only = onlyLabel(train, name);
    if (only !== null) {
      throw new CannotSplit(
        shown,
        `column ${column}: every row to train on has the label ${only}, so there is nothing to learn. Hold out less, or by another rule.`,
      );
    }
    const measured = onlyLabel(validation, name);
    if (measured !== null) {
      warn(
        `Every row to validate on has the label ${measured} in the column "${column}": how well it is told from the other cannot be measured.`,
      );
    }
  }
}

/** The label that all rows of a part have; null if they have both, or there are no rows. */
function onlyLabel({ table, rows }: CheckedSplit['train'], target: string): number | null {
  const labels = table.targets.get(target);
  if (labels === undefined || rows.length === 0) return null;
  const first = labels[rows[0]];
  return rows.every(row => labels[row] === first) ? first : null;
}
