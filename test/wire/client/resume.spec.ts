import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/client/clock.ts';
import { connect, type TrackingEvent } from '../../../src/client/index.ts';
import { eventually } from '../../../src/testing/source-listener.ts';
import { CuttingProxy } from '../../support/fakes/cutting-proxy.ts';
import { addressOf, exitOf, launch } from '../../support/program.ts';

// The longest pause is then 150 ms, and a connection is stable after 50 ms.
const clock = {
  now: () => systemClock.now() * 200,
  after: (delayMs: number, run: () => void) => systemClock.after(delayMs / 200, run),
};

describe('the client and the server', () => {
  it('deliver every post once and in order over a network that breaks ten times', async () => {
    const child = launch('serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms', '--store', 'sqlite::memory:');
    onTestFinished(() => void child.kill());
    const proxy = await CuttingProxy.before(Number(new URL(await addressOf(child)).port));
    const client = connect(`http://127.0.0.1:${proxy.port}`, { clock, welcomeMs: Infinity, silenceMs: Infinity });
    const cuts = 10;
    const total = 1_000;
    const seen: (string | undefined)[] = [];
    const others: TrackingEvent[] = [];
    let isPushing = false;
    const resumed = () => others.filter((event) => event.type === 'tracking' && event.resumed === true).length;
    const push = async (): Promise<void> => {
      for (let number = 1; number <= total; number += 1) {
        child.stdin.write(`${JSON.stringify({ id: String(number), text: `pizza number ${number}` })}\n`);
        if (number % 10 === 0) await pause(2);
        // Half of the posts between two cuts arrive while there is no connection.
        if (number % (total / cuts) === 0) await eventually(() => resumed() === number / (total / cuts));
        else if (number % (total / cuts / 2) === 0) proxy.cut();
      }
    };
    for await (const event of client.track('pizza')) {
      if (event.type === 'post') seen.push(event.post.id);
      else others.push(event);
      if (!isPushing) {
        isPushing = true;
        void push();
      }
      if (event.type === 'post' && event.post.id === String(total)) break;
    }
    await client.close();
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => String(index + 1)));
    expect(others.filter(({ type }) => type !== 'tracking')).toEqual([]);
    expect(resumed()).toBe(cuts);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toEqual([0, null]);
    await proxy.stop();
  });
});
