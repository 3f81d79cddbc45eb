import { rm } from 'node:fs/promises';
import * as z from 'zod';
import type { EngineState } from '../../engines/engine';
import { InvalidCheckpoint } from '../../errors';
import type { TableState } from '../../tables/row-optimizer';
import type { Weights } from '../stopping/best-weights';
import type { Fingerprint } from './fingerprint';
import { progressSchema, type Progress } from '../progress';
import { readArrayFile } from './read-array-file';
import { unfinishedName, writeArrayFile } from './write-array-file';

/** All that a training needs to go on as if it had never been interrupted. */
export interface TrainingState {
  readonly fingerprint: Fingerprint;
  readonly progress: Progress;
  readonly engine: EngineState;
  readonly tables: ReadonlyMap<string, TableState>;
  /** The weights of the best evaluation; null without early stopping. */
  readonly best: Weights | null;
}

export interface Checkpoint extends TrainingState {
  readonly file: string;
}

const documentSchema = z.object({
  /**
   * 2 has an epoch under way, which readers of 1 would train once more from its beginning; 3 has evaluations within
   * epochs, which readers of 2 would take for epochs.
   */
  format: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  fingerprint: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  progress: progressSchema,
  optimizerSlots: z.number().int().min(0),
  tables: z.array(z.string()),
  /** Of the tables whose decay is not in their values. */
  scales: z.record(z.string(), z.number()).optional(),
  /** The best weights are those of the checkpoint's last evaluation and not written twice. */
  best: z.enum(['none', 'current', 'stored']),
});
type Document = z.infer<typeof documentSchema>;
/** The format that is written. */
const FORMAT = 3;

/** Writes a checkpoint over the last one, in one step. */
export async function writeCheckpoint(file: string, state: TrainingState): Promise<void> {
  const { fingerprint, progress, engine, tables, best } = state;
  const { history, stopping, underway } = progress;
  const isCurrent = underway === undefined && stopping?.bestEpoch === history.at(-1)?.epoch;
  const document: Document = {
    format: FORMAT,
    fingerprint,
    progress: { history: [...history], stopping, underway },
    optimizerSlots: engine.optimizer.length,
    tables: [...tables.keys()],
    ...scalesOf(tables),
    best: best === null ? 'none' : isCurrent ? 'current' : 'stored',
  };
  const arrays = new Map([
    ['parameters', engine.parameters],
    ['state', engine.state],
    ...engine.optimizer.map((slot, i) => [optimizerSlot(i), slot] as const),
  ]);
  for (const [name, { values, memory }] of tables) {
    arrays.set(tableValues(name), values).set(tableMemory(name), memory);
  }
  if (best !== null && document.best === 'stored') {
    arrays.set(BEST_PARAMETERS, best.parameters).set(BEST_STATE, best.state);
    for (const [name, values] of best.tables) arrays.set(bestTable(name), values);
  }
  await writeArrayFile(file, { document, arrays });
}

/** Removes a checkpoint, if there is one, and what a writer that was killed left of one. */
export async function removeCheckpoint(file: string): Promise<void> {
  for (const name of [file, unfinishedName(file)]) await rm(name, { force: true });
}

/** @throws InvalidCheckpoint if there is none, or it is not complete and as it was written */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { document, arrays } = await readArrayFile(file);
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw unknownFormat(file);
  const { fingerprint, progress, optimizerSlots, tables, scales = {}, best } = parsed.data;
  const array = (name: string): Float32Array => {
    const values = arrays.get(name);
    if (values === undefined) throw unknownFormat(file);
    return values;
  };
  const engine: EngineState = {
    parameters: array('parameters'),
    state: array('state'),
    optimizer: Array.from({ length: optimizerSlots }, (_, i) => array(optimizerSlot(i))),
  };
  const stored = (valuesName: (table: string) => string): Weights['tables'] =>
    new Map(tables.map(name => [name, array(valuesName(name))]));
  /** As they are with all decay in them. */
  const current = (): Weights['tables'] =>
    new Map(
      Array.from(stored(tableValues), ([name, values]) => {
        const scale = name in scales ? scales[name] : 1;
        return [name, values.map(value => value * scale)] as const;
      }),
    );
  return {
    file,
    fingerprint,
    progress,
    engine,
    tables: new Map(
      tables.map(name => [
        name,
        {
          values: array(tableValues(name)),
          memory: array(tableMemory(name)),
          ...(name in scales && { scale: scales[name] }),
        },
      ]),
    ),
    best:
      best === 'none'
        ? null
        : best === 'current'
          ? { parameters: engine.parameters, state: engine.state, tables: current() }
          : { parameters: array(BEST_PARAMETERS), state: array(BEST_STATE), tables: stored(bestTable) },
  };
}

function scalesOf(tables: TrainingState['tables']): Pick<Document, 'scales'> {
  const scales = [...tables].flatMap(([name, { scale }]) => (scale === undefined ? [] : [[name, scale]]));
  return scales.length === 0 ? {} : { scales: Object.fromEntries(scales) };
}

const BEST_PARAMETERS = 'best parameters';
const BEST_STATE = 'best state';
const optimizerSlot = (index: number) => `optimizer ${index}`;
const tableValues = (name: string) => `values of ${name}`;
const tableMemory = (name: string) => `memory of ${name}`;
const bestTable = (name: string) => `best values of ${name}`;

function unknownFormat(file: string): InvalidCheckpoint {
  return new InvalidCheckpoint(
    `${file}: a checkpoint of a format that this version does not read. Start the training from its beginning.`,
  );
}
