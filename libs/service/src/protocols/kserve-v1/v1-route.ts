import { decodeSegment } from '../request-path';

/** What can be asked of a model by a verb behind a colon. */
export type V1Verb = 'predict' | 'classify' | 'regress' | 'explain';

/** A model, and which of its versions is meant: one by its name, one by its label, or the current one. */
export interface V1Target {
  readonly model: string;
  readonly version: string | null;
  readonly label: string | null;
}

/** What a path of KServe v1 or TensorFlow Serving asks for. */
export type V1Route =
  { readonly kind: 'models' } | { readonly kind: 'status' | 'metadata' | V1Verb; readonly target: V1Target };

// As TensorFlow Serving has it, in either case: neither names nor versions hold a slash or a colon unless encoded.
const MODELS = /^\/v1\/models\/?$/i;
const MODEL =
  /^\/v1\/models\/([^/:]+)(?:\/versions\/([^/:]+))?(?:\/labels\/([^/:]+))?(?:\/(metadata)|:(predict|classify|regress|explain))?\/?$/i;

/** Reads a path; null if it is none of this protocol. */
export function matchV1Route(path: string): V1Route | null {
  const match = MODEL.exec(path);
  if (!match) return MODELS.test(path) ? { kind: 'models' } : null;
  const [, model, version, label, metadata, verb] = match;
  const target = {
    model: decodeSegment(model),
    version: version === undefined ? null : decodeSegment(version),
    label: label === undefined ? null : decodeSegment(label),
  };
  if (metadata !== undefined) return { kind: 'metadata', target };
  return { kind: verb === undefined ? 'status' : verbOf(verb), target };
}

/** Whether a path belongs to this protocol, be it one that there is or not. */
export function isV1Path(path: string): boolean {
  return /^\/v1(?:\/|$)/i.test(path);
}

function verbOf(text: string): V1Verb {
  switch (text.toLowerCase()) {
    case 'classify':
      return 'classify';
    case 'regress':
      return 'regress';
    case 'explain':
      return 'explain';
    default:
      return 'predict';
  }
}
