import type { Exchange } from '../src/fit/fit-together';

/** What several processes exchange by, for tests in one: what is given goes through JSON, as it does between processes. */
export function exchanges(count: number): Exchange[] {
  const rounds: { readonly given: string[]; readonly done: () => void; readonly all: Promise<void> }[] = [];
  const roundAt = (i: number) => {
    let done: () => void = () => undefined;
    const all = new Promise<void>(resolve => (done = resolve));
    return (rounds[i] ??= { given: [], done, all });
  };
  return Array.from({ length: count }, (_, rank): Exchange => {
    let next = 0;
    return async value => {
      const { given, done, all } = roundAt(next++);
      given[rank] = JSON.stringify(value);
      if (Object.keys(given).length === count) done();
      await all;
      return given.map(text => JSON.parse(text));
    };
  });
}
