import type { TaskHead } from '@reckit/nn';
import type { TargetRequest } from '@reckit/data';
import { describeIssue } from '@reckit/messages';
import { describeLabel, labelSchema, labelAsWritten, type Label } from '@reckit/features';
import * as z from 'zod';
import { BadTrainingRun } from '../../run/errors';
import type { Strata } from '../../run/split/read-split';
import { readTextFile } from '../../run/data/read-text-file';

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected letters, digits and "_", beginning with a letter')
  .refine(text => text !== 'features', 'expected another name, since that is the input of the model');
const weight = z.number().positive().default(1);
/** The column with the weights of the rows for the task. */
const weight_col = z.string().min(1).optional();

const binarySchema = z.strictObject({
  name,
  kind: z.literal('binary'),
  label: labelSchema,
  weight,
  weight_col,
});
const regressionSchema = z.strictObject({
  name,
  kind: z.literal('regression'),
  label: z.string().min(1),
  weight,
  weight_col,
  transform: z.enum(['none', 'scale', 'log1p']).default('scale'),
  loss: z.enum(['mse', 'huber']).default('mse'),
});
const tasksSchema = z.array(z.discriminatedUnion('kind', [binarySchema, regressionSchema])).min(1);

/** A yes or no, answered by a probability. */
export interface BinaryTask {
  readonly name: string;
  readonly kind: 'binary';
  /** The name of its target: the column, and the rule if there is one. */
  readonly label: string;
  /** The column and its rule; absent where the column holds 0 and 1. */
  readonly source?: Label;
  readonly weight: number;
  /** The column with the weights of the rows; absent where all count alike. */
  readonly weight_col?: string;
}
/** An amount that is never negative; `label` is its column. */
export type RegressionTask = z.infer<typeof regressionSchema>;
/** One thing that a multi-task model learns. */
export type Task = BinaryTask | RegressionTask;

/** Click, watch time and gross merchandise value, as the rank services answer them; clicks are in `label`. */
export const DEFAULT_TASKS: readonly [BinaryTask, ...Task[]] = [
  binaryTask('ctr', { column: 'label' }),
  {
    name: 'watch_time',
    kind: 'regression',
    label: 'watch_time',
    weight: 0.3,
    transform: 'scale',
    loss: 'mse',
  },
  { name: 'gmv', kind: 'regression', label: 'gmv', weight: 0.3, transform: 'scale', loss: 'mse' },
];

/**
 * What to warn of: the Go toolkit's `MMoENode` reads the answers of the default tasks by their names, and takes what
 * is not there as 0.
 *
 * @returns null if there is nothing to warn of
 */
export function unreadTasksWarning(tasks: readonly Task[]): string | null {
  const read = DEFAULT_TASKS.map(({ name }) => name);
  const unread = tasks.map(({ name }) => name).filter(name => !read.includes(name));
  if (unread.length === 0) return null;
  const missing = read.filter(name => !tasks.some(task => task.name === name));
  return `MMoENode of the Go toolkit reads ${read.join(', ')} alone: it ignores ${quoteSome(unread)}${missing.length > 0 ? ` and takes ${missing.join(', ')} as 0` : ''}.`;
}

/** How many names a warning lists, and how much of each. */
const SHOWN = { names: 3, characters: 30 } as const;

