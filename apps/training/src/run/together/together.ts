import { setTimeout as wait } from 'node:timers/promises';
import { meet, type Collective, type Meeting } from '@reckit/collective';
import { assertCollective, joinCollective, xgboostLibrary } from '@reckit/xgboost';
import { ChildProcesses } from './child-processes';
import type { AskedTogether } from './together-flags';

/** The processes that train one model together, as one of them sees it. */
export interface Together {
  /** 0 for the one that writes the package. */
  readonly rank: number;
  readonly worldSize: number;
  /** Begins the others, where this one does so: the data are there. */
  begin(): Promise<void>;
  /** Meets the others, when there is something to tell them; the same meeting each time. */
  meet(): Promise<Meeting>;
  /** Joins the others, when there is something to compute with them; the same collective each time. */
  join(): Promise<Collective>;
  /** Ends what was begun. */
  end(): void;
  /** What a process that this one has started said when it failed, once one is known to be gone; null if none has. */
  saidByOthers(): Promise<string | null>;
}

export interface TogetherOptions {
  /** What is trained, and how, as far as all must have it alike. */
  readonly purpose: Readonly<Record<string, string>>;
  /** The arguments of a process that this one starts. */
  argumentsOf(place: Exclude<AskedTogether, { kind: 'here' }>): readonly string[];
  /** Says for what is waited. */
  readonly say: (text: string) => void;
}

/** The processes that the flags ask for. */
export function openTogether(asked: AskedTogether, options: TogetherOptions): Together {
  return asked.kind === 'here' ? new Here(asked.worldSize, options) : new Anywhere(asked, options);
}

const HERE = '127.0.0.1';
/** So long is waited for what a process said that is gone. */
const LAST_WORDS_MS = 3_000;

class Anywhere implements Together {
  #meeting: Promise<Meeting> | null = null;
  #collective: Promise<Collective> | null = null;

  constructor(
    private readonly place: Exclude<AskedTogether, { kind: 'here' }>,
    private readonly options: TogetherOptions,
    private readonly onListening?: (port: number) => void,
  ) {}

  get rank(): number {
    return this.place.rank;
  }

  get worldSize(): number {
    return this.place.worldSize;
  }

  async begin(): Promise<void> {
    if (process.channel) process.once('disconnect', abandoned);
  }

  meet(): Promise<Meeting> {
    this.#meeting ??= this.#meet();
    return this.#meeting;
  }

  join(): Promise<Collective> {
    this.#collective ??= this.meet().then(joinCollective);
    return this.#collective;
  }

  async saidByOthers(): Promise<string | null> {
    return null;
  }

  async #meet(): Promise<Meeting> {
    const { place, options, onListening } = this;
    // Before they wait for each other.
    assertCollective();
    return meet({
      ...place,
      purpose: { ...options.purpose, libxgboost: xgboostLibrary().version.join('.') },
      onWaiting: options.say,
      ...(onListening && { onListening }),
    });
  }

  end(): void {
    void this.#meeting?.then(
      meeting => meeting.close(),
      () => undefined,
    );
    process.off('disconnect', abandoned);
    if (process.connected) process.disconnect();
  }
}

/** Whatever ends the process that has started this one, it does not outlive it. */
function abandoned(): void {
  process.exit(1);
}

class Here implements Together {
  readonly rank = 0;
  readonly #children: ChildProcesses;
  #first: Anywhere | null = null;

  constructor(
    readonly worldSize: number,
    private readonly options: TogetherOptions,
  ) {
    this.#children = new ChildProcesses();
  }

  async begin(): Promise<void> {
    const { worldSize, options } = this;
    const first = { kind: 'anywhere', rank: 0, worldSize, at: { host: HERE, port: 0 } } as const;
    // They come by themselves, or it is told why not.
    const silent = { ...options, say: () => undefined };
    this.#first = new Anywhere(first, silent, port => {
      for (let rank = 1; rank < worldSize; rank++) {
        this.#children.start(
          options.argumentsOf({ kind: 'anywhere', rank, worldSize, at: { host: HERE, port } }),
        );
      }
    });
    // They come while this one does what comes before; what fails is told to who waits for them.
    this.#first.meet().catch(() => undefined);
  }

  meet(): Promise<Meeting> {
    return this.#orFailure(first => first.meet());
  }

  join(): Promise<Collective> {
    return this.#orFailure(first => first.join());
  }

  end(): void {
    this.#first?.end();
    this.#children.kill();
  }

  async saidByOthers(): Promise<string | null> {
    // A connection ends a moment before its process.
    await Promise.race([
      this.#children.failure.catch(() => undefined),
      wait(LAST_WORDS_MS, undefined, { ref: false }),
    ]);
    return this.#children.said;
  }

  /** Who would wait for one that has failed would wait for long. */
  #orFailure<T>(answer: (first: Anywhere) => Promise<T>): Promise<T> {
    if (this.#first === null) throw new TypeError('The processes were not begun.');
    return Promise.race([answer(this.#first), this.#children.failure]);
  }
}
