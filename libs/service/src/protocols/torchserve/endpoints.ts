import type { Signature } from '@reckit/inference';
import {
  encodeEmbeddingAnswer,
  encodeRecallAnswer,
  readEndpointRequest,
  type EndpointRequest,
} from '@reckit/protocol';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { EndpointAnswer, ServiceDefinition } from '../../service-definition';
import type { PredictionCall } from '../http-protocol';
import { pathOf } from '../request-path';

/** The paths of the models' own, such as `/user_embedding`; of two models with the same one the first answers. */
export class Endpoints {
  readonly #calls = new Map<string, PredictionCall>();

  constructor(definitions: readonly ServiceDefinition[], turns: DecodeTurns) {
    for (const { path, calls, answer } of definitions.flatMap(({ endpoints = [] }) => endpoints)) {
      if (this.#calls.has(path)) continue;
      const target = { name: calls, version: null, label: null };
      this.#calls.set(path, { target, codec: new EndpointCodec(answer, turns), route: path });
    }
  }

  get paths(): readonly string[] {
    return [...this.#calls.keys()];
  }

  /** What a POST to this target asks for; null if it is none of these paths. A trailing slash is the same path. */
  match(target: string): PredictionCall | null {
    if (this.#calls.size === 0) return null;
    const path = pathOf(target);
    const call = this.#calls.get(path.endsWith('/') ? path.slice(0, -1) : path);
    if (!call) return null;
    const queryAt = target.indexOf('?');
    const version = queryAt < 0 ? null : new URLSearchParams(target.slice(queryAt + 1)).get('version');
    return version === null ? call : { ...call, target: { ...call.target, version } };
  }
}

/** A body that is one row, and what was found for it. */
class EndpointCodec implements Codec<EndpointRequest> {
  constructor(
    private readonly answer: EndpointAnswer,
    private readonly turns: DecodeTurns,
  ) {}

  decode(body: Buffer, { encoder }: Signature): Decoded<EndpointRequest> | Promise<Decoded<EndpointRequest>> {
    const read = this.turns.run(readEndpointRequest(body, encoder));
    return read instanceof Promise ? read.then(decodedOf) : decodedOf(read);
  }

  encode({ signature, outputs }: Answered, { topK }: EndpointRequest): Answer {
    const text =
      this.answer.kind === 'embedding'
        ? encodeEmbeddingAnswer(this.answer.key, signature.outputs, outputs)
        : encodeRecallAnswer(topK, signature.outputs, outputs);
    return { kind: 'json', text };
  }
}

function decodedOf(request: EndpointRequest): Decoded<EndpointRequest> {
  return { rows: request.rows, options: request };
}
