import { atLeast, below, type Cell, type MeasureReport, type Target } from '../report/measure-report';
import { mean } from '../statistics';
import type { QualityData } from './quality-data';
import { DEFAULTS, isDefault, TREES } from './quality-options';
import { shownResult, type QualityResult } from './quality-result';

/** By which one may be behind another and still be level with it. */
const LEVEL = 0.001;

/** What the report is of, beside the results. */
export interface QualityRun {
  readonly rows: number;
  readonly seeds: number;
  /** Of the packages of peers; none where no Python has them. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The table of what was learnt, option by option and shape by shape, peers below. */
export function qualityReport(results: readonly QualityResult[], run: QualityRun): MeasureReport {
  const titles = [...new Set(results.map(({ title }) => title))];
  const shapes = [...new Set(results.map(({ data }) => data))];
  return {
    name: 'quality',
    title: 'What is learnt from data of several shapes',
    columns: [
      { key: 'option', title: 'trained' },
      ...shapes.map(({ name, title }) => ({ key: name, title })),
      { key: 'farthest', title: 'farthest from the best log loss', decimals: 4 },
    ],
    rows: titles.map(title => rowOf(title, shapes, results)),
    targets: [...targetsBesideTrees(results), ...shapes.flatMap(({ name }) => targetsOf(name, results))],
    notes: notesOf(run),
  };
}

function rowOf(
  title: string,
  shapes: readonly QualityData[],
  results: readonly QualityResult[],
): Record<string, Cell> {
  const own = results.filter(result => result.title === title);
  const cells = shapes.map(({ name }): [string, Cell] => {
    const found = own.find(({ data }) => data.name === name);
    return [name, found ? shownResult(found) : ''];
  });
  const { option } = own[0];
  const hasRivals = option !== null && !option.isDerived;
  return {
    option: title,
    ...Object.fromEntries(cells),
    farthest: hasRivals ? farthest(own, results) : '',
  };
}

/** How much worse than the best network something is where that is most, of the data that it was trained on. */
function farthest(own: readonly QualityResult[], results: readonly QualityResult[]): number {
  return Math.max(
    ...own.map(({ data, logLoss }) => {
      const networks = results.filter(
        ({ data: other, option }) =>
          other === data && option !== null && option.command !== 'xgb' && !option.isDerived,
      );
      return mean(logLoss) - Math.min(...networks.map(network => mean(network.logLoss)));
    }),
  );
}

function targetsBesideTrees(results: readonly QualityResult[]): readonly Target[] {
  const ofIds = results.filter(({ data }) => data.name === 'ids');
  if (ofIds.length === 0) return [];
  const ahead = (metric: 'auc' | 'logLoss'): number => {
    const [network, trees] = [DEFAULTS, TREES].map(
      option => ofIds.find(result => result.option === option)?.[metric] ?? [],
    );
    return mean(network) - mean(trees);
  };
  return [
    atLeast(`long-tailed ids: AUC of deepfm over that of xgb at least -${LEVEL}`, ahead('auc'), -LEVEL, 4),
    below(
      `long-tailed ids: log loss of deepfm over that of xgb below ${LEVEL}`,
      ahead('logLoss'),
      LEVEL,
      '',
      4,
    ),
  ];
}

/** The best of our models by their defaults, beside the best of the peers; nothing without peers. */
function targetsOf(name: string, results: readonly QualityResult[]): readonly Target[] {
  const ofData = results.filter(({ data }) => data.name === name);
  const ours = ofData.filter(({ option }) => option !== null && isDefault(option));
  const peers = ofData.filter(({ option }) => option === null);
  if (ours.length === 0 || peers.length === 0) return [];
  const { title } = ofData[0].data;
  const most = (of: typeof ofData) => Math.max(...of.map(({ auc }) => mean(auc)));
  const least = (of: typeof ofData) => Math.min(...of.map(({ logLoss }) => mean(logLoss)));
  return [
    atLeast(
      `${title}: our best AUC by defaults over that of the best peer at least -${LEVEL}`,
      most(ours) - most(peers),
      -LEVEL,
      4,
    ),
    below(
      `${title}: our least log loss by defaults over that of the best peer below ${LEVEL}`,
      least(ours) - least(peers),
      LEVEL,
      '',
      4,
    ),
  ];
}

function notesOf({ rows, seeds, versions }: QualityRun): readonly string[] {
  const shown = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `AUC and log loss of the fifth of ${rows.toLocaleString('en-US')} rows that is held out, by which the best epoch or round was chosen, too: mean ± deviation over ${seeds} seeds, which also choose that fifth, but for the sequences, where it is the newest rows. Ids are categories, for trees as well, which do without the sequences; din is trained on these alone, each compared with its category. How far a setting may be from the best of all networks with the same features on any of the data says how safe a default it would be. Buckets are 16 quantiles of each number; crosses are of user and item, user and thing, user and genre, in 100,000 buckets each.`,
    shown.length > 0
      ? `Peers (${shown.join(', ')}) have the same rows to learn from and the same held out, by whose log loss their best epoch or round is kept, too: up to 2,000 rounds with the rate 0.1, ended 30 after the best; up to 50 epochs of Adam with the rate 0.001, ended 5 after the best, embeddings of 16 numbers, 128 rows a step. Else they are as their authors' examples have them. torch-rechub has a DeepFM where there are categories, which its factorisation machine is made of, and else a DCN-v2.`
      : 'Peers are left out: none of the Pythons here has their packages (xgboost, lightgbm, deepctr-torch, torch-rechub; numpy and pandas).',
  ];
}
