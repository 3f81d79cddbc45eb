import type { EncodedRows } from '@reckit/features';
import type { ModelOutput, Outputs } from './model-output';
import type { RunsBeside } from './runs-beside';
import type { Scorer } from './scorer';
import { ScoringQueue } from './scoring-queue';
import type { Session } from './session';

/** Scores with a session, in slices. */
export class SessionScorer implements Scorer {
  readonly #queue: ScoringQueue;

  constructor(
    private readonly session: Session,
    width: number,
    sliceRows: number,
    outputs: readonly ModelOutput[],
    private readonly beside: RunsBeside | null,
  ) {
    this.#queue = new ScoringQueue(session, width, sliceRows, outputs, beside);
  }

  get engine(): Session['engine'] {
    return this.session.engine;
  }

  score({ values, rowCount }: EncodedRows, timeoutMs: number): Promise<Outputs> {
    return this.#queue.score(values, rowCount, timeoutMs);
  }

  async close(): Promise<void> {
    await this.#queue.whenIdle();
    await this.beside?.close();
    await this.session.close();
  }
}
