import type { FlatLayout, Model, ModelOutput, Outputs } from '@reckit/inference';

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

/** What the description of an answer needs to know of the model. */
export type AnsweredModel = Pick<Model, 'outputs' | 'answersProbabilities'>;

/** How the outputs of a model become the bodies of its answers. */
export interface AnswerFormat {
  /** What `POST /predict` calls the list that it also answers as `predictions`. */
  readonly listName: 'scores' | 'scores_list';
  /**
   * The entries of an answer, one a row: a JSON list in ASCII.
   *
   * @param specs - what the outputs are, in their order
   * @throws InternalError if a number is not finite
   */
  encode(outputs: Outputs, specs: readonly ModelOutput[]): string;
  /** JSON Schema of one entry. */
  entrySchema(model: AnsweredModel): Readonly<Record<string, unknown>>;
  /** What `GET /` tells about the outputs by their names, beyond what every service tells. */
  status(names: readonly string[]): Readonly<Record<string, unknown>>;
}
