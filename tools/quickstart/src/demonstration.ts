import type { InputTensor } from '@reckit/client';

/** One request that shows what a service does. */
export type DemonstrationRequest = HttpDemonstration | GrpcDemonstration;

export interface HttpDemonstration {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** A call of `ModelInfer`. */
export interface GrpcDemonstration {
  readonly kind: 'grpc';
  readonly model: string;
  readonly inputs: readonly InputTensor[];
}

/** A model as the quickstart shows it: trained on sample data, served beside the others, asked. */
export interface Demonstration {
  readonly model: string;
  /** What trains it. @default the name of the app */
  readonly command?: string;
  /** What else its training is told. @default nothing */
  readonly flags?: readonly string[];
  /** The port of that app. */
  readonly port: number;
  /** What a reader has to know of the sample data to see whether the answers make sense. @default nothing */
  readonly about?: string;
  readonly requests: readonly DemonstrationRequest[];
}

/** What the app is called that serves a model alone. */
export function appOf(model: string): string {
  return model.replaceAll('_', '-');
}

/** What a reader types to train a model. */
export function commandOf({ model, command }: Pick<Demonstration, 'model' | 'command'>): string {
  return command ?? appOf(model);
}

export function post(path: string, body: unknown): HttpDemonstration {
  return { kind: 'http', method: 'POST', path, body };
}

export function get(path: string): HttpDemonstration {
  return { kind: 'http', method: 'GET', path };
}
