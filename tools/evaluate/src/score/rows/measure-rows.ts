import { DataError } from '@reckit/data';
import { MetricInputError } from '@reckit/evaluation';
import { compareSegments } from '../../compare/compare-segments';
import { compareVersions } from '../../compare/compare-versions';
import type { ScoredRows } from '../../compare/scored-rows';
import { dataToMeasure } from '../../data/data-to-measure';
import { CannotEvaluate } from '../../errors';
import type { MeasureRequest } from '../measure-request';
import type { Measurement } from '../measurement';
import type { OpenVersion, Versions } from '../open-version';
import { DriftTally } from './drift-tally';
import { drawOutput } from './draw-output';
import { comparableOutputs, type LearntOutput } from './learnt-outputs';
import { readTruths, type Truths } from './read-truths';
import type { RowsToAnswer } from '../answer-rows';
import { scoreRows } from './score-rows';

/** Measures versions that answer each row of a table. @throws CannotEvaluate, DataError */
export async function measureRows(
  versions: Versions,
  { given, userCol, by }: MeasureRequest,
): Promise<Measurement> {
  const { challenger, current } = versions;
  const outputs = comparableOutputs(challenger.manifest, current && current.manifest);
  const data = await dataToMeasure(versions, given);
  const { path, reading } = data;
  const userColumn = userCol ?? recordedUserColumn(challenger);
  const request = { path, reading, outputs, userColumn, segmentColumns: by };
  const truths = await readTruths(request, data.rows);
  const rows = { path, reading, rows: truths.rows };
  const drift = new DriftTally(challenger.manifest);
  const scored = scoredRows(outputs, truths, {
    challenger: await scoresOf(challenger, 'new', rows, drift),
    current: current && (await scoresOf(current, 'current', rows)),
  });
  try {
    return {
      data: { path: data.shown, sha256: data.sha256, rows: scored.rowCount },
      metrics: compareVersions(scored),
      segments: compareSegments(scored, truths.segments),
      drawn: scored.outputs.map(output => drawOutput(output)),
      drift: drift.drift(),
      notes: data.notes,
    };
  } catch (error) {
    if (!(error instanceof MetricInputError)) throw error;
    throw new CannotEvaluate(`${data.shown} cannot be measured: ${error.message}`);
  }
}

/** The column of users that the training took, where it was told one. */
function recordedUserColumn({ manifest: { data } }: OpenVersion): string | null {
  return typeof data['user_column'] === 'string' ? data['user_column'] : null;
}

/** Scores by output, each [rows]; what is amiss with the data is said of the version that needs them. */
async function scoresOf(
  { version, model }: OpenVersion,
  which: 'new' | 'current',
  rows: RowsToAnswer,
  drift?: DriftTally,
): Promise<ReadonlyMap<string, Float32Array>> {
  try {
    const scores = await scoreRows(model.mainSignature, rows, (columns, batch) =>
      drift?.take(columns, batch),
    );
    for (const [name, values] of scores) {
      const row = values.findIndex(value => !Number.isFinite(value));
      if (row < 0) continue;
      throw new CannotEvaluate(
        `The ${which} version ${version} answers ${values[row]} in ${name} for row ${rows.rows[row]} of ${rows.path}, which is no number to measure.`,
      );
    }
    return scores;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new CannotEvaluate(`The ${which} version ${version} cannot be scored: ${error.message}`);
  }
}

function scoredRows(
  outputs: readonly LearntOutput[],
  truths: Truths,
  scores: {
    readonly challenger: ReadonlyMap<string, Float32Array>;
    readonly current: ReadonlyMap<string, Float32Array> | null;
  },
): ScoredRows {
  const { rowCount, values, users, weights } = truths;
  const of = (all: ReadonlyMap<string, Float32Array>, name: string): Float32Array => {
    const found = all.get(name);
    if (found) return found;
    throw new CannotEvaluate(`The graph of a version answers no ${name}, which its manifest lists.`);
  };
  return {
    rowCount,
    outputs: outputs.map(({ name, kind }) => ({
      task: outputs.length > 1 ? name : null,
      kind,
      truths: of(values, name),
      current: scores.current && of(scores.current, name),
      challenger: of(scores.challenger, name),
      weights: weights.get(name) ?? null,
    })),
    users,
  };
}
