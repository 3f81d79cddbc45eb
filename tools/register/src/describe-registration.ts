import type { Report } from '@reckit/command-line';
import type { Registration } from './register-version';

/** Says in some lines what has become of a registration. */
export function describeRegistration({ entry, wasThere, wasUploaded }: Registration, report: Report): void {
  const { model, version, status, sha256, location, mlflow } = entry;
  report.fact('Registered', `${model} ${version}, ${status}${wasThere ? ', as before' : ''}`);
  report.fact('Archive', `sha256 ${sha256}`);
  report.fact('Lies at', `${location}${wasUploaded === false ? ', where it was already' : ''}`);
  if (typeof mlflow === 'object' && mlflow !== null && 'run_id' in mlflow) {
    report.fact('MLflow', `run ${String(mlflow.run_id)}`);
  }
}
