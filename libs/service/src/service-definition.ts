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

/** How the outputs of a model become the bodies of its answers. */
export interface AnswerFormat {
  /** The body of `POST /predictions/{model}`, as JSON text in ASCII. */
  predictions(outputs: Outputs): string;
  /** The body of `POST /predict`, as JSON text in ASCII. */
  predict(outputs: Outputs): string;
  /** JSON Schema of one entry of `predictions`. */
  readonly entrySchema: Readonly<Record<string, unknown>>;
}
