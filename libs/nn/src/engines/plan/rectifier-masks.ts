import type { Program } from '@reckit/tracer';
import { fuseNodes } from './fuse-nodes';
import { specsOf } from './value-specs';

/** The inputs of a program that are nothing but masks of rectifiers: a bit for each of their numbers is enough. */
export function rectifierMasks(program: Program): ReadonlySet<string> {
  const { inputs, outputs } = program.graph;
  const masks = new Set<string>();
  const others = new Set(outputs.map(({ name }) => name));
  for (const { op, inputs: read } of fuseNodes(program, specsOf(program), new Set())) {
    read.forEach((name, i) => (op === 'Rectify' && i === 2 ? masks : others).add(name));
  }
  return new Set(inputs.map(({ name }) => name).filter(name => masks.has(name) && !others.has(name)));
}
