import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Subject } from 'rxjs';
import type { SourceEvent } from '../src/graph/index.ts';
import { isRecord, recordList } from '../src/model/index.ts';
import { addressOf, launchWith } from '../test/support/program.ts';
import { lead, openLog, sourceName } from './cluster-log.ts';
import { gatherCrowd } from './crowd.ts';

const counts = [1, 2, 4] as const;
const sockets = 2_000;
const posts = 200;
const postsAtATime = 20;
const frame = '{"polarityIndex":0,"hashtags":{}}';
const frameBytes = frame.length + 2;

/**
 * Frames that gateways, each a process, send to the same number of clients in all: in a second, on the cores of this
 * machine, where the gateways, NATS, the leader and the clients share them; and in a second of the gateways' CPU time,
 * which is what each of them can do on a core of its own.
 */
export async function measureGateways(urls: readonly string[]) {
  const figures: Record<string, { readonly framesPerSecond: number; readonly framesPerCpuSecond: number }> = {};
  for (const count of counts) figures[String(count)] = await measure(urls, count);
  return { cores: availableParallelism(), clients: sockets, ...figures };
}

async function measure(urls: readonly string[], count: number) {
  const name = `gateways${count}`;
  const log = await openLog(urls, name);
  const events$ = new Subject<SourceEvent>();
  const opened = Promise.withResolvers<undefined>();
  const stop = lead(log, {
    ...{ name: sourceName, reportsGaps: true, isExclusive: false },
    create: () => ({
      name: sourceName,
      open: () => {
        opened.resolve(undefined);
        return events$;
      },
    }),
  });
  await opened.promise;
  events$.next({ type: 'state', source: sourceName, state: 'live' });
  const gateways = Array.from({ length: count }, () => gateway(urls, name));
  const addresses = await Promise.all(gateways.map(addressOf));
  const crowd = gatherCrowd();
  const share = sockets / count;
  for (const url of addresses) {
    await crowd.open({ url, count: share, addresses: true, message: '{"track":"pizza"}' });
  }
  while ((await trackedBy(addresses[0] ?? '')) < sockets) await pause();
  const send = async (total: number): Promise<void> => {
    let due = await crowd.bytes();
    for (let sent = 0; sent < total; sent += postsAtATime) {
      for (let index = 0; index < postsAtATime; index += 1) {
        const text = `I love pizza, number ${sent + index}`;
        const post = { id: `${due}-${index}`, source: sourceName, text, at: Date.now() };
        events$.next({ type: 'post', post });
        // They come one by one, as from an upstream.
        await new Promise(setImmediate);
      }
      due += postsAtATime * sockets * frameBytes;
      for (let came = 0; came < due; came = await crowd.bytes()) await pause();
    }
  };
  await send(postsAtATime * 2);
  const before = cpuSeconds(gateways);
  const start = performance.now();
  await send(posts);
  const seconds = (performance.now() - start) / 1_000;
  const used = cpuSeconds(gateways) - before;
  await crowd.close();
  await crowd.end();
  const exits = gateways.map((child) => once(child, 'exit'));
  for (const child of gateways) child.kill('SIGTERM');
  await Promise.all([...exits, stop()]);
  await log.close();
  const frames = posts * sockets;
  return { framesPerSecond: Math.round(frames / seconds), framesPerCpuSecond: Math.round(frames / used) };
}

function gateway(urls: readonly string[], name: string) {
  const limits = ['--workers', '0', '--max-sessions', '20000', '--stats', '1h', '--trust-proxy', '127.0.0.1'];
  const nats = urls.flatMap((url) => ['--nats', url]);
  const child = launchWith({ UNDERTONE_STORE: '', UNDERTONE_LOG_LEVEL: 'error' }, [
    ...[
      'serve',
      '--port',
      '0',
      '--role',
      'gateway',
      '--cluster-name',
      name,
      '--source',
      'push',
      '--data-folder',
      'none',
    ],
    ...limits,
    ...nats,
  ]);
  child.stderr.pipe(process.stderr);
  return child;
}

/** Returns the sessions of all gateways. */
async function trackedBy(url: string): Promise<number> {
  const answer: unknown = await (await fetch(`${url}/v1/queries`)).json();
  return recordList(isRecord(answer) ? answer['queries'] : []).reduce((sum, { sessions }) => sum + Number(sessions), 0);
}

/** Returns the CPU time of processes so far, as Linux counts it. */
function cpuSeconds(children: readonly ChildProcess[]): number {
  return children.reduce((sum, { pid = 0 }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
