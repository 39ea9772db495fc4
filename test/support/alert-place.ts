import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord, parseJson } from '../../src/model/index.ts';
import { HookReceiver } from './fakes/hook-receiver.ts';
import { addressOf, exitOf, launchWith } from './program.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A program with alerts, whose source is its standard input. */
export interface AlertingProgram {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  /** Returns the list of a route, which has its name: `list('/v1/alerts')`. */
  readonly list: (path: string) => Promise<readonly Fields[]>;
  /** Returns the ledgers of all destinations. */
  readonly ledgers: () => Promise<readonly Fields[]>;
  readonly send: (...posts: readonly Fields[]) => void;
  /** Ends it; the exit code and the signal. */
  readonly end: (signal: NodeJS.Signals) => Promise<readonly unknown[]>;
}

/** A folder with a store and a file of alerts, and a receiver that outlives the programs there. */
export class AlertPlace {
  readonly receiver: HookReceiver;
  readonly file: string;
  readonly store: string;
  readonly #folder: string;
  readonly #programs: ChildProcessWithoutNullStreams[] = [];

  private constructor(receiver: HookReceiver) {
    this.receiver = receiver;
    this.#folder = mkdtempSync(join(tmpdir(), 'undertone-'));
    this.file = join(this.#folder, 'alerts.json');
    this.store = join(this.#folder, 'store.db');
  }

  static async make(): Promise<AlertPlace> {
    return new AlertPlace(await HookReceiver.start());
  }

  /** The environment in which the secret of the receiver is `env:HOOK_SECRET`. */
  get env() {
    return { HOOK_SECRET: `whsec_${this.receiver.secret}` };
  }

  /** Returns a webhook to a path of the receiver. */
  webhook(path: string) {
    return { type: 'webhook', url: `${this.receiver.url}${path}`, secret: 'env:HOOK_SECRET' };
  }

  /** Writes the file of alerts. */
  write(...alerts: readonly Fields[]): void {
    writeFileSync(this.file, JSON.stringify({ alerts }));
  }

  /** Starts the program; resolves once it listens. */
  async start(...args: readonly string[]): Promise<AlertingProgram> {
    const child = launchWith(this.env, [
      ...['serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--data-folder', 'none'],
      ...['--alerts', this.file, '--store', `sqlite:${this.store}`, ...args],
    ]);
    this.#programs.push(child);
    child.stderr.resume();
    child.stdin.on('error', () => undefined);
    const url = await addressOf(child);
    const list = async (path: string): Promise<readonly Fields[]> => {
      const answer = parseJson(await (await fetch(`${url}${path}`)).text());
      return isRecord(answer) ? recordsOf(Object.values(answer)[0]) : [];
    };
    return {
      ...{ child, url, list },
      ledgers: async () => (await list('/v1/alerts')).flatMap(({ destinations }) => recordsOf(destinations)),
      send: (...posts) => {
        child.stdin.write(posts.map((post) => `${JSON.stringify(post)}\n`).join(''));
      },
      end: async (signal) => {
        const exited = exitOf(child);
        child.kill(signal);
        return exited;
      },
    };
  }

  /** Ends what runs, and removes it all. */
  async remove(): Promise<void> {
    for (const child of this.#programs) child.kill('SIGKILL');
    await this.receiver.close();
    rmSync(this.#folder, { recursive: true, maxRetries: 5 });
  }
}

const recordsOf = (list: unknown): readonly Fields[] =>
  Array.isArray(list) ? list.filter((each) => isRecord(each)) : [];
