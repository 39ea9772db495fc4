import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertPlace } from '../../support/alert-place.ts';
import { runProgram } from '../../support/program.ts';

let place: AlertPlace;
beforeEach(async () => {
  place = await AlertPlace.make();
});
afterEach(() => place.remove());

/** Starts of programs are slow on a busy machine. */
const patient = { timeout: 20_000 };

function writeAlerts(...alerts: readonly object[]): void {
  place.write(...alerts.map((alert) => ({ query: 'pizza', to: [place.webhook('/hook')], ...alert })));
}

describe('an alert', () => {
  it('arrives signed, once, under one id over a failure and a kill, and its ledger balances', async () => {
    const { receiver } = place;
    writeAlerts({ name: 'bad news', when: { type: 'post', polarity: 'negative' } });
    receiver.verdict = () => 302;
    const first = await place.start();
    await expect.poll(() => first.list('/v1/queries'), patient).toHaveLength(1);
    first.send({ id: '1', text: 'I love pizza' }, { id: '2', text: 'pizza is awful' });
    await expect
      .poll(() => first.list('/v1/alerts/deliveries?alert=bad+news'), patient)
      .toMatchObject([{ attempt: 1, status: 302, state: 'pending' }]);
    await first.end('SIGKILL');

    receiver.verdict = () => 204;
    const second = await place.start();
    await expect.poll(() => receiver.hooks.length, patient).toBe(2);
    expect(new Set(receiver.hooks.map(({ id }) => id)).size).toBe(1);
    expect(receiver.hooks[1]?.body).toMatchObject({
      ...{ type: 'alert.fired', alert: 'bad news', query: 'pizza', when: { type: 'post', polarity: 'negative' } },
      why: { posts: [{ post: { id: '2', text: 'pizza is awful' } }] },
    });
    expect(receiver.faults).toEqual([]);
    const ledger = { type: 'webhook', fired: 1, delivered: 1, pending: 0, failed: 0 };
    const alert = { name: 'bad news', suppressed: 0, destinations: [ledger] };
    await expect.poll(() => second.list('/v1/alerts'), patient).toMatchObject([alert]);
    expect(JSON.stringify(await second.list('/v1/alerts'))).not.toContain(receiver.secret);
    expect(await (await fetch(`${second.url}/metrics`)).text()).toContain(
      'undertone_alert_deliveries{state="delivered"} 1',
    );

    writeFileSync(place.file, '{');
    second.child.kill('SIGHUP');
    writeAlerts({ name: 'other', when: { type: 'post' }, cooldown: '1h' });
    second.child.kill('SIGHUP');
    await expect.poll(() => second.list('/v1/alerts'), patient).toMatchObject([{ name: 'other' }]);
    second.send({ id: '3', text: 'pizza' }, { id: '4', text: 'pizza' });
    await expect.poll(() => receiver.hooks.length, patient).toBe(3);
    await expect.poll(() => second.list('/v1/alerts'), patient).toMatchObject([{ name: 'other', suppressed: 1 }]);
    expect(await second.end('SIGTERM')).toEqual([0, null]);
  });

  it('is tested by a command, which prints each answer', async () => {
    const { receiver, file } = place;
    Object.assign(process.env, place.env);
    writeAlerts({ name: 'mood', when: { type: 'shift' } });
    const fine = await runProgram(['alerts', 'test', 'mood', '--alerts', file]);
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    expect(fine.stdout).toMatch(/^webhook 127\.0\.0\.1:\d+ [0-9a-f]{8}: 204\n$/);
    expect(receiver.hooks[0]?.body).toMatchObject({ type: 'alert.test', alert: 'mood' });
    receiver.verdict = () => 500;
    expect((await runProgram(['alerts', 'test', 'mood', '--alerts', file])).code).toBe(1);
    const unknown = await runProgram(['alerts', 'test', 'none', '--alerts', file]);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('There is no alert called `none`: there are mood.');
  });
});
