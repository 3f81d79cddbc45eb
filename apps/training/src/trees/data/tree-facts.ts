import type { Columns } from '@reckit/data';
import type { SeenValues } from '@reckit/features';
import { countPositives } from '../../run/data/binary-labels';
import { seenValues } from '../../run/data/seen-values';
import { tablesOf, type SplitColumns } from '../../run/split/read-split';

/** What is told of the rows that were read: what JSON can write, for rows that several processes have read. */
export interface TreeFacts {
  readonly rowCount: number;
  /** Rows with label 1; null where labels are not 0 and 1. */
  readonly positives: number | null;
  readonly missingCount: number;
  /** Of the table that is trained on. */
  readonly table: {
    readonly rowCount: number;
    readonly missing: readonly (readonly [name: string, count: number])[];
    readonly seen: readonly (readonly [name: string, values: SeenValues])[];
  };
}

/** @param label - the target with labels 0 and 1; null where they are other numbers */
export function factsOf(split: SplitColumns, label: string | null): TreeFacts {
  const tables = tablesOf(split);
  const { table } = split.train;
  return {
    rowCount: sum(tables.map(({ rowCount }) => rowCount)),
    positives: label === null ? null : sum(tables.map(read => countPositives(labelsOf(read, label)))),
    missingCount: sum(tables.flatMap(({ missing }) => [...missing.values()])),
    table: { rowCount: table.rowCount, missing: [...table.missing], seen: [...seenValues(table)] },
  };
}

/** The facts of all rows, from those of parts of the tables. */
export function mergedFacts(parts: readonly TreeFacts[]): TreeFacts {
  const rowCount = sum(parts.map(({ table }) => table.rowCount));
  const names = parts.flatMap(({ table }) => table.missing.map(([name]) => name));
  const missing = [...new Set(names)].map(
    name => [name, sum(parts.map(({ table }) => new Map(table.missing).get(name) ?? 0))] as const,
  );
  return {
    rowCount: sum(parts.map(part => part.rowCount)),
    positives: parts.reduce<number | null>(
      (all, { positives }) => (all === null || positives === null ? null : all + positives),
      0,
    ),
    missingCount: sum(parts.map(({ missingCount }) => missingCount)),
    table: {
      rowCount,
      missing,
      seen: missing.map(([name, count]) => [
        name,
        { missingShare: count / Math.max(1, rowCount), range: mergedRange(parts, name) },
      ]),
    },
  };
}

function mergedRange(parts: readonly TreeFacts[], name: string): SeenValues['range'] {
  const ranges = parts.flatMap(({ table }) => new Map(table.seen).get(name)?.range ?? []);
  if (ranges.length === 0) return null;
  return {
    min: Math.min(...ranges.map(({ min }) => min)),
    max: Math.max(...ranges.map(({ max }) => max)),
  };
}

function labelsOf({ targets }: Columns, label: string): Float32Array {
  return targets.get(label) ?? new Float32Array();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
