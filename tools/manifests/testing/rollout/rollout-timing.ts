import * as z from 'zod';
import type { ObjectManifest } from '../../src/built-manifests';
import { podsOf, settingsOf } from '../../src/pods';

/** How long each part of a rolling update takes, as the manifests of a model have it. */
export interface RolloutTiming {
  readonly replicas: number;
  /** How often a pod is asked whether it has started, and from then on whether it is ready. */
  readonly startupPeriodMs: number;
  readonly readinessPeriodMs: number;
  /** How long a new pod has to be ready before it counts. */
  readonly minReadyMs: number;
  /** Between the end that is decided and the signal. */
  readonly preStopMs: number;
  readonly shutdownGraceMs: number;
  /** Between the end that is decided and SIGKILL. */
  readonly terminationGraceMs: number;
}

const deployment = z.looseObject({
  spec: z.looseObject({
    minReadySeconds: z.number(),
    strategy: z.looseObject({
      // One new pod at a time, and none less meanwhile: what is rehearsed.
      rollingUpdate: z.looseObject({ maxUnavailable: z.literal(0), maxSurge: z.literal(1) }),
    }),
  }),
});
const autoscaler = z.looseObject({ spec: z.looseObject({ minReplicas: z.number() }) });
const servicePod = z.looseObject({
  terminationGracePeriodSeconds: z.number(),
  containers: z.tuple([
    z.looseObject({
      startupProbe: z.looseObject({ periodSeconds: z.number() }),
      readinessProbe: z.looseObject({ periodSeconds: z.number() }),
      lifecycle: z.object({
        preStop: z.object({ exec: z.object({ command: z.tuple([z.literal('sleep'), z.coerce.number()]) }) }),
      }),
    }),
  ]),
});

/** @param manifests - those of one model */
export function rolloutTimingOf(manifests: readonly ObjectManifest[]): RolloutTiming {
  const [pod] = podsOf(manifests);
  const { minReadySeconds } = deployment.parse(pod.manifest).spec;
  const { minReplicas } = autoscaler.parse(
    manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler'),
  ).spec;
  const { terminationGracePeriodSeconds, containers } = servicePod.parse(pod.template.spec);
  const [{ startupProbe, readinessProbe, lifecycle }] = containers;
  const [, preStopSeconds] = lifecycle.preStop.exec.command;
  return {
    replicas: minReplicas,
    startupPeriodMs: startupProbe.periodSeconds * 1_000,
    readinessPeriodMs: readinessProbe.periodSeconds * 1_000,
    minReadyMs: minReadySeconds * 1_000,
    preStopMs: preStopSeconds * 1_000,
    shutdownGraceMs: Number(settingsOf(manifests, pod)['SHUTDOWN_GRACE_MS']),
    terminationGraceMs: terminationGracePeriodSeconds * 1_000,
  };
}

/** The same in a world whose clocks are faster. What a process takes by itself to start and to end stays as it is. */
export function atSpeed(speed: number, timing: RolloutTiming): RolloutTiming {
  return {
    ...timing,
    startupPeriodMs: timing.startupPeriodMs / speed,
    readinessPeriodMs: timing.readinessPeriodMs / speed,
    minReadyMs: timing.minReadyMs / speed,
    preStopMs: timing.preStopMs / speed,
    shutdownGraceMs: Math.round(timing.shutdownGraceMs / speed),
  };
}
