import { once } from 'node:events';
import { eventually } from '../../../apps/service-testing/clients/eventually';
import type { BuiltTool } from '../../../libs/command-line/testing/built-tool';

/** Waits until something is so. @param what - for the message */
export async function untilSo(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(what, async () => ((await isSo()) ? true : null));
}

/** A sync that goes on, in a process of its own. */
export class Sidecar {
  said = '';
  #port = 0;
  readonly #child: ReturnType<BuiltTool['start']>;
  readonly #ended: Promise<unknown>;

  private constructor(child: ReturnType<BuiltTool['start']>) {
    this.#child = child;
    this.#ended = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
  }

  /** Starts one, and waits until it answers. */
  static async start(
    tool: BuiltTool,
    flags: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<Sidecar> {
    const sidecar = new Sidecar(tool.start([...flags, '--port', '0'], environment));
    sidecar.#port = await eventually('a port', () => {
      const [, port] = /on port (\d+)/.exec(sidecar.said) ?? [];
      return port === undefined ? null : Number(port);
    });
    return sidecar;
  }

  ask(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#port}${path}`);
  }

  async metrics(): Promise<string> {
    return (await this.ask('/metrics')).text();
  }

  /** How often it has said a text. */
  timesSaid(text: string): number {
    return this.said.split(text).length - 1;
  }

  /** Ends it as a pod does. @returns its exit code */
  async end(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
