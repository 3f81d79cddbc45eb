import { nameOf, type ComparedMetric } from './compared-metric';
import type { Bound, Gate } from './gate';

/** Whether a version may go on; each reason is one line for a person. */
export type Decision =
  | { readonly kind: 'passed' }
  | { readonly kind: 'refused'; readonly reasons: readonly [string, ...string[]] };

/** What a gate is held against. */
export interface Measured {
  readonly metrics: readonly ComparedMetric[];
  /** What both versions were measured on. */
  readonly rows: number;
  /** What the training of the current version measured, by name. */
  readonly recorded: Readonly<Record<string, number | null>>;
}

/**
 * Holds what was measured against a gate. Bounds beside the current version hold nothing back where there is none.
 * A metric that the gate names and nobody measured refuses the version, but for those of the default gate, which lists
 * the metrics of all kinds of models.
 *
 * @param isDefault - whether the gate is nobody's own
 */
export function decidePromotion(
  { metrics, rows, recorded }: Measured,
  gate: Gate,
  isDefault: boolean,
): Decision {
  const reasons = [
    ...(rows < gate.min_rows
      ? [`${rows} rows decide nothing; ${gate.min_rows} are needed (min_rows of the gate)`]
      : []),
    ...metrics.flatMap(compared => lostByCurrent(compared, recorded, gate.current_keeps)),
    ...Object.entries(gate.metrics).flatMap(([name, bound]) => {
      const measured = metrics.filter(compared => isMeant(name, compared));
      if (measured.length === 0 && !isDefault) {
        return [`${name} was not measured; there are ${metrics.map(nameOf).join(', ') || 'no metrics'}`];
      }
      return measured.flatMap(compared => failures(compared, bound, gate.sure));
    }),
  ];
  const [first, ...others] = reasons;
  return first === undefined ? { kind: 'passed' } : { kind: 'refused', reasons: [first, ...others] };
}

/** The AUC of whoever only guesses. */
const CHANCE = 0.5;
/** Less beyond it may be luck of a few rows, and be lost by nothing. */
const LEARNT = 0.05;

/**
 * On rows whose labels were mixed up both versions guess, and none is worse than the other: so it is asked whether the
 * current one can still do what it could.
 */
function lostByCurrent(compared: ComparedMetric, recorded: Measured['recorded'], share: number): string[] {
  const { metric, current } = compared;
  const name = nameOf(compared);
  const before = recorded[name];
  if (metric !== 'auc' || current === null || before === null || before === undefined) return [];
  if (before - CHANCE < LEARNT || current - CHANCE >= share * (before - CHANCE)) return [];
  return [
    `${name} of the current version is ${shown(current)} here and was ${shown(before)} in its training, so that these rows tell of no version (current_keeps of the gate): look at their labels`,
  ];
}

/** What a gate asks of one metric, and whether it is so; null where it asks nothing. */
export function askedOf(compared: ComparedMetric, gate: Gate): { asked: string; isPassed: boolean } | null {
  const bounds = Object.entries(gate.metrics).flatMap(([name, bound]) =>
    isMeant(name, compared) ? bound : [],
  );
  const asked = bounds.flatMap(bound => describeBound(bound, compared.current !== null));
  if (asked.length === 0) return null;
  return {
    asked: asked.join(', '),
    isPassed: bounds.every(bound => failures(compared, bound, gate.sure).length === 0),
  };
}

function isMeant(name: string, compared: ComparedMetric): boolean {
  return compared.metric === name || nameOf(compared) === name;
}

/** What is asked beside the current version is asked of nobody where there is none. */
function describeBound({ at_least, at_most, min, max }: Bound, hasCurrent: boolean): string[] {
  return [
    ...(at_least === undefined || !hasCurrent ? [] : [`at least ${at_least} × current`]),
    ...(at_most === undefined || !hasCurrent ? [] : [`at most ${at_most} × current`]),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
}

function failures(compared: ComparedMetric, bound: Bound, sure: boolean): string[] {
  const { challenger, current, interval } = compared;
  const name = nameOf(compared);
  if (challenger === null) return [`${name} is not defined for the new version`];
  const failed: string[] = [];
  if (bound.min !== undefined && challenger < bound.min) {
    failed.push(`${name} ${shown(challenger)} is below ${bound.min}`);
  }
  if (bound.max !== undefined && challenger > bound.max) {
    failed.push(`${name} ${shown(challenger)} is above ${bound.max}`);
  }
  if (current === null) return failed;
  if (sure && interval === null && (bound.at_least ?? bound.at_most) !== undefined) {
    return [...failed, `how sure the difference in ${name} is cannot be told, and the gate asks for it`];
  }
  const ends = sure && interval ? interval : { low: challenger - current, high: challenger - current };
  const certainty = sure
    ? `, not surely (${shown(current + ends.low)} to ${shown(current + ends.high)})`
    : '';
  if (bound.at_least !== undefined && current + ends.low < bound.at_least * current) {
    failed.push(
      `${name} ${shown(challenger)} is not at least ${bound.at_least} times the current ${shown(current)}${certainty}`,
    );
  }
  if (bound.at_most !== undefined && current + ends.high > bound.at_most * current) {
    failed.push(
      `${name} ${shown(challenger)} is not at most ${bound.at_most} times the current ${shown(current)}${certainty}`,
    );
  }
  return failed;
}

function shown(value: number): string {
  return Number(value.toPrecision(4)).toString();
}
