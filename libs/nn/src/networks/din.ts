import * as tf from '@tensorflow/tfjs-core';
import { attentionUnit } from '../layers/attention-unit';
import { dense } from '../layers/dense';
import { mlp } from '../layers/mlp';
import { InvalidNetwork } from '../errors';
import { narrowed } from '../layers/narrowed';
import type { Batch, Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { joined } from '../tabular/joined';
import { scaleNumeric } from '../tabular/scale-numeric';
import type { EmbeddingSlot, TabularLayout } from '../tabular/tabular-layout';
import { oneScore, type OneScoreSettings } from './one-score';

/** The sizes of a DIN. */
export interface DinSettings extends OneScoreSettings {
  /** Units of the hidden layers that weigh an event. */
  readonly attentionUnits: readonly number[];
  /** Whether the weights of the events of a row add up to 1. */
  readonly attentionSoftmax: boolean;
  readonly deepUnits: readonly number[];
}

/**
 * Deep interest network (Zhou et al., "Deep Interest Network for Click-Through Rate Prediction", 2018). Each sequence that
 * is laid out by event is weighed against the category whose values it shares, event by event, so that of a long history
 * that counts which is like the target. A deep part reads the sum, its product with the target, and all other features.
 * Its layers are those of the other networks, batch norm and ReLU, where the paper has Dice, which is a batch norm, too.
 */
export function din(layout: TabularLayout, settings: DinSettings): Network {
  const { numeric, slots } = layout;
  const { embeddingDim: dim, slotDims = [], deepUnits, start = 0, ...hidden } = settings;
  const parameters = new ParameterSet();
  const stretches = stretchesOf(slots);
  const attended = stretches.filter(({ isByEvent }) => isByEvent);
  const units = attended.map(stretch => ({
    ...stretch,
    target: targetOf(stretch.slot, slots),
    weigh: attentionUnit(parameters, `attention_${stretch.slot.feature.name}`, {
      ...{ events: stretch.count, dim, units: settings.attentionUnits, softmax: settings.attentionSoftmax },
    }),
  }));
  const pooled = slots.filter(({ event }) => event === null).length;
  const inputs = numeric.length + (pooled + 2 * units.length) * dim;
  const deep = mlp(parameters, 'deep', inputs, deepUnits, { ...hidden, activation: 'relu' });
  const output = dense(parameters, 'output', deepUnits.at(-1) ?? inputs, 1, {
    initializers: { bias: values => values.fill(start) },
  });

  function logits(batch: Batch, pass: Pass): tf.Tensor {
    const fields = narrowed(batch['fields'], slotDims);
    const parts = parted(fields, stretches);
    const others = stretches.flatMap(({ isByEvent, count }, i) =>
      isByEvent ? [] : [tf.reshape(parts[i], [-1, count * dim])],
    );
    const areThere = parted(tf.cast(tf.greaterEqual(batch['events'], 0), 'float32'), attended);
    const interests = units.flatMap(({ place, target: slot, weigh }, i) => {
      const target = tf.reshape(tf.slice(fields, [0, slot, 0], [-1, 1, -1]), [-1, dim]);
      const interest = weigh({ events: parts[place], isThere: areThere[i], target }, pass);
      return [interest, tf.mul(interest, target)];
    });
    const numbers = numeric.length > 0 ? [scaleNumeric(batch['numeric'], numeric)] : [];
    return output(deep(joined([...numbers, ...others, ...interests], 1), pass), pass);
  }

  return oneScore({ parameters, layout, tableDim: dim, logits }, settings);
}

/** Slots that lie next to each other and are read alike. */
interface Stretch {
  readonly slot: EmbeddingSlot;
  readonly place: number;
  readonly count: number;
  /** Whether they are the events of one sequence. */
  readonly isByEvent: boolean;
}

/** Slots of single features and pooled sequences together, and those of each sequence that is laid out by event. */
function stretchesOf(slots: readonly EmbeddingSlot[]): readonly Stretch[] {
  return slots.reduce<Stretch[]>((found, slot) => {
    const last = found.at(-1);
    const isByEvent = slot.event !== null;
    const goesOn = last?.isByEvent === isByEvent && (!isByEvent || last.slot.feature === slot.feature);
    if (!goesOn) return [...found, { slot, place: found.length, count: 1, isByEvent }];
    return [...found.slice(0, -1), { ...last, count: last.count + 1 }];
  }, []);
}

/** The part of each stretch, along the second axis. */
function parted(x: tf.Tensor, stretches: readonly Stretch[]): tf.Tensor[] {
  const sizes = stretches.map(({ count }) => count);
  return sizes.length === 1 ? [x] : tf.split(x, sizes, 1);
}

/** The slot of the category whose values a sequence shares. */
function targetOf({ feature }: EmbeddingSlot, slots: readonly EmbeddingSlot[]): number {
  const shared = feature.kind === 'sequence' ? feature.shares : undefined;
  const found = slots.findIndex(slot => slot.feature.name === shared);
  if (found < 0) {
    throw new InvalidNetwork(
      `DIN weighs the events of "${feature.name}" by what they have in common with a category: let the sequence share one.`,
    );
  }
  return found;
}
