import { createServer } from 'node:net';
import { once } from 'node:events';
import { meet, type Collective, type MeetingPlace } from '@reckit/collective';
import { joinCollective } from '@reckit/xgboost';
import { ChildProcesses } from './child-processes';
import type { AskedTogether } from './together-flags';

/** The processes that train one model together, as one of them sees it. */
export interface Together {
  /** 0 for the one that writes the package. */
  readonly rank: number;
  readonly worldSize: number;
  /** Begins the others, where this one does so: the data are there. */
  begin(): Promise<void>;
  /** Meets the others, when there is something to compute with them; the same collective each time. */
  join(): Promise<Collective>;
  /** Ends what was begun. */
  end(): void;
  /** What a process that this one has started said when it failed; null if none has. */
  readonly saidByOthers: string | null;
}

export interface TogetherOptions {
  /** What is trained. */
  readonly model: string;
  /** The arguments of a process that this one starts. */
  argumentsOf(place: Exclude<AskedTogether, { kind: 'here' }>): readonly string[];
  /** Says for what is waited. */
  readonly say: (text: string) => void;
}

/** The processes that the flags ask for. */
export function openTogether(asked: AskedTogether, options: TogetherOptions): Together {
  return asked.kind === 'here' ? new Here(asked.worldSize, options) : new Anywhere(asked, options);
}

class Anywhere implements Together {
  readonly saidByOthers: string | null = null;
  #collective: Promise<Collective> | null = null;

  constructor(
    private readonly place: Exclude<AskedTogether, { kind: 'here' }>,
    private readonly options: TogetherOptions,
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

  join(): Promise<Collective> {
    this.#collective ??= this.#meet();
    return this.#collective;
  }

  end(): void {
    process.off('disconnect', abandoned);
    if (process.connected) process.disconnect();
  }

  async #meet(): Promise<Collective> {
    const { rank, worldSize, at } = this.place;
    const { model, say: onWaiting } = this.options;
    const meeting = await meet({ rank, worldSize, at, purpose: { 'the model': model }, onWaiting });
    try {
      return await joinCollective(meeting);
    } finally {
      meeting.close();
    }
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
    const at = await freePlace();
    this.#first = new Anywhere({ kind: 'anywhere', rank: 0, worldSize, at }, options);
    for (let rank = 1; rank < worldSize; rank++) {
      this.#children.start(options.argumentsOf({ kind: 'anywhere', rank, worldSize, at }));
    }
  }

  join(): Promise<Collective> {
    if (this.#first === null) throw new TypeError('The processes were not begun.');
    // Who would wait for one that has failed would wait for long.
    return Promise.race([this.#first.join(), this.#children.failure]);
  }

  end(): void {
    this.#children.kill();
  }

  get saidByOthers(): string | null {
    return this.#children.said;
  }
}

/** A port of this machine that nobody listens on. */
async function freePlace(): Promise<MeetingPlace> {
  const host = '127.0.0.1';
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('A server has no port.');
  return { host, port: address.port };
}
