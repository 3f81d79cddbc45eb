import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A certificate and its key, as PEM files. */
export interface Identity {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Certificates that are made for the tests of a file, by openssl, and are gone after it. */
export interface Authority {
  /** The certificate that signs the others. */
  readonly caFile: string;
  /** A certificate for this machine and any client. */
  issue(name: string): Identity;
}

/** Where openssl is not installed, as `@needs openssl` tells, there are no such tests. */
export function certificateAuthority(): () => Authority {
  let folder = '';
  let authority: Authority | null = null;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reckit-tls-'));
    authority = create(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => {
    if (!authority) throw new Error('Certificates are there only while tests run.');
    return authority;
  };
}

function create(folder: string): Authority {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const caFile = file('ca.pem');
  const caKey = file('ca.key');
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, '-days', '2', '-subj', '/CN=tests');
  return {
    caFile,
    issue(name) {
      const [certFile, keyFile, request, extensions] = ['pem', 'key', 'csr', 'ext'].map(end =>
        file(`${name}.${end}`),
      );
      writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
      openssl('req', ...newKey, '-keyout', keyFile, '-out', request, '-subj', `/CN=${name}`);
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        caFile,
        '-CAkey',
        caKey,
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        extensions,
        '-out',
        certFile,
      );
      return { certFile, keyFile };
    },
  };
}
