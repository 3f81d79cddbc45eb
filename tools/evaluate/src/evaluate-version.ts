import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { readCurrentVersion, type HeldOutEntry } from '@reckit/artifacts';
import { fingerprint, heldOutRows, type FileOptions } from '@reckit/data';
import { compareSegments } from './compare/compare-segments';
import { compareVersions } from './compare/compare-versions';
import type { ScoredRows } from './compare/scored-rows';
import { CannotEvaluate } from './errors';
import { decidePromotion } from './gate/decide-promotion';
import { DEFAULT_GATE, parseGate, type Gate } from './gate/gate';
import { learntOutputs, openVersion, type OpenVersion } from './score/open-version';
import { readTruths, type Truths } from './score/read-truths';
import { scoreRows } from './score/score-rows';
import type { Evaluation } from './show/evaluation';

export interface EvaluateFlags {
  readonly model: string;
  readonly version: string;
  /** The version to compare with; else the one that is current. */
  readonly currentVersion?: string;
  readonly modelDir: string;
  /** The data to measure on; else what the new version held out. */
  readonly data?: string;
  readonly gate?: string;
  readonly userCol?: string;
  readonly segments?: readonly string[];
}

/** Measures a version and the current one on the same rows, and holds them against the gate. @throws CannotEvaluate, DataError */
export async function evaluateVersion(flags: EvaluateFlags, now: Date): Promise<Evaluation> {
  const gate = await gateOf(flags.gate);
  const currentVersion = await versionToCompare(flags);
  const challenger = await openVersion(flags.modelDir, flags.model, flags.version);
  try {
    const current =
      currentVersion === null ? null : await openVersion(flags.modelDir, flags.model, currentVersion);
    try {
      return await compare(flags, gate, { challenger, current }, now);
    } finally {
      await current?.model.close();
    }
  } finally {
    await challenger.model.close();
  }
}

async function gateOf(file: string | undefined): Promise<Gate> {
  if (file === undefined) return DEFAULT_GATE;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotEvaluate(
      `--gate ${file}: ${error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code ?? error.message})`}.`,
    );
  });
  return parseGate(text, file);
}

/** Null where no other version is current: the first version of a model is measured alone. */
async function versionToCompare({
  model,
  version,
  currentVersion,
  modelDir,
}: EvaluateFlags): Promise<string | null> {
  if (currentVersion === version) {
    throw new CannotEvaluate(
      `--version and --current-version are both ${version}; a version is not compared with itself.`,
    );
  }
  if (currentVersion !== undefined) return currentVersion;
  const current = await readCurrentVersion(modelDir, model);
  return current === version ? null : current;
}

interface Versions {
  readonly challenger: OpenVersion;
  readonly current: OpenVersion | null;
}

async function compare(
  { model, data, userCol, segments = [] }: EvaluateFlags,
  gate: Gate,
  { challenger, current }: Versions,
  now: Date,
): Promise<Evaluation> {
  const outputs = learntOutputs(challenger);
  const held = await rowsToMeasure(challenger, data);
  const { path: file, reading } = held;
  const truths = await readTruths(
    { path: file, reading, outputs, userColumn: userCol ?? null, segmentColumns: segments },
    held.rows,
  );
  const rows = { path: file, reading, rows: truths.rows };
  const scores = {
    challenger: await scoreRows(challenger.model, challenger.spec, rows),
    current: current && (await scoreRows(current.model, current.spec, rows)),
  };
  const scored = scoredRows(outputs, truths, scores);
  const metrics = compareVersions(scored);
  return {
    model,
    version: challenger.version,
    currentVersion: current && current.version,
    data: { path: held.shown, sha256: held.sha256, rows: scored.rowCount },
    metrics,
    segments: compareSegments(scored, truths.segments),
    decision: decidePromotion(metrics, scored.rowCount, gate, gate === DEFAULT_GATE),
    evaluatedAt: now.toISOString(),
  };
}

function scoredRows(
  outputs: ReturnType<typeof learntOutputs>,
  truths: Truths & { readonly rows: Uint32Array },
  scores: Readonly<Record<'challenger', ReadonlyMap<string, Float32Array>>> & {
    readonly current: ReadonlyMap<string, Float32Array> | null;
  },
): ScoredRows {
  const of = (all: ReadonlyMap<string, Float32Array>, name: string, version: string): Float32Array => {
    const found = all.get(name);
    if (found) return found;
    throw new CannotEvaluate(
      `The ${version} version answers no ${name}; there are ${[...all.keys()].join(', ')}.`,
    );
  };
  return {
    rowCount: truths.rows.length,
    outputs: outputs.map(({ name, kind }) => ({
      task: outputs.length > 1 ? name : null,
      kind,
      truths: of(truths.values, name, 'new'),
      current: scores.current && of(scores.current, name, 'current'),
      challenger: of(scores.challenger, name, 'new'),
    })),
    users: truths.users,
    weights: truths.weights,
  };
}

interface RowsToMeasure {
  readonly path: string;
  /** What messages and results call it. */
  readonly shown: string;
  readonly sha256: string;
  readonly reading: FileOptions;
  /** Null for all rows. */
  readonly rows: Uint32Array | null;
}

/** What the new version held out, or all rows of the data that are named. */
async function rowsToMeasure({ version, manifest }: OpenVersion, data?: string): Promise<RowsToMeasure> {
  const record: HeldOutEntry | undefined = manifest.data.split;
  if (data !== undefined) {
    const isOwn = record !== undefined && (await fingerprint(data)).sha256 === record.data.sha256;
    if (!isOwn) {
      const { sha256 } = await fingerprint(data);
      return { path: data, shown: data, sha256, reading: {}, rows: null };
    }
  }
  if (record === undefined) {
    throw new CannotEvaluate(
      `${manifest.model} ${version} does not tell which rows it held out. Name data that it was not trained on with --data.`,
    );
  }
  if (record.rule === 'none') {
    throw new CannotEvaluate(
      `${manifest.model} ${version} held nothing out (--split none). Name data that it was not trained on with --data.`,
    );
  }
  const file = data ?? record.data.path;
  const { rows, reading } = await heldOutRows(record, file);
  return { path: file, shown: path.normalize(file), sha256: record.data.sha256, reading, rows };
}
