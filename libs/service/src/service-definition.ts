import type { FlatLayout } from '@reckit/inference';

/** What makes one model's service: its name, where its files lie, and what clients call. */
export interface ServiceDefinition {
  /** The model's folder in the model directory, and its name in paths unless `names` says otherwise. */
  readonly name: string;
  /** The name that `GET /` shows. */
  readonly title: string;
  readonly defaultPort: number;
  readonly flat: FlatLayout;
  /**
   * The names that clients call, each with the signature that it means.
   * @default the model's name, for the first signature
   */
  readonly names?: Readonly<Record<string, string>>;
}
