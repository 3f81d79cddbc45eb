import type { RequestHead } from '../http/request-head';
import type { Fault } from '../http/respond';
import { DecodeTurns } from '../infer/decode-turns';
import { RowReader } from '../infer/row-reader';
import type { ServiceState } from '../service-state';
import type { HttpProtocol, PredictionCall } from './http-protocol';
import { KServeV1 } from './kserve-v1/kserve-v1';
import { OpenInference } from './oip/oip';
import { pathOf } from './request-path';
import { TorchServe } from './torchserve/torchserve';

/** A prediction that is asked for, in the way of a protocol. */
export interface MatchedCall {
  readonly protocol: HttpProtocol;
  readonly call: PredictionCall;
}

/** The protocols that a service speaks over HTTP; the last one takes what no other does. */
export class HttpProtocols {
  readonly all: readonly HttpProtocol[];

  constructor(state: ServiceState) {
    const { config, models } = state;
    const rows = new RowReader(config.maxBatchRows);
    const turns = new DecodeTurns(config.requestTimeoutMs);
    this.all = [
      new OpenInference(state, turns),
      new KServeV1(state, rows, turns),
      new TorchServe(rows, turns, models),
    ];
  }

  /** The prediction that a POST asks for, and how its protocol behaves; null where it asks for none. */
  match(request: RequestHead): MatchedCall | null {
    for (const protocol of this.all) {
      const call = protocol.match(request);
      if (call) return { protocol, call };
    }
    return null;
  }

  /** How an error is written for a request to `url`. */
  faultOf(url = '/'): Fault {
    const path = pathOf(url);
    const owner = this.all.find(protocol => protocol.owns(path)) ?? this.all[this.all.length - 1];
    return owner.fault;
  }
}
