import { lookupFeatures } from '@reckit/features';
import type { MadeSignature, MadeVectors } from './made-package';

/** The vectors of five users, all of length 1, and who of them is joined to whom. */
export const GRAPH_RECALL_VECTORS: MadeVectors = {
  itemsOf: null,
  queriesOf: 'graph_recall',
  similarity: 'cosine',
  vectors: { u1: [1, 0], u2: [0.8, 0.6], u3: [0.6, 0.8], u4: [0, 1], u5: [-1, 0] },
  edges: [
    ['u1', 'u2'],
    ['u5', 'u1'],
    ['u3', 'u4'],
  ],
};

/** Who is near whom, the nearest first. */
export const NEIGHBOURS_OF: Readonly<Record<'u1' | 'u4', { ids: string[]; scores: number[] }>> = {
  u1: { ids: ['u2', 'u3', 'u4', 'u5'], scores: [0.8, 0.6, 0, -1] },
  u4: { ids: ['u3', 'u2', 'u1', 'u5'], scores: [0.8, 0.6, 0, 0] },
};

/** A recall among them. */
export const GRAPH_RECALL_SIGNATURES: Readonly<Record<string, MadeSignature>> = {
  graph_recall: {
    features: lookupFeatures('user_id').features,
    graph: null,
    outputs: [
      { name: 'item_ids', role: 'ids' },
      { name: 'scores', role: 'similarity' },
    ],
    checks: {
      rows: [{ user_id: 'u1' }, { user_id: 'nobody' }],
      outputs: { scores: [...NEIGHBOURS_OF.u1.scores, 0, 0, 0, 0] },
      ids: { item_ids: [...NEIGHBOURS_OF.u1.ids, '', '', '', ''] },
      tolerance: { relative: 1e-6, absolute: 1e-6 },
    },
  },
};
