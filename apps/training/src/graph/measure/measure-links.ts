import {
  adamicAdar,
  adamicAdarScorer,
  commonNeighbours,
  cosineOf,
  innerProductScorer,
  linkFindings,
  popularityScorer,
  preferentialAttachment,
  retrievalFindings,
  type LinkFindings,
  type RetrievalFindings,
} from '@reckit/evaluation';
import type { Metrics } from '../../report/shown-metrics';
import { keyOf, retrievalMetrics } from '../../retrieval/measure';
import type { HeldOut } from './hold-out';
import { heldOutQueries } from './held-out-queries';
import { neighbourCounts } from './neighbour-counts';

const OWN = 'node2vec';
const COMMON = 'common neighbours';
const ADAMIC_ADAR = 'Adamic-Adar';
const ATTACHMENT = 'preferential attachment';
const K = 20;

/** How well the vectors of a graph without some edges find these again. */
export interface GraphFindings {
  /** Null where all nodes are neighbours, so that there is nothing to tell them from. */
  readonly links: LinkFindings | null;
  readonly retrieval: RetrievalFindings;
}

/**
 * Tells pairs of neighbours that were held out from others, and looks for them among all nodes, by the cosine of the
 * vectors, as the service does, and by what the neighbours alone say. Nodes that are neighbours already are not looked
 * for.
 *
 * @param vectors - of length 1 or 0, [nodes, dim]
 */
export function measureLinks(held: HeldOut, vectors: Float32Array, dim: number): GraphFindings {
  const { linked, unlinked, neighbours } = held;
  const { nodes, targets, known } = heldOutQueries(held, dim);
  const queries = new Float32Array(nodes.length * dim);
  nodes.forEach((node, i) => queries.set(vectors.subarray(node * dim, (node + 1) * dim), i * dim));
  const degrees = neighbourCounts(neighbours);
  const findings = retrievalFindings({
    methods: [
      { name: OWN, scorer: innerProductScorer({ queries, items: vectors, dim }) },
      { name: ADAMIC_ADAR, scorer: adamicAdarScorer(neighbours, nodes) },
      { name: ATTACHMENT, scorer: popularityScorer(degrees, nodes.length) },
    ],
    targets,
    exclude: known,
    itemCounts: degrees,
    k: K,
  });
  return {
    links: linkFindings({
      methods: [
        { name: OWN, score: cosineOf(vectors, dim) },
        { name: COMMON, score: commonNeighbours(neighbours) },
        { name: ADAMIC_ADAR, score: adamicAdar(neighbours) },
        { name: ATTACHMENT, score: preferentialAttachment(neighbours) },
      ],
      linked,
      unlinked,
    }),
    // Its parts speak of events, of which a graph has none.
    retrieval: { ...findings, methods: findings.methods.map(method => ({ ...method, byPopularity: [] })) },
  };
}

/** The findings as metrics of the manifest. */
export function graphMetrics({ links, retrieval }: GraphFindings): Metrics {
  return {
    auc: links?.methods[0].auc ?? null,
    average_precision: links?.methods[0].averagePrecision ?? null,
    ...Object.fromEntries(
      (links?.methods ?? []).slice(1).flatMap(({ name, auc, averagePrecision }) => [
        [`${keyOf(name)}_auc`, auc],
        [`${keyOf(name)}_average_precision`, averagePrecision],
      ]),
    ),
    ...retrievalMetrics(retrieval),
  };
}

/** The findings in a line. */
export function describeFindings({ links, retrieval }: GraphFindings): string {
  const shown = (value: number | undefined) => (value ?? NaN).toFixed(4);
  const recallOf = ({ byK }: (typeof retrieval.methods)[number]) => byK.find(({ k }) => k === K)?.recall;
  const [own, ...others] = retrieval.methods;
  const recall = `recall@${K} ${shown(recallOf(own))} (${others.map(method => `${method.name} ${shown(recallOf(method))}`).join(', ')})`;
  if (!links) return recall;
  const [{ auc }, ...baselines] = links.methods;
  return `AUC ${shown(auc)} (${baselines.map(method => `${method.name} ${shown(method.auc)}`).join(', ')}), ${recall}`;
}
