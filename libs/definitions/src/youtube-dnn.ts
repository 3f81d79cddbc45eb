import { flatYoutubeDnn } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Vectors of users, from what is known of them and the items of their history. */
export const youtubeDnn: ServiceDefinition = {
  name: 'youtube_dnn',
  title: 'Reckit YouTube DNN',
  defaultPort: 8082,
  flat: flatYoutubeDnn,
  names: { youtube_dnn: 'youtube_dnn', youtube_dnn_recall: 'recall' },
  rowKeys: { youtube_dnn: { groups: ['user_features'], prefix: 'user_' } },
  endpoints: [
    { path: '/user_embedding', calls: 'youtube_dnn', answer: { kind: 'embedding', key: 'user_embedding' } },
    { path: '/recall', calls: 'youtube_dnn_recall', answer: { kind: 'neighbours' } },
  ],
};
