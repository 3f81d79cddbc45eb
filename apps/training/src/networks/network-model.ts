import type { OutputEntry } from '@reckit/artifacts';
import type { SampledNegatives } from '../negatives/sample-negatives';
import type { TrainingModel } from '../run/training-model';
import type { NetworkPlan } from './fit/fit-network';

/** What a model hands over to be trained. */
export interface NetworkModel extends NetworkPlan {
  readonly model: Pick<TrainingModel<never>, 'name' | 'kind'>;
  /** The column that `feature_meta.json` names as the label. */
  readonly label: string;
  /** What every output of the network is to a client. */
  readonly role: OutputEntry['role'];
  /** What was left out of its rows. @default all are trained on */
  readonly negatives?: SampledNegatives | null;
  /** Whether its embeddings decay where no flag says how fast. @default false */
  readonly decaysEmbeddings?: boolean;
  /** Sizes of the network, for the manifest. */
  readonly architecture: Readonly<Record<string, unknown>>;
}
