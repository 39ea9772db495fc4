import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';

/** NATS servers of a test, on free ports of this machine and in folders of their own. */
export class NatsServers {
  readonly urls: readonly string[];
  readonly #folder: string;
  readonly #configs: readonly string[];
  readonly #ports: readonly number[];
  readonly #processes = new Map<number, ChildProcess>();

  private constructor(ports: readonly number[], routes: readonly number[], config: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'undertone-nats-'));
    this.#ports = ports;
    this.urls = ports.map((port) => `nats://127.0.0.1:${port}`);
    const peers = routes.map((port) => `nats-route://127.0.0.1:${port}`).join(', ');
    this.#configs = ports.map((port, index) => {
      const path = join(this.#folder, `${index}.conf`);
      // Clients know the servers that they were given, and no other ones: these may be behind a network that is cut.
      const cluster = `cluster { name: test, no_advertise: true, listen: "127.0.0.1:${String(routes[index])}", routes: [${peers}] }`;
      const folder = join(this.#folder, String(index));
      writeFileSync(
        path,
        [
          ...[`listen: "127.0.0.1:${port}"`, `server_name: s${index}`, `jetstream { store_dir: "${folder}" }`],
          ...(ports.length > 1 ? [cluster] : []),
          ...config,
        ].join('\n'),
      );
      return path;
    });
  }

  /** Starts servers, which form a cluster where they are several, with more lines of configuration. */
  static async start(count: number, config: readonly string[] = []): Promise<NatsServers> {
    const free = await freePorts(2 * count);
    const servers = new NatsServers(free.slice(0, count), free.slice(count), config);
    await Promise.all(servers.urls.map((_, index) => servers.run(index)));
    // A cluster elects its leader first.
    if (count > 1) await sleep(4_000);
    return servers;
  }

  /** Starts one of the servers, and waits until it listens. */
  async run(index: number): Promise<void> {
    const server = spawn('nats-server', ['-c', this.#configs[index] ?? ''], { stdio: 'ignore' });
    const failed = once(server, 'error').then(() => {
      throw new Error('nats-server is not installed: apt-get install nats-server');
    });
    this.#processes.set(index, server);
    await Promise.race([this.#listens(this.#ports[index] ?? 0), failed]);
  }

  async #listens(port: number): Promise<void> {
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'close').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (isOpen) return;
      await sleep(50);
    }
  }

  /** Returns which of the servers leads a stream of a cluster, once one does. */
  async leaderOf(stream: string): Promise<number> {
    const connection = await connectTo({ servers: [...this.urls] });
    try {
      const manager = await jetstreamManager(connection, { timeout: 2_000, checkAPI: false });
      for (;;) {
        const info = await manager.streams.info(stream).catch(() => undefined);
        const name = info?.cluster?.leader ?? '';
        if (name !== '') return Number(name.slice(1));
        await sleep(250);
      }
    } finally {
      await connection.close();
    }
  }

  /** Ends one of the servers without notice. */
  async kill(index: number): Promise<void> {
    const server = this.#processes.get(index);
    this.#processes.delete(index);
    if (server?.exitCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#processes.keys()].map((index) => this.kill(index)));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address: AddressInfo | string | null = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
