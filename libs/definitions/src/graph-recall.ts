import { flatNode2vec } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Who is near to whom in a graph: the ids whose vectors are nearest to that of a user. */
export const graphRecall: ServiceDefinition = {
  name: 'graph_recall',
  title: 'Reckit Graph Recall',
  defaultPort: 8084,
  flat: flatNode2vec,
  // Go clients of this model ask beside others for no more than the path.
  endpoints: [{ path: '/recall', calls: 'graph_recall', answer: { kind: 'neighbours' }, isMeant: true }],
};
