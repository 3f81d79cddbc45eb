import * as fc from 'fast-check';
import { FakeSession, fakeOutputs } from '../../testing/fake-session';
import { ScoringTimeout } from '../errors';
import type { ModelOutput } from './model-output';
import type { RunsBeside } from './runs-beside';
import { ScoringQueue } from './scoring-queue';

const FEATURES = 3;
const OUTPUTS: readonly ModelOutput[] = [
  { name: 'sums', role: 'task', width: 1 },
  { name: 'doubles', role: 'task', width: FEATURES },
];
const PATIENCE_MS = 60_000;

function queueOf(sliceRows: number): { session: FakeSession; queue: ScoringQueue } {
  const session = new FakeSession(FEATURES);
  return { session, queue: new ScoringQueue(session, FEATURES, sliceRows, OUTPUTS) };
}

/** A place beside that computes as the session does, and now and then cannot. */
function besideOf(session: FakeSession): Pick<RunsBeside, 'run' | 'close'> {
  let runs = 0;
  return {
    run: async (values, rowCount, width) => (++runs % 3 === 0 ? null : session.run(values, rowCount, width)),
    close: () => Promise.resolve(),
  };
}

/** Rows that no other call makes. */
let made = 0;
function rowsOf(rowCount: number): Float32Array {
  return Float32Array.from({ length: rowCount * FEATURES }, () => made++);
}

afterEach(() => jest.restoreAllMocks());

