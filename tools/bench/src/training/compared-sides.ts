import os from 'node:os';
import { comparedDeepFm } from './compared-deep-fm';
import { compiledSide, compiledSideWithTables, eagerSides } from './engine-sides';
import { StepPeer } from './step-peer';
import type { StepSide } from './step-side';

/** What computes a side: ours, or a form of a peer by the name it has in the script. */
export type SideKind = 'ours' | keyof typeof FORM_TITLES;

/** A side, and our compiled one with as many threads that it is held against. */
export interface ComparedSide {
  readonly side: StepSide;
  readonly reference: StepSide;
  readonly kind: SideKind;
  readonly threads: number;
}

/** The sides that compute one step, ours first. */
export interface ComparedStep {
  readonly rowCounts: readonly number[];
  readonly categories: number;
  readonly sides: readonly ComparedSide[];
}

const ROW_COUNTS = [32, 256, 1_024, 4_096] as const;
/** Rows of the step that has categories. */
const ROWS_WITH_CATEGORIES = [1_024] as const;
const CATEGORIES = 6;

const FORM_TITLES = {
  call: 'jit, a call a step',
  scan: 'many steps in a scan',
  eager: 'eager, fused Adam',
  compiled: 'whole step compiled',
  products: 'matrix products alone',
} as const;

/** The scripts of `peers`, what their libraries are to a user, and the forms in which they are measured. */
const PEERS = [
  { script: 'deepfm-step-jax.py', imports: 'jax', forms: ['call', 'scan'] },
  { script: 'deepfm-step-torch.py', imports: 'torch', forms: ['eager', 'compiled'] },
  { script: 'matrix-products.py', imports: 'numpy', forms: ['products'] },
] as const;

/** Opens every side that this machine has, on one thread and on all cores. @param notes - takes which peers it has not */
export async function openSides(notes: string[]): Promise<ComparedStep[]> {
  const plain: ComparedSide[] = [];
  const withCategories: ComparedSide[] = [];
  for (const threads of new Set([1, os.availableParallelism()])) {
    const name = `compiled, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
    const ours = await compiledSide(name, comparedDeepFm(), threads);
    const oursWithCategories = await compiledSideWithTables(name, CATEGORIES, threads);
    const own = { kind: 'ours', threads } as const;
    plain.push({ side: ours, reference: ours, ...own });
    withCategories.push({ side: oursWithCategories, reference: oursWithCategories, ...own });
    for (const { script, imports, forms } of PEERS) {
      // The floor is that of one thread.
      if (script === 'matrix-products.py' && threads > 1) continue;
      const peer = await StepPeer.open(script, threads);
      const missing = `Left out, since no Python here can import it: ${imports}.`;
      if (!peer && !notes.includes(missing)) notes.push(missing);
      for (const kind of forms) {
        if (!peer?.forms.includes(kind)) continue;
        const about = { kind, threads };
        const side = (categories: number) => peer.side(kind, FORM_TITLES[kind], categories);
        plain.push({ side: side(0), reference: ours, ...about });
        withCategories.push({ side: side(CATEGORIES), reference: oursWithCategories, ...about });
      }
    }
  }
  return [
    { rowCounts: ROW_COUNTS, categories: 0, sides: oursFirst(plain) },
    { rowCounts: ROWS_WITH_CATEGORIES, categories: CATEGORIES, sides: oursFirst(withCategories) },
  ];
}

/** Opens the eager engines, and gives them behind the compiled one that they are held against. */
export async function openEagerSides(reference: StepSide): Promise<ComparedStep> {
  const own = { reference, kind: 'ours', threads: 1 } as const;
  const sides = [reference, ...(await eagerSides(comparedDeepFm()))].map(side => ({ side, ...own }));
  return { rowCounts: ROW_COUNTS, categories: 0, sides };
}

function oursFirst(sides: readonly ComparedSide[]): ComparedSide[] {
  return [...sides.filter(({ kind }) => kind === 'ours'), ...sides.filter(({ kind }) => kind !== 'ours')];
}
