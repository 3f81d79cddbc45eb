import type { Manifest } from '@reckit/artifacts';
import type { Inspection } from './inspection';

/** What a manifest says of the data before they were trained on. */
export function inspectionInManifest({
  statistics,
  validation,
}: Inspection): Pick<Manifest, 'statistics' | 'validation'> {
  return {
    statistics: [...statistics],
    ...(validation && { validation: validationAsWritten(validation) }),
  };
}

/** What was found, as the manifest and `--json` have it. */
export function validationAsWritten({
  rows,
  findings,
  labels,
  drift,
}: NonNullable<Inspection['validation']>): NonNullable<Manifest['validation']> {
  return {
    rows,
    findings: [...findings],
    labels: [...labels],
    ...(drift && {
      drift: { since: drift.since, psi: drift.features.map(({ name, psi }) => ({ name, psi: round(psi) })) },
    }),
  };
}

function round(psi: number): number {
  return Number(psi.toPrecision(4));
}
