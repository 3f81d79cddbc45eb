import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordedExchange } from '../../../service-testing/replays/recorded-exchange';
import { FLAT_MODEL } from './local-service';

interface Recorded extends RecordedExchange {
  /** Whether Python's sort decided which of several that are as near comes first. */
  readonly orderOfTiesUnspecified?: boolean;
}

type Embeddings = Readonly<Record<string, readonly number[]>>;

/** The model of the server "tiny-embeddings". */
export const TINY_MODEL = {
  embeddings: {
    a: [1, 0, 0, 0],
    zero: [0, 0, 0, 0],
    b: [0.5, 0, 0, 0],
    c: [0, 1, 0, 0],
    d: [-1, 0, 0, 0],
    a2: [2, 0, 0, 0],
  },
  dim: 4,
  num_nodes: 6,
};

const FIXTURES = path.join(__dirname, '../../fixtures');
const RECORDED: readonly Recorded[] = JSON.parse(readFileSync(path.join(FIXTURES, 'golden.json'), 'utf8'));
const { embeddings }: { embeddings: Embeddings } = JSON.parse(
  readFileSync(path.join(FLAT_MODEL, 'node2vec_meta.json'), 'utf8'),
);

/** Somebody and what Python found for them, by the name of the exchange. */
export interface RecordedRecall {
  readonly name: string;
  readonly ids: readonly string[];
  /** The same with cosines, and those that are as near in the order of the file. */
  readonly found: { readonly item_ids: readonly string[]; readonly scores: readonly number[] };
  readonly areTiesOpen: boolean;
}

/** Every recorded `/recall` that found somebody. */
export const RECALLS: readonly RecordedRecall[] = RECORDED.flatMap(exchange => {
  const { name, request, response, server, orderOfTiesUnspecified: areTiesOpen = false } = exchange;
  const { item_ids: ids = [] } = Object(response.body);
  if (request.path !== '/recall' || response.status !== 200 || ids.length === 0) return [];
  const { user_id: user } = Object(request.body ?? JSON.parse(request.rawBody ?? '{}'));
  const all = server === 'tiny-embeddings' ? TINY_MODEL.embeddings : embeddings;
  return [{ name, ids, areTiesOpen, found: foundAgain(all, user, ids, areTiesOpen) }];
});

function foundAgain(
  all: Embeddings,
  user: string,
  ids: readonly string[],
  areTiesOpen: boolean,
): RecordedRecall['found'] {
  const scoreOf = (id: string): number => cosine(all[user], all[id]);
  const order = areTiesOpen
    ? Object.keys(all)
        .filter(id => id !== user)
        .sort((a, b) => scoreOf(b) - scoreOf(a))
    : ids;
  return { item_ids: order, scores: order.map(scoreOf) };
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const product = one.reduce((sum, value, i) => sum + value * other[i], 0);
  return product === 0 ? 0 : product / (Math.hypot(...one) * Math.hypot(...other));
}
