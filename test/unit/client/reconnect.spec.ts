import { describe, expect, it } from 'vitest';
import type { ClientState } from '../../../src/client/index.ts';
import { clientWorld, collect } from '../../support/client-world.ts';
import { gapFrame, postFrame, statsFrame, trackingFrame, welcomeFrame } from '../../support/frames.ts';

const names = (states: readonly ClientState[]): readonly string[] => states.map(({ name }) => name);

describe('the stream of states', () => {
  it('emits the current state first, then each change', () => {
    const { client, clock, welcome } = clientWorld();
    const { values } = collect(client.states);
    welcome().end(1001, 'upgrade');
    expect(values).toEqual([
      { name: 'connecting', attempt: 1 },
      { name: 'live', welcome: welcomeFrame() },
      {
        name: 'waiting',
        retryAt: clock.now() + 375,
        ending: { code: 1001, reason: 'The server is going away: upgrade' },
      },
    ]);
    expect(client.state).toBe(values[2]);
    clock.pass(375);
    expect(client.state).toEqual({ name: 'connecting', attempt: 2 });
  });
});

describe('after a loss, the client', () => {
  it('waits longer after each failure, and starts over after a stable connection', () => {
    const { client, clock, socket, sockets, welcome } = clientWorld();
    const waits = [];
    for (let failure = 0; failure < 9; failure += 1) {
      socket().end(1006);
      const wait = client.state.name === 'waiting' ? client.state.retryAt - clock.now() : 0;
      waits.push(wait);
      clock.pass(wait);
    }
    expect(waits).toEqual([375, 750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500, 22_500]);
    expect(sockets).toHaveLength(10);
    welcome();
    clock.pass(9_999);
    socket().end(1006);
    expect(client.state).toMatchObject({ name: 'waiting', retryAt: clock.now() + 22_500 });
    clock.pass(22_500);
    welcome();
    clock.pass(10_000);
    socket().end(1006);
    expect(client.state).toMatchObject({ name: 'waiting', retryAt: clock.now() + 375 });
  });

  it('connects at once when it is asked to, and only once', () => {
    const { client, clock, socket, sockets, welcome } = clientWorld();
    client.reconnect();
    expect(sockets).toHaveLength(1);
    socket().end(1006);
    client.reconnect();
    expect(client.state).toEqual({ name: 'connecting', attempt: 2 });
    client.reconnect();
    clock.pass(375);
    expect(sockets).toHaveLength(2);
    welcome();
    client.reconnect();
    expect(client.state).toMatchObject({ name: 'live' });
    expect(sockets).toHaveLength(2);
  });

  it('shortens the pause by a random part of up to a half', () => {
    const delays = [0, 0.999].map((chance) => {
      const { client, clock, socket } = clientWorld({ random: () => chance });
      socket().end(1006);
      return client.state.name === 'waiting' ? client.state.retryAt - clock.now() : undefined;
    });
    expect(delays).toEqual([500, 250]);
  });

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 4408, 4410, 4999])('reconnects soon after %i', (code) => {
    const { client, clock, welcome } = clientWorld();
    welcome().end(code);
    expect(client.state).toMatchObject({ name: 'waiting', retryAt: clock.now() + 375, ending: { code } });
  });

  it('waits longer for a server over capacity', () => {
    const { client, clock, welcome } = clientWorld();
    welcome().end(1013);
    expect(client.state).toMatchObject({ name: 'waiting', retryAt: clock.now() + 3_750 });
  });

  it.each([1002, 1003, 1007, 1008, 1009, 1010])(
    'does not reconnect after %i, and reports the reason on every stream',
    (code) => {
      const { client, clock, sockets, welcome } = clientWorld();
      const states = collect(client.states);
      const pizza = collect(client.track('pizza'));
      const stats = collect(client.stats);
      welcome().end(code, 'enough');
      expect(client.state).toMatchObject({ name: 'closed', ending: { code } });
      expect(states.end()).toBe('complete');
      expect(stats.end()).toBe('complete');
      expect(pizza.end()).toMatchObject({ code: 'unavailable' });
      expect(pizza.end()).toHaveProperty('message', expect.stringMatching(/: enough$/));
      expect(collect(client.track('pasta')).end()).toMatchObject({ code: 'unavailable' });
      expect(clock.pending).toBe(0);
      clock.pass(600_000);
      expect(sockets).toHaveLength(1);
    },
  );

  it('reports that a failed handshake may have been refused', () => {
    const { client, socket } = clientWorld();
    socket().end(1006);
    expect(client.state).toHaveProperty('ending.code', 1006);
    expect(client.state).toHaveProperty('ending.reason', expect.stringMatching(/token or the origin/));
  });

  it('closes permanently at a server of another protocol', () => {
    const { client, socket } = clientWorld();
    socket().protocol = '';
    socket().open();
    expect(client.state).toMatchObject({
      name: 'closed',
      ending: { reason: 'The server does not speak undertone.v1.' },
    });
    expect(socket().closedWith).toEqual([undefined]);
  });
});

