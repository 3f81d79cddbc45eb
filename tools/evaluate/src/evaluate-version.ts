import { readFile } from 'node:fs/promises';
import { readCurrentVersion } from '@reckit/artifacts';
import type { DataConsole } from '@reckit/training-data';
import { withGivenData } from './data/given-data';
import { CannotEvaluate } from './errors';
import type { EvaluateFlags } from './evaluate-flags';
import { decidePromotion } from './gate/decide-promotion';
import { DEFAULT_GATE, parseGate } from './gate/gate';
import { measureVersions } from './score/measure-versions';
import type { Measurement } from './score/measurement';
import { withVersions } from './score/open-version';
import type { AppliedGate, Evaluation } from './show/evaluation';

/** What was found, and what a page shows of it beside. */
export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly shown: Pick<Measurement, 'drawn' | 'drift'>;
}

/**
 * Measures a version and the current one on the same rows, and holds them against the gate.
 *
 * @throws CannotEvaluate, DataError, MissingModel, CorruptPackage
 */
export async function evaluateVersion(
  flags: EvaluateFlags,
  console: DataConsole,
  now: Date,
): Promise<Evaluated> {
  const gate = await gateOf(flags.gate);
  const { current, note } = await versionToCompare(flags);
  return withVersions(flags, { challenger: flags.version, current }, async versions => {
    const { drawn, drift, notes, currentOnKnown, ...measured } = await withGivenData(
      versions.challenger.manifest,
      flags,
      console,
      given => measureVersions(versions, { ...flags, given }),
    );
    const decision = decidePromotion(
      {
        metrics: measured.metrics,
        rows: measured.data.rows,
        recorded: versions.current?.manifest.metrics ?? {},
        currentOnKnown: currentOnKnown ?? {},
      },
      gate.gate,
      gate.file === null,
    );
    return {
      shown: { drawn, ...(drift && { drift }) },
      evaluation: {
        model: flags.model,
        version: flags.version,
        currentVersion: current,
        ...measured,
        gate,
        decision,
        notes: [...note, ...notes],
        evaluatedAt: now.toISOString(),
      },
    };
  });
}

/** The gate of a file, or the one that holds without. @throws CannotEvaluate */
export async function gateOf(file: string | undefined): Promise<AppliedGate> {
  if (file === undefined) return { gate: DEFAULT_GATE, file: null };
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotEvaluate(
      `--gate ${file}: ${error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code ?? error.message})`}.`,
    );
  });
  return { gate: parseGate(text, file), file };
}

/** Null where no other version is current, so that this one is measured alone; and what to say of that. */
async function versionToCompare({
  model,
  version,
  currentVersion,
  modelDir,
}: EvaluateFlags): Promise<{ readonly current: string | null; readonly note: readonly string[] }> {
  if (currentVersion === version) {
    throw new CannotEvaluate(
      `--version and --current-version are both ${version}; a version is not compared with itself.`,
    );
  }
  const current = currentVersion ?? (await readCurrentVersion(modelDir, model));
  if (current !== null && current !== version) return { current, note: [] };
  const why =
    current === null ? `${model} has no current version` : `${version} is the current version itself`;
  return { current: null, note: [`${why}: nothing is compared, and only min and max of a gate hold.`] };
}
