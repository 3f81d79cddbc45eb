import { existsSync } from 'node:fs';
import { isVersionName } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import { CannotRun } from '../errors';
import type { PipelineFlags } from '../pipeline-flags';
import { isTrainedModel, MODELS, type TrainedModel } from './models';
import { NO_FLAGS, readPipeline, type ModelSteps, type PipelineConfig } from './pipeline-file';

const USUAL_FILE = 'pipeline.json';
const NO_FILE: PipelineConfig = {
  modelDir: 'model',
  data: null,
  models: new Map(),
  jobs: null,
  maxMemory: null,
  keep: null,
};

/** What a pipeline is to do, and what messages call the place where that is said. */
export interface NamedConfig {
  readonly config: PipelineConfig;
  readonly file: string;
}

/**
 * What the file and the command line say together; the command line comes before the file.
 *
 * @param names - the models that are wanted; none for those of the file
 * @throws CannotRun
 */
export async function readConfig(names: readonly string[], flags: PipelineFlags): Promise<NamedConfig> {
  const file = flags.config ?? (existsSync(USUAL_FILE) ? USUAL_FILE : null);
  const said = file === null ? NO_FILE : await readPipeline(file);
  if (flags.version !== undefined && !isVersionName(flags.version)) {
    throw new CannotRun([`--version ${quoted(flags.version)} cannot name one.`]);
  }
  const models = wantedModels(namesOf(names, flags.index, said, file), said.models, file);
  const skip = [
    ...(flags.skipEval ? (['evaluate'] as const) : []),
    ...(flags.skipRegister ? (['register'] as const) : []),
    ...(flags.skipDeploy ? (['deploy'] as const) : []),
  ];
  return {
    file: file ?? 'command line',
    config: {
      ...said,
      modelDir: flags.modelDir ?? said.modelDir,
      models: withoutSteps(models, skip),
      jobs: flags.jobs ?? said.jobs,
      maxMemory: flags.maxMemory ?? said.maxMemory,
      keep: flags.keep ?? said.keep,
    },
  };
}

/** Of an Indexed Job each pod is told its number alone. */
function namesOf(
  names: readonly string[],
  index: number | undefined,
  { models }: PipelineConfig,
  file: string | null,
): readonly string[] {
  if (index === undefined) return names;
  if (names.length > 0) throw new CannotRun([`give --index ${index} or the names of models, not both.`]);
  if (file === null)
    throw new CannotRun(['--index is a place in pipeline.json: name that file with --config.']);
  const name = [...models.keys()].at(index);
  if (name === undefined) {
    throw new CannotRun([
      `--index ${index}: ${file} has ${models.size} models, so it ends at ${models.size - 1}.`,
    ]);
  }
  return [name];
}

/** Without a file each model is trained as by its command alone. */
function wantedModels(
  names: readonly string[],
  said: ReadonlyMap<TrainedModel, ModelSteps>,
  file: string | null,
): ReadonlyMap<TrainedModel, ModelSteps> {
  if (names.length === 0 && file !== null) return said;
  if (names.length === 0) {
    throw new CannotRun([
      `there is no ${USUAL_FILE} here: name models, such as xgb deepfm, or a file with --config.`,
    ]);
  }
  const known = file === null ? Object.keys(MODELS) : [...said.keys()];
  const wanted = new Map<TrainedModel, ModelSteps>();
  for (const name of names) {
    const steps = isTrainedModel(name) && known.includes(name) ? (said.get(name) ?? NO_FLAGS) : null;
    if (steps === null || !isTrainedModel(name)) {
      const of = file === null ? '' : ` of ${file}`;
      throw new CannotRun([`there is no model ${quoted(name)}; those${of} are ${known.join(', ')}.`]);
    }
    wanted.set(name, steps);
  }
  return wanted;
}

function withoutSteps(
  models: ReadonlyMap<TrainedModel, ModelSteps>,
  skip: ModelSteps['skip'],
): ReadonlyMap<TrainedModel, ModelSteps> {
  const without = new Map<TrainedModel, ModelSteps>();
  for (const [model, steps] of models) without.set(model, { ...steps, skip: [...steps.skip, ...skip] });
  return without;
}