function quoteSome(names: readonly string[]): string {
  const quoted = names.slice(0, SHOWN.names).map(name => `"${name.slice(0, SHOWN.characters)}"`);
  const others = names.length - quoted.length;
  return `${quoted.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/**
 * Reads a file of tasks:
 * `[{"name": "ctr", "kind": "binary", "label": "clicked"}, {"name": "gmv", "kind": "regression", "label": "gmv", "transform": "log1p", "weight": 0.5}]`.
 *
 * @param file - undefined for the default tasks
 * @param label - that of clicks for the default tasks
 * @throws BadTrainingRun
 */
export async function readTasks(file: string | undefined, label: Label): Promise<readonly Task[]> {
  if (file === undefined) {
    const [clicks, ...amounts] = DEFAULT_TASKS;
    return [binaryTask(clicks.name, label, clicks.weight), ...amounts];
  }
  const tasks = parseTasks(await readTextFile(file, 'the file of tasks', '--tasks'), file);
  const names = tasks.map(task => task.name);
  const repeated = names.find((taskName, i) => names.indexOf(taskName) !== i);
  if (repeated !== undefined) throw new BadTrainingRun(`${file}: the task "${repeated}" is listed twice.`);
  return tasks;
}

/** A task that learns a yes or no. */
export function binaryTask(name: string, source: Label, weight = 1): BinaryTask {
  return { name, kind: 'binary', label: describeLabel(source), weight, ...(source.positive && { source }) };
}

/** A task whose rows have the weights of a column, unless it names one itself. */
export function withWeights<T extends Task>(task: T, column: string | undefined): T {
  return column === undefined ? task : { ...task, weight_col: task.weight_col ?? column };
}

/** The columns with weights of rows, each once. */
export function weightColumnsOf(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.flatMap(({ weight_col }) => weight_col ?? []))];
}

/** The column that a task learns. */
export function columnOf(task: Task): string {
  return (task.kind === 'binary' && task.source?.column) || task.label;
}

/** The label by which rows are drawn: that of the first yes or no; null where there is none. */
export function strataOf(tasks: readonly Task[]): Strata | null {
  const task = tasks.find(({ kind }) => kind === 'binary');
  if (task?.kind !== 'binary') return null;
  return { target: task.label, label: task.source ?? { column: task.label } };
}

/** What to read for tasks, each target once. @param file - that of the tasks, if there is one */
export function targetsOf(tasks: readonly Task[], file: string | undefined): readonly TargetRequest[] {
  const targets = new Map<string, TargetRequest>();
  for (const task of tasks) {
    const target: TargetRequest =
      task.kind === 'binary'
        ? {
            kind: 'label',
            name: task.label,
            column: columnOf(task),
            ...(task.source?.positive && { positive: task.source.positive }),
            ...(file !== undefined && { declaredIn: 'the file of tasks' }),
          }
        : { kind: 'amount', name: task.label, column: task.label };
    // A column that is both holds 0 and 1, which are amounts.
    if (targets.get(task.label) === undefined || target.kind === 'label') targets.set(task.label, target);
  }
  return [...targets.values()];
}

/** A task as the file of tasks has it, for the manifest. */
export function taskAsWritten(task: Task): Readonly<Record<string, unknown>> {
  if (task.kind === 'regression' || task.source === undefined) return { ...task };
  const { source, ...rest } = task;
  return { ...rest, label: labelAsWritten(source) };
}

function parseTasks(text: string, file: string): Task[] {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The engine quotes the text around the fault, line breaks included.
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new BadTrainingRun(`${file} is not valid JSON: ${reason}`);
  }
  const result = tasksSchema.safeParse(json);
  if (result.success) {
    return result.data.map(task =>
      task.kind === 'binary'
        ? withWeights(binaryTask(task.name, task.label, task.weight), task.weight_col)
        : task,
    );
  }
  const isWhole = result.error.issues[0].path.length === 0;
  throw new BadTrainingRun(`${file}: ${isWhole ? '' : 'task '}${describeIssue(result.error, json)}.`);
}

/**
 * What the network learns of a task, beginning with the constant that the training part suggests.
 *
 * @param values - the labels or amounts of the training part
 * @param weights - those of its rows, where there are some
 * @param knownScale - what amounts are divided by for weights that know it. @default the deviation of the values
 */
export function headOf(
  task: Task,
  values: Float32Array,
  weights?: Float32Array,
  knownScale?: number,
): TaskHead {
  const { name, weight } = task;
  const weighted = weights && { weighted: true };
  if (task.kind === 'binary') {
    return { kind: 'binary', name, weight, ...weighted, start: startOf(values, weights) };
  }
  const { transform, loss } = task;
  const learnt = transform === 'log1p' ? values.map(Math.log1p) : values;
  const mean = meanOf(learnt, weights);
  const scale = transform === 'none' ? 1 : (knownScale ?? (deviationOf(learnt, mean, weights) || 1));
  return { kind: 'regression', name, weight, transform, loss, ...weighted, scale, start: mean / scale };
}

/** The logit of the share of positives among labels, with which a network begins. */
export function startOf(labels: Float32Array, weights?: Float32Array): number {
  // A class that the training part lacks has no share, and a logit of 0 or 1 is not finite.
  const half = 1 / (2 * labels.length);
  const share = Math.min(Math.max(meanOf(labels, weights), half), 1 - half);
  return Math.log(share / (1 - share));
}

export function meanOf(values: Float32Array, weights?: Float32Array): number {
  return weightedSum(values, weights, value => value) / sumOf(values.length, weights);
}

function deviationOf(values: Float32Array, mean: number, weights?: Float32Array): number {
  return Math.sqrt(
    weightedSum(values, weights, value => (value - mean) ** 2) / sumOf(values.length, weights),
  );
}

function weightedSum(
  values: Float32Array,
  weights: Float32Array | undefined,
  of: (value: number) => number,
): number {
  return weights
    ? values.reduce((sum, value, row) => sum + weights[row] * of(value), 0)
    : values.reduce((sum, value) => sum + of(value), 0);
}

function sumOf(count: number, weights: Float32Array | undefined): number {
  return weights ? weights.reduce((sum, weight) => sum + weight, 0) : count;
}
