import type { FlatLayout, Outputs } from '@reckit/inference';

/** What makes one model's service: its name, where its files lie, and how its outputs are written as JSON. */
export interface ServiceDefinition {
  /** The model's name in paths and its folder in the model directory. */
  readonly name: string;
  /** The name that `GET /` shows. */
  readonly title: string;
  readonly defaultPort: number;
  readonly flat: FlatLayout;
  readonly answers: AnswerFormat;
}

/** How the outputs of a model become the bodies of its answers. `names` are those of the outputs, in their order. */
export interface AnswerFormat {
  /** What `POST /predict` calls the list that it also answers as `predictions`. */
  readonly listName: 'scores' | 'scores_list';
  /**
   * The entries of an answer, one a row: a JSON list in ASCII.
   *
   * @throws InternalError if a number is not finite
   */
  encode(outputs: Outputs, names: readonly string[]): string;
  /** JSON Schema of one entry. */
  entrySchema(names: readonly string[]): Readonly<Record<string, unknown>>;
  /** What `GET /` tells about the outputs, beyond what every service tells. */
  status(names: readonly string[]): Readonly<Record<string, unknown>>;
}
