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
  /** What the current version finds of what it knows, by name. */
  readonly currentOnKnown: Readonly<Record<string, number | null>>;
}

/**
 * Holds what was measured against a gate. Bounds beside the current version hold nothing back where there is none.
 * A metric that the gate names and nobody measured refuses the version, but for those of the default gate, which lists
 * the metrics of all kinds of models.
 *
 * @param isDefault - whether the gate is nobody's own
 */
export function decidePromotion(
  { metrics, rows, ...current }: Measured,
  gate: Gate,
  isDefault: boolean,
): Decision {
  const reasons = [
    ...(rows < gate.min_rows
      ? [`${rows} rows decide nothing; ${gate.min_rows} are needed (min_rows of the gate)`]
      : []),
    ...metrics.flatMap(compared => lostByCurrent(compared, current, gate.current_keeps)),
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

/** What whoever only guesses has, and how much beyond it is no luck of a few rows, which nothing would lose. */
const GUESSED: ReadonlyMap<string, { readonly chance: number; readonly learnt: number }> = new Map([
  ['auc', { chance: 0.5, learnt: 0.05 }],
  ['recall_at_20', { chance: 0, learnt: 0.01 }],
]);

/**
 * On rows whose labels were mixed up both versions guess, and none is worse than the other: so it is asked whether the
 * current one can still do what it could.
 */
function lostByCurrent(
  compared: ComparedMetric,
  { recorded, currentOnKnown }: Pick<Measured, 'recorded' | 'currentOnKnown'>,
  share: number,
): string[] {
  const name = nameOf(compared);
  const guessed = GUESSED.get(compared.metric);
  const before = recorded[name] ?? null;
  // Items that came later no current version finds, and has not lost.
  const now = compared.metric === 'auc' ? compared.current : (currentOnKnown[name] ?? null);
  if (guessed === undefined || now === null || before === null) return [];
  const { chance, learnt } = guessed;
  if (before - chance < learnt || now - chance >= share * (before - chance)) return [];
  return [
    `${name} of the current version is ${shown(now)} here and was ${shown(before)} in its training, so that these rows tell of no version (current_keeps of the gate): look at their labels`,
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
