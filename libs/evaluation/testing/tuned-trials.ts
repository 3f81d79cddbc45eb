import type { TunedTrial, TuningReport } from '../src';

const BUDGETS = [6, 17, 50];
const LAYERS = ['32', '64,32', '128,64', '128,64,32', '256,128,64'];

/** A trial that is the better the nearer its rate is to 0.002; every third goes on to the next budget. */
function trialOf(i: number): TunedTrial {
  const rate = 0.0003 * 1.2 ** i;
  const reached = i === 0 || i === 9 ? 3 : i % 3 === 0 ? 2 : 1;
  const worth = 0.7 - 0.02 * Math.abs(Math.log(rate / 0.002));
  return {
    name: String(i + 1),
    values:
      i === 0
        ? new Map()
        : new Map<string, string | number>([
            ['--lr', Number(rate.toPrecision(3))],
            ['--dropout', (i * 7) % 10 === 0 ? 0 : ((i * 7) % 10) / 17],
            ['--deep-layers', LAYERS[i % LAYERS.length]],
          ]),
    measured: BUDGETS.slice(0, reached).map((budget, rung) => ({ budget, value: worth + 0.03 * rung })),
    seconds: 4.5 * reached,
  };
}

/** The page of a tuning in which all has happened that can. */
export const TUNING: TuningReport = {
  model: 'deepfm',
  version: '20260110_030405',
  createdAt: '2026-01-10T03:04:05Z',
  facts: [
    { name: 'Data', value: 'data/clicks.csv' },
    { name: 'Trials', value: 19 },
  ],
  metric: 'auc',
  unit: 'epochs',
  budgets: BUDGETS,
  parameters: [
    { name: '--lr', axis: { kind: 'log', from: 0.0003, to: 0.01 } },
    { name: '--dropout', axis: { kind: 'linear', from: 0, to: 0.6 } },
    { name: '--deep-layers', axis: { kind: 'choice', values: LAYERS } },
  ],
  trials: [
    ...Array.from({ length: 18 }, (_, i) => trialOf(i)),
    {
      name: '19',
      values: new Map([['--lr', 0.0099]]),
      measured: [],
      seconds: 0.4,
      problem: 'The loss of step 12 is not a finite number: lower --lr, or set --clip-norm.',
    },
  ],
  winner: '10',
  baseline: '1',
  command:
    "node dist/apps/training/main.js deepfm --data-path data/clicks.csv --features features.json --where 'dt >= 20260101' --lr 0.00155 --dropout 0.176 --deep-layers 256,128,64",
};
