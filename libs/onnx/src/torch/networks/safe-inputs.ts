import type { GraphBuilder } from '../../graph-builder';
import { unsupported } from '../checkpoint-error';
import type { Linear } from './state-dict';

const FLOAT_MAX = 2 ** 127;

/** Bounds of the units of a layer when no input exceeds x in magnitude: `slope · x + constant`. */
export interface Bounds {
  readonly slope: Float64Array;
  readonly constant: Float64Array;
}

/**
 * Finds how large the inputs of a network may be before any sum inside it could leave the range of float32 in the
 * worst case. Beyond, PyTorch's answers turn to infinity or NaN; inputs that are cut there give finite ones, and
 * cutting changes nothing below.
 */
export class SafeInputs {
  #limit = FLOAT_MAX;

  /** Bounds of the inputs themselves. */
  inputs(count: number): Bounds {
    return { slope: new Float64Array(count).fill(1), constant: new Float64Array(count) };
  }

  /** Bounds after a linear layer, and after any activation that does not enlarge a value. */
  through({ weight, bias, inputs, outputs }: Linear, from: Bounds): Bounds {
    const to = { slope: new Float64Array(outputs), constant: new Float64Array(outputs) };
    for (let output = 0; output < outputs; output++) {
      let slope = 0;
      let constant = Math.abs(bias[output] ?? 0);
      for (let input = 0; input < inputs; input++) {
        const size = Math.abs(weight[output * inputs + input] ?? 0);
        slope += size * (from.slope[input] ?? 0);
        constant += size * (from.constant[input] ?? 0);
      }
      to.slope[output] = slope;
      to.constant[output] = constant;
      if (slope > 0) this.#limit = Math.min(this.#limit, (FLOAT_MAX - constant) / slope);
      if (constant > FLOAT_MAX) this.#limit = 0;
    }
    return to;
  }

  /** Bounds after several linear layers. */
  throughAll(layers: readonly Linear[], from: Bounds): Bounds {
    return layers.reduce((bounds, layer) => this.through(layer, bounds), from);
  }

  /**
   * Adds a node that cuts the inputs and returns its name.
   *
   * @throws UnsupportedModel if ordinary inputs would be cut
   */
  appendTo(graph: GraphBuilder, features: string): string {
    if (!(this.#limit >= 1)) {
      return unsupported('its weights are so large that scores overflow', 'Train the model again.');
    }
    const limits = [-this.#limit, this.#limit].map(limit =>
      graph.constant({ type: 'float', shape: [], values: Float32Array.of(limit) }, 'limit'),
    );
    return graph.node('Clip', [features, ...limits]);
  }
}
