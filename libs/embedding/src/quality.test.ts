import { communityQuality, type CommunityQuality } from '../testing/community-quality';
import { jsonOf, linesOf } from '../testing/fixture-files';
import { TextCorpus } from './corpus/text-corpus';
import { createVocabulary } from './corpus/vocabulary';
import { GraphBuilder } from './graph/graph-builder';
import { DEFAULT_WALK_SETTINGS, walkGraph } from './graph/walk-graph';
import { trainVectors } from './training/train-vectors';
import { DEFAULT_TRAINING_SETTINGS } from './training/training-settings';

interface SequenceRun {
  readonly params: {
    readonly vector_size: number;
    readonly epochs: number;
    readonly window: number;
    readonly min_count: number;
  };
  readonly quality: Readonly<Record<keyof CommunityQuality, { readonly mean: number }>>;
}

interface GraphRun {
  readonly params: {
    readonly numWalks: number;
    readonly walkLength: number;
    readonly dim: number;
    readonly epochs: number;
    readonly window: number;
    readonly minCount: number;
  };
  readonly referenceFunction: CommunityQuality;
}

const TOLERANCE = 0.01;
/** Trainings differ from seed to seed by more than the tolerance; what is compared is a mean, as the recorded one is. */
const SEEDS = [1, 2, 3, 4, 5, 6];

const { runs, hard } = jsonOf<{ runs: SequenceRun[]; hard: { runs: SequenceRun[] } }>('quality.json');
const communityOfItem = jsonOf<{ items: Record<string, number> }>('communities.json').items;
const communityOfNode = jsonOf<{ nodes: Record<string, number> }>('graph-communities.json').nodes;
const [longWalks, shortWalks] = jsonOf<{ runs: GraphRun[] }>('graph-quality.json').runs;

async function qualityOfSentences(file: string, { params }: SequenceRun): Promise<CommunityQuality> {
  return meanOver(SEEDS, async seed => {
    const text = new TextCorpus();
    for (const line of linesOf(file)) text.add(line.split(' '));
    const { corpus, vocabulary } = text.finish(params.min_count);
    const { vector_size: dim, epochs, window } = params;
    const vectors = await trainVectors(corpus, vocabulary, {
      ...DEFAULT_TRAINING_SETTINGS,
      dim,
      epochs,
      window,
      seed,
    });
    return communityQuality(
      vectors,
      dim,
      vocabulary.words.map(word => communityOfItem[word]),
    );
  });
}

async function qualityOfGraph({ params }: GraphRun): Promise<CommunityQuality> {
  const { numWalks: walksPerNode, walkLength, dim, epochs, window, minCount } = params;
  const builder = new GraphBuilder();
  for (const [from, to] of linesOf('graph_edges.csv')
    .slice(1)
    .map(line => line.split(',')))
    builder.add(from, to);
  const graph = builder.finish();
  return meanOver(SEEDS, async seed => {
    const walkSettings = { ...DEFAULT_WALK_SETTINGS, walksPerNode, walkLength, seed };
    const { corpus, visits } = await walkGraph(graph, walkSettings);
    const vocabulary = createVocabulary(graph.nodes, visits, minCount);
    const settings = { ...DEFAULT_TRAINING_SETTINGS, dim, epochs, window, seed };
    const vectors = await trainVectors(corpus, vocabulary, settings);
    return communityQuality(
      vectors,
      dim,
      vocabulary.words.map(node => communityOfNode[node]),
    );
  });
}

async function meanOver(
  seeds: readonly number[],
  measure: (seed: number) => Promise<CommunityQuality>,
): Promise<CommunityQuality> {
  const all: CommunityQuality[] = [];
  for (const seed of seeds) all.push(await measure(seed));
  const mean = (key: keyof CommunityQuality): number =>
    all.reduce((sum, one) => sum + one[key], 0) / all.length;
  return { intraMinusInter: mean('intraMinusInter'), precisionAt10: mean('precisionAt10') };
}

const titleOf = ({ params }: SequenceRun): string =>
  `dim ${params.vector_size}, ${params.epochs} epochs, window ${params.window}`;

describe.each([
  ['corpus.txt', runs],
  ['corpus-hard.txt', hard.runs],
])('%s', (file, recorded) => {
  test.each(recorded.map(run => [titleOf(run), run] as const))(
    'items are told apart as gensim tells them: %s',
    async (_, run) => {
      const { intraMinusInter, precisionAt10 } = await qualityOfSentences(file, run);
      expect(precisionAt10).toBeGreaterThan(run.quality.precisionAt10.mean - TOLERANCE);
      expect(intraMinusInter).toBeGreaterThan(run.quality.intraMinusInter.mean - TOLERANCE);
    },
  );
});

// The third recorded run, of one epoch, is no better than chance.
test.each([
  ['50 walks, 10 epochs', longWalks],
  ['10 walks, 3 epochs', shortWalks],
])('nodes are told apart as the reference tells them: %s', async (_, run) => {
  const { intraMinusInter, precisionAt10 } = await qualityOfGraph(run);
  expect(precisionAt10).toBeGreaterThan(run.referenceFunction.precisionAt10 - TOLERANCE);
  expect(intraMinusInter).toBeGreaterThan(run.referenceFunction.intraMinusInter - TOLERANCE);
});

test('CBOW on two threads tells items apart, too', async () => {
  const text = new TextCorpus();
  for (const line of linesOf('corpus.txt')) text.add(line.split(' '));
  const { corpus, vocabulary } = text.finish(1);
  const settings = {
    ...DEFAULT_TRAINING_SETTINGS,
    algorithm: 'cbow' as const,
    epochs: 20,
    workers: 2,
    dim: 64,
  };
  const vectors = await trainVectors(corpus, vocabulary, settings);
  const communityOf = vocabulary.words.map(word => communityOfItem[word]);
  expect(communityQuality(vectors, 64, communityOf).precisionAt10).toBeGreaterThan(0.9);
});
