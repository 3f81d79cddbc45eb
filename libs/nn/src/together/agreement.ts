import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Engine } from '../engines/engine';
import { StoppedElsewhere, WeightsDiffer } from '../errors';
import type { EmbeddingTable } from '../tables/embedding-table';
import { evaluationSchema, progressSchema, type EvaluationReport, type Progress } from '../training/progress';
import { broadcastArray, broadcastValue } from './broadcast-value';
import type { Collective } from './collective';

const measuredSchema = z.union([
  z.object({ metrics: evaluationSchema.shape.metrics }),
  z.object({ isStopped: z.literal(true) }),
]);
/** Of a digest so many numbers are compared, each of as many bits as a float32 holds. */
const DIGEST_PARTS = 4;
const PART_BYTES = 3;

/** What the processes of a training agree on outside of its steps. The first of them is right. */
export class Agreement {
  constructor(
    private readonly collective: Collective,
    private readonly engine: Engine,
    private readonly tables: readonly EmbeddingTable[],
  ) {}

  /**
   * Gives all processes the weights of the first, and tells them how far it has come.
   *
   * @param progress - counts in the first
   */
  async begin(progress: Progress): Promise<Progress> {
    const { engine, tables, collective } = this;
    const state = engine.read();
    for (const values of [state.parameters, state.state, ...state.optimizer]) {
      await broadcastArray(collective, values);
    }
    engine.write(state);
    for (const table of tables) {
      const { values, memory, scale = 1 } = table.read();
      await broadcastArray(collective, values);
      await broadcastArray(collective, memory);
      table.write({ values, memory, scale: Number(await broadcastValue(collective, scale)) });
    }
    return progressSchema.parse(await broadcastValue(collective, progress));
  }

  /**
   * Measures in the first process, and tells all.
   *
   * @param signal - that of this process
   * @throws StoppedElsewhere if the first was told to end, and this one was not
   */
  async measure(
    measure: () => Promise<EvaluationReport['metrics']>,
    signal: AbortSignal | undefined,
  ): Promise<EvaluationReport['metrics']> {
    let stopped: unknown;
    const measured =
      this.collective.rank === 0
        ? await measure().then(
            metrics => ({ metrics }),
            (error: unknown) => {
              if (!signal?.aborted || error !== signal.reason) throw error;
              stopped = error;
              return { isStopped: true };
            },
          )
        : null;
    const told = measuredSchema.parse(await broadcastValue(this.collective, measured));
    if ('metrics' in told) return told.metrics;
    throw stopped ?? new StoppedElsewhere();
  }

  /** @throws WeightsDiffer in all processes, if one has others than the first */
  async assertSameWeights(step: number): Promise<void> {
    const { rank, worldSize } = this.collective;
    const digests = new Float32Array(worldSize * DIGEST_PARTS);
    digests.set(this.#digest(), rank * DIGEST_PARTS);
    await this.collective.allReduceSum(digests);
    for (let other = 1; other < worldSize; other++) {
      for (let part = 0; part < DIGEST_PARTS; part++) {
        if (digests[other * DIGEST_PARTS + part] !== digests[part]) throw new WeightsDiffer(other, step);
      }
    }
  }

  #digest(): number[] {
    const { parameters, state, optimizer } = this.engine.read();
    const ofTables = this.tables.flatMap(table => {
      const { values, memory, scale = 1 } = table.read();
      return [values, memory, Float64Array.of(scale)];
    });
    const hash = createHash('sha256');
    for (const { buffer, byteOffset, byteLength } of [parameters, state, ...optimizer, ...ofTables]) {
      for (let begin = 0; begin < byteLength; begin += HASHED_BYTES) {
        hash.update(new Uint8Array(buffer, byteOffset + begin, Math.min(HASHED_BYTES, byteLength - begin)));
      }
    }
    const digest = hash.digest();
    return Array.from({ length: DIGEST_PARTS }, (_, i) => digest.readUIntBE(i * PART_BYTES, PART_BYTES));
  }
}

/** A hash takes less than 2 GB at a time. */
const HASHED_BYTES = 2 ** 30;