test('a large request is scored in slices, with the same outputs as in one piece', async () => {
  const { session, queue } = queueOf(4);
  const rows = rowsOf(10);
  expect(await queue.score(rows, 10, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
  expect(session.runs).toEqual([4, 4, 2]);
});

test('requests that arrive together share a slice', async () => {
  const { session, queue } = queueOf(100);
  const requests = [rowsOf(2), rowsOf(3), rowsOf(1)];
  const outputs = await Promise.all(
    requests.map(rows => queue.score(rows, rows.length / FEATURES, PATIENCE_MS)),
  );
  expect(outputs).toEqual(requests.map(rows => fakeOutputs(rows, FEATURES)));
  expect(session.runs).toEqual([6]);
});

test('more requests than a slice has rows are served in their order', async () => {
  const { session, queue } = queueOf(4);
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      const rows = rowsOf(1);
      expect(await queue.score(rows, 1, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
      order.push(i);
    }),
  );
  expect(session.runs).toEqual([4, 4, 2]);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a small request is done long before a large one that came first', async () => {
  const { session, queue } = queueOf(10);
  let runsAtArrival = 0;
  let late: Promise<number> | null = null;
  session.beforeRun = () => {
    if (session.runs.length !== 3) return;
    runsAtArrival = session.runs.length;
    late = queue.score(rowsOf(5), 5, PATIENCE_MS).then(() => session.runs.length);
  };
  const large = rowsOf(1000);
  expect(await queue.score(large, 1000, PATIENCE_MS)).toEqual(fakeOutputs(large, FEATURES));
  expect(session.runs.length).toBeGreaterThan(100);
  expect(await late).toBeLessThanOrEqual(runsAtArrival + 2);
});

test('a large request gets what a small one leaves of a slice', async () => {
  const { session, queue } = queueOf(10);
  const [large, small] = [rowsOf(18), rowsOf(2)];
  await Promise.all([queue.score(large, 18, PATIENCE_MS), queue.score(small, 2, PATIENCE_MS)]);
  expect(session.runs).toEqual([10, 10]);
});

test('a failing run rejects the requests in that slice, and the queue goes on', async () => {
  const { session, queue } = queueOf(4);
  session.beforeRun = () => {
    if (session.runs.length === 1) throw new Error('out of memory');
  };
  const requests = Array.from({ length: 6 }, () => rowsOf(1));
  const results = await Promise.allSettled(requests.map(rows => queue.score(rows, 1, PATIENCE_MS)));
  expect(results.slice(0, 4)).toEqual(
    Array.from({ length: 4 }, () => ({ status: 'rejected', reason: new Error('out of memory') })),
  );
  expect(results.slice(4)).toEqual(
    requests.slice(4).map(rows => ({ status: 'fulfilled', value: fakeOutputs(rows, FEATURES) })),
  );
  const afterwards = rowsOf(2);
  expect(await queue.score(afterwards, 2, PATIENCE_MS)).toEqual(fakeOutputs(afterwards, FEATURES));
});

test('an output that has other rows than were asked for is a failed run, and the queue goes on', async () => {
  const { session, queue } = queueOf(4);
  const rows = rowsOf(2);
  const run = jest.spyOn(session, 'run');
  run.mockResolvedValueOnce([new Float32Array(2), new Float32Array(7)]);
  await expect(queue.score(rows, 2, PATIENCE_MS)).rejects.toThrow(
    'The output "doubles" has 7 values for 2 rows of 3.',
  );
  expect(await queue.score(rows, 2, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
});

test('a large request that fails midway is not run on', async () => {
  const { session, queue } = queueOf(4);
  session.beforeRun = () => {
    if (session.runs.length === 2) throw new Error('out of memory');
  };
  await expect(queue.score(rowsOf(40), 40, PATIENCE_MS)).rejects.toThrow('out of memory');
  await queue.whenIdle();
  expect(session.runs).toEqual([4, 4]);
});

describe('a request that waits too long', () => {
  /** Time stands still but for what a test adds. */
  function stopTheClock(): { pass(ms: number): void } {
    let now = 1000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    return { pass: ms => void (now += ms) };
  }

  test('is rejected between two slices, and the others go on', async () => {
    const clock = stopTheClock();
    const { session, queue } = queueOf(4);
    session.beforeRun = () => clock.pass(10);
    const [hasty, patient] = [rowsOf(20), rowsOf(20)];
    const [first, second] = await Promise.allSettled([
      queue.score(hasty, 20, 25),
      queue.score(patient, 20, PATIENCE_MS),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(ScoringTimeout) });
    expect(second).toEqual({ status: 'fulfilled', value: fakeOutputs(patient, FEATURES) });
    // Three slices shared by two, and the fourteen rows that were left of the patient one.
    expect(session.runs).toEqual([4, 4, 4, 4, 4, 4, 2]);
  });

  test('is never run when its time was over before its turn', async () => {
    const clock = stopTheClock();
    const { session, queue } = queueOf(4);
    const waiting = queue.score(rowsOf(1), 1, 5);
    clock.pass(5);
    await expect(waiting).rejects.toThrow(ScoringTimeout);
    await queue.whenIdle();
    expect(session.runs).toEqual([]);
  });
});

describe('whenIdle', () => {
  test('settles at once when nothing runs', async () => {
    await queueOf(4).queue.whenIdle();
  });

  test('settles after the last request, failed ones included', async () => {
    const { session, queue } = queueOf(4);
    session.beforeRun = () => {
      if (session.runs.length === 5) throw new Error('out of memory');
    };
    const ended: string[] = [];
    const requests = [
      queue.score(rowsOf(6), 6, PATIENCE_MS).then(() => ended.push('scored')),
      queue.score(rowsOf(30), 30, PATIENCE_MS).catch(() => ended.push('failed')),
    ];
    await queue.whenIdle();
    expect(ended.sort()).toEqual(['failed', 'scored']);
    await Promise.all(requests);
  });
});

test('a session that runs at once is asked at once, unless a request is larger than a slice', async () => {
  const session = new FakeSession(FEATURES);
  const atOnce = jest.fn((values: Float32Array) => fakeOutputs(values, FEATURES));
  const queue = new ScoringQueue(
    { ...session, run: session.run.bind(session), close: () => session.close(), runNow: atOnce },
    FEATURES,
    4,
    OUTPUTS,
  );
  const [small, large] = [rowsOf(4), rowsOf(5)];
  expect(await queue.score(small, 4, PATIENCE_MS)).toEqual(fakeOutputs(small, FEATURES));
  expect(session.runs).toEqual([]);
  expect(atOnce).toHaveBeenCalledTimes(1);
  expect(await queue.score(large, 5, PATIENCE_MS)).toEqual(fakeOutputs(large, FEATURES));
  expect(session.runs).toEqual([4, 1]);
});

test('whatever the sizes, the slices and the order of arrival, each request gets its own rows back', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.option(fc.integer({ min: 1, max: 20 })),
      fc.array(fc.record({ rowCount: fc.integer({ min: 1, max: 50 }), atRun: fc.nat(5) }), {
        minLength: 1,
        maxLength: 12,
      }),
      async (sliceRows, fromRows, requests) => {
        const session = new FakeSession(FEATURES);
        const beside: RunsBeside | null = fromRows === null ? null : { fromRows, ...besideOf(session) };
        const queue = new ScoringQueue(session, FEATURES, sliceRows, OUTPUTS, beside);
        const scored: Promise<void>[] = [];
        const send = (rowCount: number): void => {
          const rows = rowsOf(rowCount);
          scored.push(
            queue
              .score(rows, rowCount, PATIENCE_MS)
              .then(outputs => expect(outputs).toEqual(fakeOutputs(rows, FEATURES))),
          );
        };
        session.beforeRun = () =>
          requests
            .filter(({ atRun }) => atRun === session.runs.length)
            .forEach(({ rowCount }) => send(rowCount));
        requests.filter(({ atRun }) => atRun === 0).forEach(({ rowCount }) => send(rowCount));
        await queue.whenIdle();
        await Promise.all(scored);
        expect(Math.max(0, ...session.runs)).toBeLessThanOrEqual(sliceRows);
      },
    ),
    { numRuns: 60 },
  ));

test('a run that does not return keeps nobody waiting beyond their time', async () => {
  const { session, queue } = queueOf(2);
  let go: () => void = () => undefined;
  session.beforeRun = () => new Promise(resolve => (go = resolve));
  const running = queue.score(rowsOf(1), 1, 300);
  await new Promise(resolve => setTimeout(resolve, 50));
  const waiting = queue.score(rowsOf(1), 1, 300);
  await expect(running).rejects.toThrow(ScoringTimeout);
  await expect(waiting).rejects.toThrow(ScoringTimeout);

  session.beforeRun = () => undefined;
  go();
  await queue.whenIdle();
  const rows = rowsOf(1);
  expect(await queue.score(rows, 1, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
});

describe('with a place for large runs beside', () => {
  /** Computes as the session does, but only when it is told to. */
  class HeldRuns implements RunsBeside {
    readonly fromRows = 10;
    /** The rows of every run so far. */
    readonly runs: number[] = [];
    canRun = true;
    readonly #held: (() => void)[] = [];

    async run(values: Float32Array, rowCount: number): Promise<Float32Array[] | null> {
      if (!this.canRun) return null;
      this.runs.push(rowCount);
      await new Promise<void>(resolve => this.#held.push(resolve));
      return fakeOutputs(values, FEATURES);
    }

    /** Ends the run that has been under way for the longest time, when there is one. */
    async endOne(): Promise<void> {
      while (this.#held.length === 0) await new Promise(resolve => setImmediate(resolve));
      this.#held.shift()?.();
    }

    close(): Promise<void> {
      return Promise.resolve();
    }
  }

  function queueBeside(sliceRows: number): { session: FakeSession; beside: HeldRuns; queue: ScoringQueue } {
    const session = new FakeSession(FEATURES);
    const beside = new HeldRuns();
    return { session, beside, queue: new ScoringQueue(session, FEATURES, sliceRows, OUTPUTS, beside) };
  }

  test('large slices are run there, two at once, and the tail of a request here', async () => {
    const { session, beside, queue } = queueBeside(20);
    const rows = rowsOf(45);
    const scored = queue.score(rows, 45, PATIENCE_MS);
    await beside.endOne();
    expect(beside.runs).toEqual([20, 20]);
    await beside.endOne();
    expect(await scored).toEqual(fakeOutputs(rows, FEATURES));
    expect(session.runs).toEqual([5]);
  });

  test('requests go there as wholes, the shortest first, beside a share of the oldest', async () => {
    const { session, beside, queue } = queueBeside(40);
    const ended: number[] = [];
    const scored = [53, 15, 12].map(async rowCount => {
      const rows = rowsOf(rowCount);
      expect(await queue.score(rows, rowCount, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
      ended.push(rowCount);
    });
    for (let run = 0; run < 2; run++) await beside.endOne();
    await Promise.all(scored);
    expect(ended).toEqual([12, 53, 15]);
    expect([beside.runs, session.runs]).toEqual([[40, 40], []]);
  });

  test('while both places are taken, small requests and then small parts of large ones are run here', async () => {
    const { session, beside, queue } = queueBeside(20);
    const [large, small] = [rowsOf(55), rowsOf(3)];
    const scored = queue.score(large, 55, PATIENCE_MS);
    await new Promise(resolve => setImmediate(resolve));
    expect(await queue.score(small, 3, PATIENCE_MS)).toEqual(fakeOutputs(small, FEATURES));
    while (session.runs.length < 4) await new Promise(resolve => setImmediate(resolve));
    for (let run = 0; run < 2; run++) await beside.endOne();
    expect(await scored).toEqual(fakeOutputs(large, FEATURES));
    expect(beside.runs).toEqual([20, 20]);
    expect(session.runs).toEqual([5, 3, 5, 5]);
  });

  test('what cannot be run there is run here', async () => {
    const { session, beside, queue } = queueBeside(20);
    beside.canRun = false;
    const rows = rowsOf(50);
    expect(await queue.score(rows, 50, PATIENCE_MS)).toEqual(fakeOutputs(rows, FEATURES));
    expect(session.runs.reduce((sum, rowCount) => sum + rowCount)).toBe(50);
  });

  test('a failed run there rejects its request, and nothing of it is run on', async () => {
    const { beside, queue } = queueBeside(20);
    jest.spyOn(beside, 'run').mockRejectedValueOnce(new Error('out of memory'));
    await expect(queue.score(rowsOf(20), 20, PATIENCE_MS)).rejects.toThrow('out of memory');
    await queue.whenIdle();
  });
});
