import { readFile } from 'node:fs/promises';
import { byteSizeOf } from '@reckit/data';
import { describeIssue, quoted } from '@reckit/messages';
import * as z from 'zod';
import { CannotRun } from '../errors';
import { isTrainedModel, MODELS, type TrainedModel } from './models';

const flags = z.array(z.string()).describe('Flags as one would type them, each word an entry of its own.');

const modelEntry = z.strictObject({
  train: flags.default([]).describe('Flags of the training command, after those of all models.'),
  evaluate: flags.default([]).describe('Flags of evaluate, such as --gate.'),
  register: flags.default([]).describe('Flags of register, such as --s3-bucket.'),
  deploy: flags.default([]).describe('Flags of deploy, such as --service-url.'),
  skip: z
    .array(z.enum(['evaluate', 'register', 'deploy']))
    .default([])
    .describe('Steps that are left out.'),
});

const pipelineSchema = z.strictObject({
  $schema: z.string().optional(),
  model_dir: z.string().min(1).default('model').describe('The model directory.'),
  data: z
    .string()
    .min(1)
    .optional()
    .describe('A command of the shell that brings the data, before anything is trained.'),
  all: modelEntry.prefault({}).describe('Flags of the steps of all models, and what is left out of all.'),
  models: z
    .record(z.string().meta({ enum: Object.keys(MODELS) }), modelEntry)
    .describe('What is trained, in this order.'),
  jobs: z.number().int().min(1).optional().describe('Models that are worked on at a time.'),
  max_memory: z
    .string()
    .refine(text => byteSizeOf(text) !== null, 'expected a size such as "16GB"')
    .optional()
    .describe('What all trainings together may take of memory, such as 16GB.'),
  keep: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Versions of a model that are kept; older ones that nothing needs are removed.'),
});

/** Flags that the pipeline gives itself. */
const OWN_FLAGS = [
  '--model',
  '--mode',
  '--version',
  '--current-version',
  '--model-dir',
  '--promote',
  '--no-promote',
  '--resume',
  '--rollback',
  '--json',
  '--quiet',
  '--check',
];
const SECRET = /-(password|secret-key|api-key|access-key)$/;

export type ModelSteps = Readonly<z.infer<typeof modelEntry>>;

/** What a pipeline is to do. */
export interface PipelineConfig {
  readonly modelDir: string;
  /** Null where the data are there. */
  readonly data: string | null;
  readonly models: ReadonlyMap<TrainedModel, ModelSteps>;
  /** Null for what the machine can do. */
  readonly jobs: number | null;
  /** Null for what the machine has. */
  readonly maxMemory: number | null;
  /** Null for all. */
  readonly keep: number | null;
}

/** A model of which nothing is said. */
export const NO_FLAGS: ModelSteps = { train: [], evaluate: [], register: [], deploy: [], skip: [] };

/** What editors need to complete and check a `pipeline.json`. */
export function pipelineJsonSchema(): object {
  return z.toJSONSchema(pipelineSchema, { io: 'input' });
}

/** Reads a file as `parsePipeline` does. @throws CannotRun */
export async function readPipeline(file: string): Promise<PipelineConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const problem =
      error.code === 'ENOENT' ? 'no such file' : `cannot be read (${error.code ?? error.message})`;
    throw new CannotRun([`${file}: ${problem}: name another with --config, or models on the command line.`]);
  });
  return parsePipeline(text, file);
}

/**
 * Reads `pipeline.json`; the flags of all models stand before those of each.
 *
 * @param file - what messages call it
 * @throws CannotRun with everything that is wrong
 */
export function parsePipeline(text: string, file: string): PipelineConfig {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new CannotRun([`${file} is not valid JSON: ${reason}`]);
  }
  const { success, data, error } = pipelineSchema.safeParse(json);
  if (!success) {
    refuse(error.issues.map(issue => `${file}: ${describeIssue(new z.core.$ZodError([issue]), json)}.`));
    throw error;
  }
  const named = Object.entries(data.models);
  const models = named.flatMap(([name, own]) =>
    isTrainedModel(name) ? [[name, withFlagsOfAll(data.all, own)] as const] : [],
  );
  refuse([
    ...(named.length === 0 ? [`${file}: models: expected one at least, got none.`] : []),
    ...named.flatMap(([name]) =>
      isTrainedModel(name)
        ? []
        : [`${file}: models: expected one of ${Object.keys(MODELS).join(', ')}, got ${quoted(name)}.`],
    ),
    ...flagFaults(`${file}: all`, data.all),
    ...named.flatMap(([name, own]) => flagFaults(`${file}: models.${name}`, own)),
  ]);
  return {
    modelDir: data.model_dir,
    data: data.data ?? null,
    models: new Map(models),
    jobs: data.jobs ?? null,
    maxMemory: data.max_memory === undefined ? null : byteSizeOf(data.max_memory),
    keep: data.keep ?? null,
  };
}

/** @throws CannotRun if there are any */
function refuse([first, ...others]: readonly string[]): void {
  if (first !== undefined) throw new CannotRun([first, ...others]);
}

function withFlagsOfAll(all: ModelSteps, own: ModelSteps): ModelSteps {
  return {
    train: [...all.train, ...own.train],
    evaluate: [...all.evaluate, ...own.evaluate],
    register: [...all.register, ...own.register],
    deploy: [...all.deploy, ...own.deploy],
    skip: [...all.skip, ...own.skip],
  };
}

/** Two values of one flag would leave it open which version is meant; a password would stand in the log. */
function flagFaults(place: string, steps: ModelSteps): string[] {
  return Object.entries(steps).flatMap(([step, given]: [string, readonly string[]]) => {
    const named = given.map(flag => flag.split('=', 1)[0]);
    const own = named.find(flag => OWN_FLAGS.includes(flag));
    const secret = named.find(flag => SECRET.test(flag));
    return [
      ...(own === undefined
        ? []
        : [`${place}.${step}: ${own} is given by the pipeline itself; leave it out.`]),
      ...(secret === undefined
        ? []
        : [
            `${place}.${step}: ${secret} is a secret, which a file does not keep; give it by the environment.`,
          ]),
    ];
  });
}
