import { Command } from 'commander';
import { BadTrainingRun } from '../errors';
import { addTogetherFlags, askedTogether, type TogetherFlags } from './together-flags';

function asked(...args: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addTogetherFlags(command);
  return askedTogether(command.parse(args, { from: 'user' }).opts<TogetherFlags>());
}

test('a training is alone unless more processes are asked for', () => {
  expect(asked()).toBeNull();
  expect(asked('--processes', '1')).toBeNull();
  expect(asked('--world-size', '1')).toBeNull();
  expect(asked('--world-size', '1', '--rank', '0', '--tracker', 'train-0:9091')).toBeNull();
});

test('processes are here, or each has its number and knows where the first is', () => {
  expect(asked('--processes', '3')).toEqual({ kind: 'here', worldSize: 3 });
  const at = (tracker: string) => asked('--world-size', '2', '--rank', '1', '--tracker', tracker);
  const there = { kind: 'anywhere', rank: 1, worldSize: 2 };
  expect(at('train-0.train:9091')).toEqual({ ...there, at: { host: 'train-0.train', port: 9091 } });
  expect(at('[fd00::1]:9091')).toEqual({ ...there, at: { host: 'fd00::1', port: 9091 } });
});

test.each([
  [
    ['--processes', '2', '--rank', '1'],
    /^--processes starts all processes on this machine, and --rank is for several/,
  ],
  [['--rank', '1'], /^--rank without --world-size and --tracker: /],
  [['--world-size', '2', '--rank', '1'], /^--world-size and --rank without --tracker: /],
  [
    ['--world-size', '2', '--rank', '2', '--tracker', 'a:1'],
    /^--rank is 2 of 2 processes: .* from 0 to 1\.$/,
  ],
])('%j are refused', (args, message) => {
  expect(() => asked(...args)).toThrow(BadTrainingRun);
  expect(() => asked(...args)).toThrow(message);
});

test.each(['train-0', 'train-0:', ':9091', 'train-0:0', 'train-0:70000'])('%s is no place', place => {
  expect(() => asked('--tracker', place)).toThrow(/Give the host of the first process and a port/);
});
