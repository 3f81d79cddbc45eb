import type { Program, ValueSpec } from '@reckit/tracer';

/** What a value holds; null if that is not known. */
export type SpecOf = (name: string) => ValueSpec | null;

/** Of all values of a program: inputs, constants, and what nodes compute. */
export function specsOf({ graph, values }: Program): SpecOf {
  const declared = new Map([...graph.inputs, ...graph.outputs].map(spec => [spec.name, spec]));
  return name => {
    const constant = graph.constants.get(name);
    if (constant) return { type: constant.type, shape: constant.shape };
    const spec = declared.get(name);
    if (!spec) return values.get(name) ?? null;
    // A program has no symbolic dimensions.
    return { type: spec.type, shape: spec.shape.map(Number) };
  };
}

/** What a value holds that somebody reads or writes in memory. */
export function known(specOf: SpecOf, name: string): ValueSpec {
  const spec = specOf(name);
  if (spec === null) throw new Error(`It is not known what "${name}" holds.`);
  return spec;
}
