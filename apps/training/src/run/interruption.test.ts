import { EventEmitter } from 'node:events';
import { Interrupted, Interruption, type StopSignal } from './interruption';

/** A process that notes with what code it was ended. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

let now = 0;
let child: FakeProcess;
let said: string[];
let interruption: Interruption;

beforeEach(() => {
  now = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  child = new FakeProcess();
  said = [];
  interruption = new Interruption(child, text => said.push(text), 'nothing was kept.');
});
afterEach(() => jest.restoreAllMocks());

const signal = (name: StopSignal) => child.emit(name, name);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s before the first step ends the process at once with %i', (name, code) => {
  signal(name);
  expect(child.exits).toEqual([code]);
  expect(said).toEqual([`stopped by ${name}; nothing was kept.`]);
});

test('a training is told to end, and ends with the signal as the reason', async () => {
  const training = interruption.whileTraining(
    stop => new Promise((_, reject) => stop.addEventListener('abort', () => reject(stop.reason))),
  );
  signal('SIGTERM');
  await expect(training).rejects.toEqual(new Interrupted('SIGTERM'));
  expect(child.exits).toEqual([]);
  expect(said).toEqual(['stopping after this step, with a checkpoint; once more stops at once']);
});

test('one key press that arrives twice is one, the next one ends the process at once', async () => {
  const training = interruption.whileTraining(() => Promise.resolve('trained'));
  signal('SIGINT');
  now += 50;
  signal('SIGTERM');
  expect(child.exits).toEqual([]);
  now += 1000;
  signal('SIGINT');
  expect(child.exits).toEqual([130]);
  expect(await training).toBe('trained');
});

test('what is left after a training goes on to its end, unless it is asked twice', async () => {
  await interruption.whileTraining(() => Promise.resolve());
  signal('SIGINT');
  expect([child.exits, said]).toEqual([
    [],
    ['the training is over and its package is being written; once more stops at once'],
  ]);
  now += 1000;
  signal('SIGINT');
  expect(child.exits).toEqual([130]);
});

test('a model without checkpoints is finished too', () => {
  interruption.finish();
  signal('SIGTERM');
  expect(child.exits).toEqual([]);
});

test('afterwards signals are the business of the system', () => {
  interruption.release();
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map(name => child.listenerCount(name))).toEqual([0, 0, 0]);
});