describe('resuming', () => {
  it('sends the last token, whether of a post or of an answer', () => {
    const { client, clock, welcome } = clientWorld();
    const pizza = collect(client.track('pizza', { since: 5_000 }));
    const pasta = collect(client.track('pasta', { whenSlow: 'drop' }));
    const first = welcome();
    expect(first.sent[0]).toEqual({ type: 'track', id: 'q1', query: 'pizza', since: 5_000 });
    first.frame(trackingFrame('q1', { resume: 'e1-0' }), postFrame('q1', 1), trackingFrame('q2', { resume: 'e1-9' }));
    first.end(1006);
    clock.pass(375);
    const second = welcome();
    expect(second.sent).toEqual([
      { type: 'track', id: 'q1', query: 'pizza', resume: 'e1-1' },
      { type: 'track', id: 'q2', query: 'pasta', whenSlow: 'drop', resume: 'e1-9' },
    ]);
    const gap = gapFrame({ id: 'q2', source: 'resume' });
    second.frame(trackingFrame('q1', { resumed: true }), postFrame('q1', 2));
    second.frame(trackingFrame('q2', { resumed: false }), gap);
    expect(pizza.values.slice(2)).toEqual([trackingFrame('q1', { resumed: true }), postFrame('q1', 2)]);
    expect(pasta.values.slice(1)).toEqual([trackingFrame('q2', { resumed: false }), gap]);
  });

  it('emits a gap of its own when there is no token', () => {
    const { client, clock, welcome } = clientWorld();
    const { values } = collect(client.track('pizza'));
    const first = welcome();
    first.frame(trackingFrame('q1'));
    clock.pass(1_000);
    first.frame(statsFrame());
    const from = clock.now();
    clock.pass(2_000);
    first.end(1006);
    clock.pass(375);
    // The next session is lost before it answers, so the gap begins with the session before it.
    welcome().end(1006);
    clock.pass(750);
    const third = welcome();
    third.frame(statsFrame(), trackingFrame('q1'), trackingFrame('q1', { upstream: { demo: 'pending' } }));
    const gap = gapFrame({ id: 'q1', source: 'resume', from, to: clock.now(), cause: 'The connection was lost.' });
    expect(values).toEqual([
      trackingFrame('q1'),
      trackingFrame('q1'),
      gap,
      trackingFrame('q1', { upstream: { demo: 'pending' } }),
    ]);
  });

  it('asks for stored posts again while none has arrived', () => {
    const { client, clock, welcome } = clientWorld();
    collect(client.track('pizza', { since: 5_000 }));
    welcome().end(1006);
    clock.pass(375);
    expect(welcome().sent).toEqual([{ type: 'track', id: 'q1', query: 'pizza', since: 5_000 }]);
  });

  it('cancels the retry of a refusal when the session ends', () => {
    const { client, clock, welcome } = clientWorld();
    collect(client.track('pizza'));
    const first = welcome();
    first.frame({ type: 'error', code: 'unavailable', message: 'Draining.', id: 'q1' });
    first.end(1001);
    clock.pass(375);
    const second = welcome();
    clock.pass(10_000);
    expect(second.sent).toHaveLength(1);
  });
});

