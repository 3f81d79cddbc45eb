import { writeSampleData } from '@reckit/data';
import { towerModel } from '../retrieval/tower-model';

/** Queries and documents in one space of vectors. */
export const dssm = towerModel({
  name: 'dssm',
  description: 'DSSM: vectors of queries and of documents, near each other where a document answers a query',
  kind: 'dssm',
  defaultDataPath: 'data/dssm_data.csv',
  defaultFeatures: 'three numbers of queries and three of documents',
  writeSampleData: file => writeSampleData('dssm', file),
  sides: { query: 'query', item: 'doc' },
  features: ['query', 'doc'].flatMap(side => [1, 2, 3].map(i => `${side}_f${i}`)),
  objective: 'auto',
});
