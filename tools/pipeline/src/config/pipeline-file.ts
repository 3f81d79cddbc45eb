import { describeIssue, quoted } from '@reckit/messages';
import * as z from 'zod';
import { CannotRun } from '../errors';
import { isTrainedModel, MODEL_FOLDERS, type TrainedModel } from './models';

const flags = z.array(z.string());

const modelEntry = z.strictObject({
  /** Flags of the training command, after those of all models. */
  train: flags.default([]),
  /** Flags of `evaluate`, such as `--gate` and `--segments`. */
  evaluate: flags.default([]),
  /** Flags of `register`. */
  register: flags.default([]),
  /** Flags of `deploy`, such as `--service-url`. */
  deploy: flags.default([]),
});

const pipelineSchema = z.strictObject({
  model_dir: z.string().min(1).default('model'),
  /** A command that brings the data, run by the shell before anything is trained. */
  data: z.string().min(1).optional(),
  /** Flags of these steps for all models. */
  all: modelEntry.prefault({}),
  /** By training command: what is trained, in this order. */
  models: z.record(z.string(), modelEntry),
  /** Models that are worked on at a time. */
  parallel: z.number().int().min(1).optional(),
  /** Versions of a model that are kept; the oldest others are removed. */
  keep: z.number().int().min(1).optional(),
  skip: z.array(z.enum(['evaluate', 'register', 'deploy'])).default([]),
});

/** Flags that the pipeline gives itself. */
const OWN_FLAGS = [
  '--model',
  '--version',
  '--current-version',
  '--model-dir',
  '--promote',
  '--json',
  '--quiet',
];

export type ModelSteps = z.infer<typeof modelEntry>;

/** What a pipeline is to do. */
export interface PipelineConfig extends Omit<z.infer<typeof pipelineSchema>, 'models' | 'all'> {
  readonly models: ReadonlyMap<TrainedModel, ModelSteps>;
}

/**
 * Reads `pipeline.json`; the flags of all models stand before those of each.
 *
 * @param file - what messages call it
 * @throws CannotRun
 */
export function parsePipeline(text: string, file: string): PipelineConfig {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new CannotRun(`${file} is not valid JSON: ${reason}`);
  }
  const result = pipelineSchema.safeParse(json);
  if (!result.success) throw new CannotRun(`${file}: ${describeIssue(result.error, json)}.`);
  const { models, all, ...config } = result.data;
  const entries = Object.entries(models).map(([name, steps]) => {
    if (isTrainedModel(name)) return [name, withFlagsOfAll(all, steps)] as const;
    throw new CannotRun(
      `${file}: models: expected one of ${Object.keys(MODEL_FOLDERS).join(', ')}, got ${quoted(name)}.`,
    );
  });
  if (entries.length === 0) throw new CannotRun(`${file}: models: expected one at least, got none.`);
  for (const [name, steps] of entries) checkFlags(file, name, steps);
  return { ...config, models: new Map(entries) };
}

function withFlagsOfAll(all: ModelSteps, own: ModelSteps): ModelSteps {
  return {
    train: [...all.train, ...own.train],
    evaluate: [...all.evaluate, ...own.evaluate],
    register: [...all.register, ...own.register],
    deploy: [...all.deploy, ...own.deploy],
  };
}

/** Two values of one flag would leave it open which version is meant; a password would stand in the log. */
function checkFlags(file: string, model: string, steps: ModelSteps): void {
  for (const [step, given] of Object.entries(steps)) {
    const named = given.map(flag => flag.split('=', 1)[0]);
    const own = named.find(flag => OWN_FLAGS.includes(flag));
    if (own !== undefined) {
      throw new CannotRun(
        `${file}: models.${model}.${step}: ${own} is given by the pipeline itself; leave it out.`,
      );
    }
    const secret = named.find(flag => /-(password|secret-key|api-key|access-key)$/.test(flag));
    if (secret !== undefined) {
      throw new CannotRun(
        `${file}: models.${model}.${step}: ${secret} is a secret, which a file does not keep; give it by the environment.`,
      );
    }
  }
}
