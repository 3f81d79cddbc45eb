import { post, type Demonstration } from './demonstration';

/** Enough for the sample data, in a few seconds. */
const FEW_EPOCHS = ['--epochs', '6'];
const TOP_K = 5;

export const USER = { user_age: 24, user_gender: 1 };
export const SECOND_USER = { user_age: 38, user_gender: 0 };
export const HISTORY = ['music_004', 'music_011', 'music_002'];
export const NODE = 'music_004';
export const QUERY = { query_f1: 0.817, query_f2: -0.001, query_f3: -0.601 };

/** Models that retrieve: a vector as a vector database is asked with, and items found by the service itself. */
export const RETRIEVALS: readonly Demonstration[] = [
  {
    model: 'two_tower',
    flags: FEW_EPOCHS,
    port: 8085,
    about:
      'In the sample data users aged 18 to 31 of gender 1 like games, those aged 32 to 45 of gender 0 kitchen.',
    requests: [
      post('/user_embedding?model=two_tower', { user_features: USER }),
      post('/recall?model=two_tower', { user_features: USER, top_k: TOP_K }),
      post('/predictions/two_tower', { data: [USER, SECOND_USER], top_k: TOP_K }),
    ],
  },
  {
    model: 'youtube_dnn',
    flags: FEW_EPOCHS,
    port: 8082,
    about: 'In the sample data users go on with what most of their history is about; here, music.',
    requests: [
      post('/user_embedding?model=youtube_dnn', { user_features: USER, history_item_ids: HISTORY }),
      post('/recall?model=youtube_dnn', { user_features: USER, history_item_ids: HISTORY, top_k: TOP_K }),
      post('/predictions/youtube_dnn', { data: [{ history_item_ids: HISTORY }], top_k: TOP_K }),
    ],
  },
  {
    model: 'dssm',
    flags: FEW_EPOCHS,
    port: 8083,
    about: 'In the sample data this query is about sports.',
    requests: [
      post('/query_embedding', { query_features: QUERY }),
      post('/recall?model=dssm', { query_features: QUERY, top_k: TOP_K }),
      post('/predictions/dssm', { data: [QUERY], top_k: TOP_K }),
    ],
  },
  {
    model: 'graph_recall',
    command: 'node2vec',
    port: 8084,
    about: 'In the sample data nodes are linked with others that are about the same; this one, about music.',
    requests: [
      post('/recall?model=graph_recall', { user_id: NODE, top_k: TOP_K }),
      post('/predictions/graph_recall', { data: [{ user_id: NODE, top_k: TOP_K }] }),
    ],
  },
];
