import { createRandom, type Random } from '../../random';
import { itemNames, themeOf } from '../item-names';
import type { SampleOptions, SampleTable } from '../sample-table';
import { labelledPairs } from './labelled-pairs';

const TOPICS = 10;
const QUERIES = 500;
const DOCS = 200;
/** Deviation of a feature within its topic; the topics lie about 1.2 apart. */
const SPREAD = 0.15;

/**
 * Queries and documents of hidden topics. The features of either lie around the place of the topic on a sphere, but
 * the places of the documents are others than those of the queries: what belongs together is not what is alike, so
 * that a model has to learn it. Ids show the topic.
 *
 * Columns: `query_id`, `doc_id`, `query_f1` to `query_f3`, `doc_f1` to `doc_f3` and `label`.
 */
export function sampleDssmData({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const topicOfQuery = random.shuffle(Uint32Array.from({ length: QUERIES }, (_, query) => query % TOPICS));
  const topicOfDoc = random.shuffle(Uint32Array.from({ length: DOCS }, (_, doc) => doc % TOPICS));
  const placeOfDocs = random.shuffle(Uint32Array.from({ length: TOPICS }, (_, topic) => topic));
  const queryFeatures = featuresAround(topicOfQuery, random);
  const docFeatures = featuresAround(
    topicOfDoc.map(topic => placeOfDocs[topic]),
    random,
  );
  const {
    left: queries,
    right: docs,
    labels,
  } = labelledPairs(
    { rows, groupCount: TOPICS, groupOfLeft: topicOfQuery, groupOfRight: topicOfDoc },
    random,
  );
  const docNames = itemNames(topicOfDoc);
  return {
    rowCount: rows,
    columns: [
      {
        name: 'query_id',
        values: Array.from(queries, query => `${themeOf(topicOfQuery[query])}_q${query + 1}`),
      },
      { name: 'doc_id', values: Array.from(docs, doc => docNames[doc]) },
      ...queryFeatures.map((feature, i) => ({
        name: `query_f${i + 1}`,
        values: Float64Array.from(queries, query => feature[query]),
      })),
      ...docFeatures.map((feature, i) => ({
        name: `doc_f${i + 1}`,
        values: Float64Array.from(docs, doc => feature[doc]),
      })),
      { name: 'label', values: labels },
    ],
  };
}

/** Three features of each member, around the place of its group. */
function featuresAround(places: Uint32Array, random: Random): Float64Array[] {
  const features = [0, 1, 2].map(() => new Float64Array(places.length));
  places.forEach((place, member) => {
    placeOnSphere(place).forEach((coordinate, i) => {
      features[i][member] = Number((coordinate + random.normal(0, SPREAD)).toFixed(6));
    });
  });
  return features;
}

/** Places on a sphere that lie evenly apart: a spiral whose turns follow the golden angle. */
function placeOnSphere(place: number): [number, number, number] {
  const height = 1 - (2 * place + 1) / TOPICS;
  const radius = Math.sqrt(1 - height ** 2);
  const angle = place * Math.PI * (3 - Math.sqrt(5));
  return [radius * Math.cos(angle), radius * Math.sin(angle), height];
}
