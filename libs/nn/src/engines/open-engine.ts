import type { Network } from '../network';
import { openCompiledEngine } from './compiled-engine';
import type { EagerBackend } from './eager-backend';
import { openEagerEngine } from './eager-engine';
import type { Engine, EngineOptions } from './engine';

export type EngineKind = 'compiled' | 'eager';

/**
 * Opens an engine for a network. Both compute the same, from the same seed; the compiled one is the fast one.
 *
 * @throws InvalidNetwork, BackendUnavailable
 * @example
 * const engine = await openEngine('compiled', network, { optimizer: { kind: 'adam' }, seed: 42 });
 * const { loss } = await engine.step(feeds, 1024, { step: 1, learningRate: 0.001 });
 */
export function openEngine(
  kind: EngineKind,
  network: Network,
  options: EngineOptions & {
    /** Of the eager engine. @default the fastest there is */ backend?: EagerBackend;
  },
): Promise<Engine> {
  switch (kind) {
    case 'compiled':
      return openCompiledEngine(network, options);
    case 'eager':
      return openEagerEngine(network, options, options.backend);
  }
}
