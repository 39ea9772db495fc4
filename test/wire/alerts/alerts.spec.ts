import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../../src/model/index.ts';
import { addressOf, exitOf, launch, runProgram } from '../../support/program.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: string;
let receiver: Server;
let url: string;
let received: Received[];
/** The statuses of the next answers; then 204. */
let answers: number[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = receiver.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/hook`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});

/** Starts of programs are slow on a busy machine. */
const patient = { timeout: 20_000 };
const secret = Buffer.from('a secret of the tests').toString('base64');
process.env['HOOK_SECRET'] = `whsec_${secret}`;

function writeAlerts(...alerts: readonly object[]): string {
  const path = join(folder, 'alerts.json');
  const to = [{ type: 'webhook', url, secret: 'env:HOOK_SECRET' }];
  writeFileSync(path, JSON.stringify({ alerts: alerts.map((alert) => ({ query: 'pizza', to, ...alert })) }));
  return path;
}

const serve = (path: string) =>
  launch(
    ...['serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--alerts', path],
    ...['--store', `sqlite:${join(folder, 'store.db')}`],
  );

async function getJson(address: string): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(await (await fetch(address)).text());
  return isRecord(value) ? value : {};
}

describe('an alert', () => {
  it('arrives signed, once, under one id over failures and a kill, and its ledger balances', async () => {
    const path = writeAlerts({ name: 'bad news', when: { type: 'post', polarity: 'negative' } });
    answers = [302];
    const first = serve(path);
    let address = await addressOf(first);
    await expect.poll(async () => (await getJson(`${address}/v1/queries`))['queries'], patient).toHaveLength(1);
    first.stdin.write('{"id":"1","text":"I love pizza"}\n{"id":"2","text":"pizza is awful"}\n');
    await expect.poll(() => received.length, patient).toBe(1);
    await expect
      .poll(async () => (await getJson(`${address}/v1/alerts/deliveries?alert=bad+news`))['deliveries'], patient)
      .toMatchObject([{ attempt: 1, status: 302, state: 'pending' }]);
    first.kill('SIGKILL');
    await exitOf(first);

    const second = serve(path);
    address = await addressOf(second);
    await expect.poll(() => received.length, patient).toBe(2);
    const verifier = new Webhook(secret);
    const bodies = received.map(({ headers, body }) => {
      const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      return verifier.verify(body, signed);
    });
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(bodies[1]).toMatchObject({
      ...{ type: 'alert.fired', alert: 'bad news', query: 'pizza', when: { type: 'post', polarity: 'negative' } },
      why: { posts: [{ post: { id: '2', text: 'pizza is awful' } }] },
    });
    const ledger = { type: 'webhook', fired: 1, delivered: 1, pending: 0, failed: 0 };
    await expect
      .poll(async () => (await getJson(`${address}/v1/alerts`))['alerts'], patient)
      .toMatchObject([{ name: 'bad news', suppressed: 0, destinations: [ledger] }]);
    expect(JSON.stringify(await getJson(`${address}/v1/alerts`))).not.toContain(secret);
    expect(await (await fetch(`${address}/metrics`)).text()).toContain(
      'undertone_alert_deliveries{state="delivered"} 1',
    );

    writeFileSync(path, '{');
    second.kill('SIGHUP');
    writeAlerts({ name: 'other', when: { type: 'post' }, cooldown: '1h' });
    second.kill('SIGHUP');
    await expect.poll(async () => JSON.stringify(await getJson(`${address}/v1/alerts`)), patient).toContain('"other"');
    second.stdin.write('{"id":"3","text":"pizza"}\n{"id":"4","text":"pizza"}\n');
    await expect.poll(() => received.length, patient).toBe(3);
    await expect
      .poll(async () => (await getJson(`${address}/v1/alerts`))['alerts'], patient)
      .toMatchObject([{ name: 'other', suppressed: 1 }]);
    second.kill('SIGTERM');
    expect(await exitOf(second)).toEqual([0, null]);
  });

  it('is tested by a command, which prints each answer', async () => {
    const path = writeAlerts({ name: 'mood', when: { type: 'shift' } });
    answers = [204, 500];
    const fine = await runProgram(['alerts', 'test', 'mood', '--alerts', path]);
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    expect(fine.stdout).toMatch(/^webhook 127\.0\.0\.1:\d+ [0-9a-f]{8}: 204\n$/);
    expect(parseJson(received[0]?.body ?? '')).toMatchObject({ type: 'alert.test', alert: 'mood' });
    expect((await runProgram(['alerts', 'test', 'mood', '--alerts', path])).code).toBe(1);
    const unknown = await runProgram(['alerts', 'test', 'none', '--alerts', path]);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('There is no alert called `none`: there are mood.');
  });
});
