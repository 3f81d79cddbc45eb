import { QUALITY_DATA } from './quality-data';
import { DEFAULTS, QUALITY_OPTIONS, TREES, type QualityOption } from './quality-options';
import { qualityReport } from './quality-report';

const RUN = { rows: 20_000, seeds: 2, versions: { lightgbm: '4.7.0' } };
const WITHOUT_DECAY = QUALITY_OPTIONS.find(({ flags }) => flags.join(' ') === '--l2-embedding 0') ?? TREES;

const reached = (option: QualityOption | null, shape: number, auc: number, logLoss: number) => ({
  title: option?.title ?? 'a peer',
  option,
  data: QUALITY_DATA[shape],
  auc: [auc, auc],
  logLoss: [logLoss, logLoss],
});

test('a setting is as far from the best network as where that is most, and only shapes that were run have a column', () => {
  const report = qualityReport(
    [
      reached(TREES, 1, 0.7, 0.5),
      reached(DEFAULTS, 1, 0.7, 0.6),
      reached(WITHOUT_DECAY, 1, 0.7, 0.64),
      reached(DEFAULTS, 2, 0.9, 0.3),
      reached(WITHOUT_DECAY, 2, 0.9, 0.2),
    ],
    RUN,
  );
  expect(report.columns.map(({ key }) => key)).toEqual(['option', 'ids', 'habits', 'farthest']);
  const farthest = report.rows.map(row => [row['option'], Number(row['farthest']).toFixed(2)]);
  expect(farthest).toEqual([
    ['xgb', '-0.10'],
    ['deepfm as it is', '0.10'],
    ['deepfm --l2-embedding 0', '0.04'],
  ]);
});

test('the best of our defaults is held against the best peer, and no other setting is', () => {
  const { targets } = qualityReport(
    [
      reached(TREES, 2, 0.9, 0.3),
      reached(DEFAULTS, 2, 0.91, 0.31),
      reached(WITHOUT_DECAY, 2, 0.99, 0.1),
      reached(null, 2, 0.9105, 0.2),
    ],
    RUN,
  );
  expect(targets.map(({ measured, met }) => [measured.trim(), met])).toEqual([
    ['-0.0005', true],
    ['0.1000', false],
  ]);
});
