import type { FromScorer, ToScorer } from './messages';
import { RemoteSession, type Scorer } from './remote-session';

/** A scorer that answers when the test says so. */
class FakeScorer implements Scorer {
  readonly heard: ToScorer[] = [];
  killed = false;
  ended: Promise<string>;
  end: (reason: string) => void = () => undefined;
  answer: (message: FromScorer) => void = () => undefined;

  constructor() {
    this.ended = new Promise(resolve => (this.end = resolve));
  }

  say(message: ToScorer): void {
    this.heard.push(message);
  }

  onMessage(listener: (message: FromScorer) => void): void {
    this.answer = listener;
  }

  kill(): void {
    this.killed = true;
    this.end('ended with SIGKILL');
  }
}

const spec = { name: 'x', type: 'float32', shape: ['rows', 1] };
const row = Float32Array.of(1);

function sessionOf(scorer: Scorer, runTimeoutMs = 60_000): { session: RemoteSession; lost: string[] } {
  const lost: string[] = [];
  const session = new RemoteSession(
    scorer,
    { name: 'xgb', input: spec, outputs: [spec] },
    runTimeoutMs,
    reason => lost.push(reason),
  );
  return { session, lost };
}

test('each run gets the answer to it, in whatever order they come', async () => {
  const scorer = new FakeScorer();
  const { session } = sessionOf(scorer);
  const runs = [session.run(row, 1, 1), session.run(row, 1, 1), session.run(row, 1, 1)];
  const outputs = [Float32Array.of(2), Float32Array.of(3)];
  scorer.answer({ kind: 'scored', signature: 'xgb', job: 3, outputs: [outputs[1]] });
  scorer.answer({ kind: 'score-failed', signature: 'xgb', job: 2, message: 'no' });
  scorer.answer({ kind: 'scored', signature: 'xgb', job: 1, outputs: [outputs[0]] });
  await expect(runs[1]).rejects.toThrow('no');
  expect([await runs[0], await runs[2]]).toEqual([[outputs[0]], [outputs[1]]]);
});

test('a scorer that ends fails what is under way, and the model is lost', async () => {
  const scorer = new FakeScorer();
  const { session, lost } = sessionOf(scorer);
  const run = session.run(row, 1, 1);
  scorer.end('ended with SIGSEGV');
  await expect(run).rejects.toThrow("The model's scorer ended with SIGSEGV.");
  expect(lost).toEqual(['ended with SIGSEGV']);
});

test('a run that takes too long ends the scorer', async () => {
  const scorer = new FakeScorer();
  const { session, lost } = sessionOf(scorer, 1);
  await expect(session.run(row, 1, 1)).rejects.toThrow('took more than 1 ms');
  await scorer.ended;
  expect(scorer.killed).toBe(true);
  expect(lost).toHaveLength(1);
});

test('a scorer that ends as asked is not lost', async () => {
  const scorer = new FakeScorer();
  const { session, lost } = sessionOf(scorer);
  const closed = session.close();
  expect(scorer.heard).toEqual([{ kind: 'close', signature: 'xgb' }]);
  scorer.end('ended with code 0');
  await closed;
  expect({ lost, killed: scorer.killed }).toEqual({ lost: [], killed: false });
});

test('a scorer that does not end as asked is ended', async () => {
  jest.useFakeTimers();
  try {
    const scorer = new FakeScorer();
    const closed = sessionOf(scorer).session.close();
    await jest.advanceTimersByTimeAsync(10_000);
    await closed;
    expect(scorer.killed).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});
