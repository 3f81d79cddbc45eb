import path from 'node:path';
import { digestOfManifest, replaceFile } from '@reckit/artifacts';
import { changeRegistry, EVALUATION_FILE, EVALUATION_PAGE, findVersion, withVersion } from '@reckit/registry';
import { CannotEvaluate } from '../errors';
import type { Evaluated } from '../evaluate-version';
import { evaluationPage } from '../show/evaluation-page';
import { evaluationEntry, evaluationJson, type EvaluationJson } from './evaluation-file';

/** Where an evaluation is kept. */
export interface RecordedEvaluation {
  readonly json: EvaluationJson;
  /** The page. */
  readonly page: string;
  /** Whether the registry knows the version, and now its evaluation; else its registration takes that up. */
  readonly isRegistered: boolean;
}

/**
 * Keeps what was found beside the package of the version, as a page and as JSON, and in the registry where that knows the
 * version. The package itself stays as it is.
 *
 * @throws CannotEvaluate, RegistryError, NotOurTurn
 */
export async function recordEvaluation(
  modelDir: string,
  { evaluation, shown }: Evaluated,
): Promise<RecordedEvaluation> {
  const { model, version } = evaluation;
  const dir = path.join(modelDir, model, version);
  const json = evaluationJson(evaluation, await digestOfManifest(dir));
  const page = path.join(dir, EVALUATION_PAGE);
  await written(page, evaluationPage(evaluation, shown));
  // Before the registry is asked: a registration at the same time finds it here, or it finds the registration there.
  await written(path.join(dir, EVALUATION_FILE), inLines(json));
  let isRegistered = false;
  await changeRegistry(modelDir, registry => {
    const known = findVersion(registry, model, version);
    isRegistered = known !== null;
    return known ? withVersion(registry, { ...known, evaluation: evaluationEntry(evaluation) }) : registry;
  });
  return { json, page, isRegistered };
}

/** Writes a file as a whole. @throws CannotEvaluate */
export async function written(file: string, content: string): Promise<void> {
  await replaceFile(file, content).catch((error: NodeJS.ErrnoException) => {
    throw new CannotEvaluate(
      `${file} cannot be written (${error.code ?? error.message}), so that what was found is not kept.`,
    );
  });
}

/** JSON as a file has it. */
export function inLines(json: EvaluationJson): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}
