import { X509Certificate } from 'node:crypto';
import { oneLine } from '@reckit/messages';
import type { Logger } from '../../../lifecycle/logger';
import type { TlsCredentials } from './tls-credentials';
import { areSame, type TlsContents, type TlsFiles } from './tls-files';

/**
 * Has a server show what its files hold by now, since certificates are short-lived and replaced while it runs. The files
 * are read, not watched: those of a Kubernetes secret are links that change places.
 */
export class TlsWatch {
  #isLooking = false;
  /** Why the files cannot be used, as of the last look. */
  #problem: string | null = null;
  #loggedProblem: string | null = null;

  /** @param shown - what the credentials show */
  constructor(
    private readonly files: TlsFiles,
    private shown: TlsContents,
    private readonly credentials: TlsCredentials,
    private readonly logger: Logger,
  ) {}

  /** To be called now and then; a look that takes longer than that is one look. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const found = await this.files.read();
      if (!areSame(found, this.shown)) this.#show(found);
      this.#problem = null;
      this.#loggedProblem = null;
    } catch (error) {
      this.#failed(oneLine(error instanceof Error ? error.message : String(error)));
    } finally {
      this.#isLooking = false;
    }
  }

  #show(found: TlsContents): void {
    this.credentials.replace(found);
    this.shown = found;
    const { validTo, subject } = new X509Certificate(found.cert.bytes);
    this.logger.info('certificate replaced', { subject: oneLine(subject), valid_to: validTo });
  }

  /** One file is replaced after the other, so that they may not go together for a moment: only what stays is said. */
  #failed(problem: string): void {
    const stays = problem === this.#problem;
    this.#problem = problem;
    if (!stays || problem === this.#loggedProblem) return;
    this.#loggedProblem = problem;
    this.logger.error('certificate not replaced, the old one goes on being shown', { error: problem });
  }
}
