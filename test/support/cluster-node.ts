import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './cluster-faults.ts';
import { CuttingProxy } from './fakes/cutting-proxy.ts';
import { addressOf, launchWith } from './program.ts';

/** A node of a cluster, as a process of its own behind a network of its own, which is started again when it has ended. */
export class ClusterNode {
  url = '';
  /** The times in which it was stopped, in epoch ms. */
  readonly pauses: { readonly from: number; readonly to: number }[] = [];
  /** The output of each process that ended without being told to. */
  readonly deaths: string[] = [];
  readonly role: string;
  readonly #args: readonly string[];
  readonly #networks: readonly CuttingProxy[];
  #child: ChildProcessWithoutNullStreams | undefined;

  private constructor(role: string, args: readonly string[], networks: readonly CuttingProxy[]) {
    this.role = role;
    this.#networks = networks;
    const nats = networks.flatMap(({ port }) => ['--nats', `nats://127.0.0.1:${port}`]);
    this.#args = ['serve', '--port', '0', '--workers', '0', '--data-folder', 'none', '--role', role, ...nats, ...args];
  }

  /** Creates a node, which is not started, with a network to each of the servers of NATS. */
  static async create(role: string, servers: readonly string[], args: readonly string[]): Promise<ClusterNode> {
    const networks = await Promise.all(servers.map((url) => CuttingProxy.before(Number(new URL(url).port))));
    return new ClusterNode(role, args, networks);
  }

  async start(): Promise<void> {
    const child = launchWith({ UNDERTONE_STORE: '', UNDERTONE_LOG_LEVEL: 'error', X_BEARER_TOKEN: 'good' }, this.#args);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    child.on('exit', () => {
      if (this.#child === child) this.deaths.push(said);
    });
    this.#child = child;
    this.url = await addressOf(child);
  }

  /** Is killed or ended and started again, hangs for 6 s, or loses its network for an instant or for 6 s. */
  async disturb(fault: FaultKind): Promise<void> {
    if (fault === 'pause') return this.pause(6_000);
    if (fault === 'cut' || fault === 'part') return this.part(fault === 'cut' ? 0 : 6_000);
    await this.end(fault === 'kill' ? 'SIGKILL' : 'SIGTERM');
    return this.start();
  }

  /** Hangs for a time, as a process does whose machine is paused. */
  async pause(ms: number): Promise<void> {
    const from = Date.now();
    this.#child?.kill('SIGSTOP');
    await sleep(ms);
    this.#child?.kill('SIGCONT');
    this.pauses.push({ from, to: Date.now() });
  }

  /** Is cut off from NATS for a time; 0 breaks its connections only. */
  async part(ms: number): Promise<void> {
    for (const network of this.#networks) network.block(true);
    await sleep(ms);
    for (const network of this.#networks) network.block(false);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGCONT');
    child.kill(signal);
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await Promise.all(this.#networks.map((network) => network.stop()));
  }
}