describe('the watchdog', () => {
  it('gives up a server that is silent for 35 s, and no other', () => {
    const { client, clock, sockets, welcome } = clientWorld();
    const socket = welcome();
    for (let beat = 0; beat < 20; beat += 1) {
      clock.pass(10_000);
      socket.frame(statsFrame());
    }
    clock.pass(34_999);
    expect(client.state.name).toBe('live');
    clock.pass(1);
    expect(client.state).toMatchObject({ name: 'waiting', ending: { reason: 'The server sent nothing for 35 s.' } });
    expect(socket.closedWith).toEqual([undefined]);
    clock.pass(500);
    expect(sockets).toHaveLength(2);
    // Events of the old socket are ignored.
    socket.end(1008);
    socket.frame(welcomeFrame());
    expect(client.state.name).toBe('connecting');
  });

  it('gives up a server that does not send welcome within 10 s, whatever else it sends', () => {
    const { client, clock, socket } = clientWorld();
    socket().open();
    clock.pass(9_999);
    socket().frame(statsFrame());
    clock.pass(1);
    expect(client.state.name).toBe('waiting');
  });

  it('never gives up with an infinite limit', () => {
    const { client, clock, welcome } = clientWorld({ silenceMs: Infinity });
    welcome();
    clock.pass(86_400_000);
    expect(client.state.name).toBe('live');
    expect(clock.pending).toBe(0);
  });

  it('copes with a clock that is set back', () => {
    const { client, clock, welcome } = clientWorld();
    welcome();
    clock.pass(30_000);
    clock.set(clock.now() - 3_600_000);
    clock.pass(39_999);
    expect(client.state.name).toBe('live');
    clock.pass(1);
    expect(client.state.name).toBe('waiting');
  });
});

describe('closing', () => {
  it('closes with 1000, completes everything, and resolves when the socket is closed', async () => {
    const { client, clock, socket, welcome } = clientWorld();
    const states = collect(client.states);
    const pizza = collect(client.track('pizza'));
    welcome();
    const closed = client.close();
    expect(client.state).toEqual({ name: 'closed', ending: { code: 1000, reason: 'The client was closed.' } });
    expect(socket().closedWith).toEqual([1000]);
    expect([states.end(), pizza.end(), collect(client.errors).end()]).toEqual(['complete', 'complete', 'complete']);
    expect(collect(client.states).values).toEqual([client.state]);
    expect(socket().sent).toHaveLength(1);
    socket().end(1000);
    await closed;
    await client.close();
    expect(clock.pending).toBe(0);
    expect(names(states.values)).toEqual(['connecting', 'live', 'closed']);
  });

  it('waits 1 s for a silent peer, and not at all between connections', async () => {
    const { client, clock, sockets, welcome } = clientWorld();
    welcome();
    const closed = client.close();
    clock.pass(1_000);
    await closed;
    const other = clientWorld();
    other.socket().end(1006);
    await other.client.close();
    other.clock.pass(60_000);
    expect([sockets.length, other.sockets.length]).toEqual([1, 1]);
  });

  it('may be done by an observer of the states', () => {
    const { client, clock, sockets, welcome } = clientWorld();
    client.track('pizza').subscribe(() => undefined);
    client.states.subscribe(({ name }) => {
      if (name === 'waiting') void client.close();
    });
    welcome().end(1006);
    clock.pass(60_000);
    expect([client.state.name, sockets.length, clock.pending]).toEqual(['closed', 1, 0]);
  });
});
