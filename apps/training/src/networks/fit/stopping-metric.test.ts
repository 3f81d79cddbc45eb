import { stoppingMetric } from './stopping-metric';

const CLICK = { name: 'click', kind: 'binary' } as const;
const SPENT = { name: 'spent', kind: 'regression' } as const;
const metricOf = (
  earlyStoppingMetric: string,
  tasks: Parameters<typeof stoppingMetric>[1],
  userCol?: string,
) => stoppingMetric({ earlyStoppingMetric, ...(userCol !== undefined && { userCol }) }, tasks);

test.each([
  ['loss', [CLICK], 'min', null],
  ['auc', [CLICK], 'max', { task: 'click', measure: 'auc' }],
  ['logloss', [CLICK], 'min', { task: 'click', measure: 'log_loss' }],
  ['log_loss', [CLICK], 'min', { task: 'click', measure: 'log_loss' }],
  ['click_auc', [CLICK, SPENT], 'max', { task: 'click', measure: 'auc' }],
  ['click_logloss', [CLICK, SPENT], 'min', { task: 'click', measure: 'log_loss' }],
  ['spent_rmse', [CLICK, SPENT], 'min', { task: 'spent', measure: 'rmse' }],
  ['spent_r2', [CLICK, SPENT], 'max', { task: 'spent', measure: 'r2' }],
] as const)('%s', (asked, tasks, mode, measured) => {
  expect(metricOf(asked, tasks)).toMatchObject({ mode, measured });
});

test('the AUC within users is measured where their column is named', () => {
  expect(metricOf('gauc', [CLICK], 'user').measured).toEqual({ task: 'click', measure: 'gauc' });
  expect(() => metricOf('gauc', [CLICK])).toThrow(
    '--early-stopping-metric gauc: this training measures loss, auc, log_loss, normalized_entropy, average_precision. Name one of these. gauc needs --user-col.',
  );
});

test.each(['auc', 'log_loss_constant', 'click_auc_constant', 'rmse', ''])(
  '"%s" of several tasks is refused, with what there is',
  asked => {
    expect(() => metricOf(asked, [CLICK, SPENT])).toThrow(
      `--early-stopping-metric ${asked}: this training measures loss, click_auc, click_log_loss, click_normalized_entropy, click_average_precision, spent_mae, spent_rmse, spent_r2. Name one of these.`,
    );
  },
);
