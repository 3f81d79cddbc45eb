import { flatDssm } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Vectors of queries and of documents that lie near each other where a document answers a query. */
export const dssm: ServiceDefinition = {
  name: 'dssm',
  title: 'Reckit DSSM',
  defaultPort: 8083,
  flat: flatDssm,
  names: { dssm: 'query_tower', query_tower: 'query_tower', doc_tower: 'doc_tower', dssm_recall: 'recall' },
  rowKeys: {
    query_tower: { groups: ['query_features'], prefix: 'query_' },
    doc_tower: { groups: ['doc_features'], prefix: 'doc_' },
  },
  endpoints: [
    { path: '/query_embedding', calls: 'query_tower', answer: { kind: 'embedding', key: 'query_embedding' } },
    { path: '/doc_embedding', calls: 'doc_tower', answer: { kind: 'embedding', key: 'doc_embedding' } },
    { path: '/recall', calls: 'dssm_recall', answer: { kind: 'neighbours' } },
  ],
};
