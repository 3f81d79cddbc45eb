import { rm, writeFile } from 'node:fs/promises';
import { splitByTime, stratifiedSplit, type SampleTable } from '@reckit/data';
import { runPythonPeer } from '../training/python-peer';
import type { DescribedFeature, QualityData } from './quality-data';

/** What our training holds out unless it is told otherwise. */
const VALIDATION_SHARE = 0.2;

/** How peers are trained, beside the rows. */
export interface PeerBudget {
  readonly seed: number;
  readonly epochs: number;
  readonly rounds: number;
}

/** What the libraries of others made of the same rows. */
export interface PeerResults {
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly {
    readonly title: string;
    readonly auc: number;
    readonly log_loss: number;
  }[];
}

/**
 * Trains the peers of which a Python has the packages on the rows that our training learns from, and measures them on those
 * that it holds out; null without such a Python.
 *
 * @param rowsFile - the table as CSV
 * @throws BenchError if the script fails
 */
export async function trainPeers(
  data: QualityData,
  table: SampleTable,
  rowsFile: string,
  budget: PeerBudget,
): Promise<PeerResults | null> {
  const runFile = `${rowsFile}.peers.json`;
  const { train, validation } = heldOut(data, table, budget.seed);
  const run = { ...describedForPeers(data), ...budget, train: [...train], validation: [...validation] };
  await writeFile(runFile, JSON.stringify(run));
  try {
    const printed = await runPythonPeer('quality.py', [rowsFile, runFile]);
    if (printed === null) return null;
    const results: PeerResults = JSON.parse(printed);
    return results;
  } finally {
    await rm(runFile, { force: true });
  }
}

/** The rows that our training learns from with this seed, and those that it holds out. */
function heldOut({ timeColumn }: QualityData, table: SampleTable, seed: number) {
  return timeColumn === undefined
    ? stratifiedSplit(numbersOf(table, 'label'), VALIDATION_SHARE, seed)
    : splitByTime(numbersOf(table, timeColumn), VALIDATION_SHARE);
}

function numbersOf({ columns }: SampleTable, name: string): number[] {
  return Array.from(columns.find(column => column.name === name)?.values ?? [], Number);
}

/** The features by their kinds; a sequence has the values of the category that it shares. */
function describedForPeers({ features, shares }: QualityData) {
  const ofKind = (kind: string): readonly DescribedFeature[] =>
    features.filter(feature => (feature.kind ?? 'numeric') === kind);
  return {
    label: 'label',
    categories: ofKind('categorical').map(({ name }) => name),
    numbers: ofKind('numeric').map(({ name, log }) => ({ name, log: log === true })),
    sequences: ofKind('sequence').map(feature => ({ ...feature, shares: shares?.[feature.name] })),
  };
}
