/** A value of a parameter: what is written behind its flag; true for a flag that has no value, and is given. */
export type ParameterValue = string | number | boolean;

/** Where values are drawn from: evenly between two ends, the same by ratios, or among some. */
export type Domain =
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly scale: 'linear' | 'log';
      /** Whole numbers alone. */
      readonly whole: boolean;
    }
  | { readonly kind: 'choice'; readonly values: readonly ParameterValue[] };

/** What is searched over, by the flags of the training, such as `--lr` and `--param max_depth`. */
export type Space = ReadonlyMap<string, Domain>;

/** The values of a trial, by the same flags; none where it is what the flags of the tuning say. */
export type Parameters = ReadonlyMap<string, ParameterValue>;

/** Numbers between two ends, each as likely. */
export function between(from: number, to: number): Domain {
  return { kind: 'range', from, to, scale: 'linear', whole: false };
}

/** Whole numbers between two ends, both included. */
export function wholeBetween(from: number, to: number): Domain {
  return { kind: 'range', from, to, scale: 'linear', whole: true };
}

/** Numbers between two ends, each order of magnitude as likely. */
export function ratioBetween(from: number, to: number): Domain {
  return { kind: 'range', from, to, scale: 'log', whole: false };
}

/** One of these, each as likely. */
export function oneOf(...values: readonly ParameterValue[]): Domain {
  return { kind: 'choice', values };
}

/** What is typed for a parameter: `--lr 0.001`, `--param eta=0.1`, or the flag alone. */
export function argumentsOf(parameters: Parameters): string[] {
  return [...parameters].flatMap(([name, value]) => {
    const [flag, ...key] = name.split(' ');
    if (typeof value === 'boolean') return value ? [flag] : [];
    return [flag, [...key, String(value)].join('=')];
  });
}
