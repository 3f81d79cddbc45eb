import { CommandFailed } from '@reckit/command-line';
import { quoted } from '@reckit/messages';

/** How a tracking server is reached, in the variables that MLflow itself reads. */
export interface MlflowSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly experiment: string;
  readonly authorization: string | null;
}

const USUAL_EXPERIMENT = 'reckit';

/**
 * Null where no tracking server is named.
 *
 * @throws CommandFailed if what is named is none
 */
export function mlflowSettings(
  environment: Readonly<Record<string, string | undefined>>,
): MlflowSettings | null {
  const said = (name: string) => environment[name]?.trim() || null;
  const uri = said('MLFLOW_TRACKING_URI');
  if (uri === null) return null;
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CommandFailed(
      `MLFLOW_TRACKING_URI is ${quoted(uri)}, which is no server: write it as http://host:5000, or leave it out.`,
    );
  }
  const token = said('MLFLOW_TRACKING_TOKEN');
  const user = said('MLFLOW_TRACKING_USERNAME');
  const pair = `${user ?? ''}:${said('MLFLOW_TRACKING_PASSWORD') ?? ''}`;
  return {
    url: uri.replace(/\/+$/, ''),
    experiment: said('MLFLOW_EXPERIMENT_NAME') ?? USUAL_EXPERIMENT,
    authorization:
      token !== null
        ? `Bearer ${token}`
        : user !== null
          ? `Basic ${Buffer.from(pair).toString('base64')}`
          : null,
  };
}
