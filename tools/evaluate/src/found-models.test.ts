import path from 'node:path';
import { readManifest, type Manifest } from '@reckit/artifacts';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { writeFoundData, type FoundKind } from '../testing/found-data';
import { expectSuccess, trainingApps } from '../testing/trained-models';

const apps = trainingApps();
const tool = builtTool('evaluate');

interface Trained {
  readonly model: FoundKind;
  readonly command: 'two-tower' | 'dssm' | 'youtube-dnn' | 'node2vec' | 'item2vec';
  readonly flags: readonly string[];
  readonly extension: string;
  /** What the training held out: what it measured what is served on, or pairs that a training of its own did not have. */
  readonly heldOut: 'measured' | 'apart';
}

const NETWORK = ['--epochs', '6', '--lr', '0.01', '--batch-size', '64', '--dim', '16', '--dropout', '0'];
const TOWERS = [...NETWORK, '--query-layers', '32', '--item-layers', '32'];
const MODELS: readonly Trained[] = [
  { model: 'two_tower', command: 'two-tower', flags: TOWERS, extension: 'csv', heldOut: 'measured' },
  { model: 'dssm', command: 'dssm', flags: TOWERS, extension: 'csv', heldOut: 'measured' },
  {
    model: 'youtube_dnn',
    command: 'youtube-dnn',
    flags: [...NETWORK, '--layers', '32'],
    extension: 'csv',
    heldOut: 'measured',
  },
  {
    model: 'item2vec',
    command: 'item2vec',
    flags: ['--epochs', '15', '--dim', '16'],
    extension: 'csv',
    heldOut: 'measured',
  },
  {
    model: 'word2vec',
    command: 'item2vec',
    flags: ['--mode', 'word2vec', '--hold-out', 'last', '--epochs', '15', '--dim', '16'],
    extension: 'txt',
    heldOut: 'measured',
  },
  {
    model: 'graph_recall',
    command: 'node2vec',
    flags: ['--dim', '16', '--num-walks', '5'],
    extension: 'csv',
    heldOut: 'apart',
  },
];

describe.each(MODELS)('$model', ({ model, command, flags, extension, heldOut }) => {
  let folder = '';
  let modelDir = '';
  const file = (name: string): string => path.join(folder, `${name}.${extension}`);
  const manifestOf = (version: string): Promise<Manifest> =>
    readManifest(path.join(modelDir, model, version));
  const train = async (version: string, data: string, ...more: string[]): Promise<void> => {
    const named = ['--data-path', file(data), '--version', version, '--workers', '1', '--quiet'];
    const usual = command === 'node2vec' || command === 'item2vec' ? named : named.filter(isNoWorker);
    expectSuccess(await apps[command].train(folder, [...usual, ...flags, ...more]));
  };
  const evaluate = (version: string, current: string, ...more: string[]): Promise<ToolRun> =>
    tool.run([
      ...['--model', model, '--version', version, '--current-version', current],
      ...['--model-dir', modelDir, ...more],
    ]);

  beforeAll(async () => {
    folder = apps[command].newFolder();
    modelDir = path.join(folder, 'model');
    await writeFoundData(model, folder);
    await train('shuffled', 'shuffled');
    await train('better', 'real');
  });

  test('a better version passes, on rows that neither was trained on', async () => {
    const { code, stdout } = await evaluate('better', 'shuffled', '--data', file('later'), '--json');
    expect(code).toBe(0);
    const { metrics, passed, data } = JSON.parse(stdout);
    const { recall_at_20: recall } = metrics;
    expect(recall.new).toBeGreaterThan(1.2 * recall.current);
    expect(recall.interval.low).toBeGreaterThan(0);
    expect(metrics.ndcg_at_20.new).toBeGreaterThan(metrics.ndcg_at_20.current);
    expect(data.rows).toBeGreaterThan(100);
    expect(passed).toBe(true);
  });

  test('a worse one is refused, and the reason says by how much', async () => {
    const run = await evaluate('shuffled', 'better', '--data', file('later'));
    const line = refusalOf(run, 1);
    expect(line).toContain(`${model} shuffled does not pass: `);
    expect(line).toMatch(/recall_at_20 0\.\d+ is not at least 0\.95 times the current 0\.\d+/);
  });

  if (heldOut === 'measured') {
    test('what its training held out gives what the training measured', async () => {
      const { code, stdout } = await evaluate('better', 'shuffled', '--json');
      expect(code).toBe(0);
      const { metrics, data } = JSON.parse(stdout);
      const trained = await manifestOf('better');
      for (const name of ['recall_at_10', 'recall_at_20', 'ndcg_at_20', 'mrr']) {
        expect(metrics[name].new).toBeCloseTo(trained.metrics[name] ?? NaN, 6);
      }
      expect(data.rows).toBe(trained.data['measured_rows']);
      expect(data.path).toBe(file('real'));
    });
  }

  if (heldOut === 'apart') {
    test('without other edges the trainings are compared that did not have those held out', async () => {
      const { code, stdout } = await evaluate('better', 'shuffled', '--json');
      expect(code).toBe(0);
      const { metrics, data, notes } = JSON.parse(stdout);
      const { finds } = await manifestOf('better');
      const pairs = finds?.what === 'links' ? (finds.held_out?.pairs ?? 0) : 0;
      // Some of them are neighbours in the other graph by chance.
      expect(data.rows).toBeGreaterThan(0.8 * pairs);
      expect(data.rows).toBeLessThanOrEqual(pairs);
      expect(metrics.auc.new).toBeGreaterThan(metrics.auc.current + 0.1);
      expect(notes[0]).toContain('measured are the trainings without those that were held out');
    });
  }

  test('one that held out what was mixed up as well is refused, since there the current one guesses', async () => {
    const line = refusalOf(await evaluate('shuffled', 'better'), 1);
    expect(line).toMatch(
      /(recall_at_20|auc) of the current version is 0\.\d+ here and was 0\.\d+ in its training/,
    );
  });
});

function isNoWorker(flag: string, place: number, flags: readonly string[]): boolean {
  return flag !== '--workers' && flags[place - 1] !== '--workers';
}
