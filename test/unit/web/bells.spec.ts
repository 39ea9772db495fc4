import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { Bells, type ShownNotification } from '../../../src/web/live/bells.ts';
import { TrackedQuery } from '../../../src/web/live/tracked-query.ts';
import {
  createBell,
  noBell,
  readChoices,
  writeChoices,
  type BellChoice,
  type BellInput,
} from '../../../src/web/state/bell.ts';
import { clientWorld } from '../../support/client-world.ts';
import { postFrame, summaryFrame, trackingFrame } from '../../support/frames.ts';

const spike = { ratio: 4, baseline: 10 };
const shift = { change: -0.5, baseline: 0.2 };
const window = (seconds: number, fields: Partial<BellInput> = {}): BellInput => ({
  ...{ at: seconds * 1_000, posts: 40, recent: undefined },
  ...fields,
});
const recent = (mean: number, posts = 50): Partial<BellInput> => ({ recent: { mean, posts } });

/** Returns the kinds that a bell rings for, window by window. */
function ringsOf(choice: Partial<BellChoice>, inputs: readonly BellInput[]): readonly string[] {
  const ring = createBell();
  return inputs.map((input) =>
    ring({ ...noBell, ...choice }, input)
      .map(({ kind }) => kind)
      .join(),
  );
}

describe('a bell', () => {
  it('rings once for each spike and shift that was chosen', () => {
    const inputs = [
      ...[window(0), window(10, { spike }), window(20, { spike }), window(30), window(40, { spike })],
      ...[window(200, { spike }), window(210, { shift }), window(220, { shift, spike })],
    ];
    expect(ringsOf({ spike: true }, inputs)).toEqual(['', 'spike', '', '', '', 'spike', '', '']);
    expect(ringsOf({ shift: true }, inputs)).toEqual(['', '', '', '', '', '', 'shift', '']);
    expect(ringsOf({}, inputs)).toEqual(['', '', '', '', '', '', '', '']);
  });

  it('rings when the mean crosses its bound, again only after it has come back, and not for few posts', () => {
    const means = [-0.1, -0.3, -0.31, -0.5, -0.3, -0.4];
    const inputs = means.map((mean, index) => window(10 * index, recent(mean)));
    expect(ringsOf({ bound: { side: 'below', value: -0.3 } }, inputs)).toEqual(['', '', 'bound', '', '', 'bound']);
    expect(ringsOf({ bound: { side: 'above', value: -0.3 } }, inputs)).toEqual(['bound', '', '', '', '', '']);
    const few = [window(0, recent(-0.9, 19)), window(10), window(20, recent(-0.9, 20))];
    expect(ringsOf({ bound: { side: 'below', value: 0 } }, few)).toEqual(['', '', 'bound']);
  });

  it('says what has happened', () => {
    const choice = { spike: true, shift: true, bound: { side: 'below', value: 0 } } as const;
    expect(createBell()(choice, window(0, { spike, shift, ...recent(-0.25) }))).toEqual([
      { kind: 'spike', at: 0, title: 'far more posts than usual', text: '40 posts, 4.0 times the usual.' },
      { kind: 'shift', at: 0, title: 'the mood has turned', text: 'Sentiment is −0.30, and +0.20 is usual.' },
      {
        ...{ kind: 'bound', at: 0, title: 'sentiment is below 0.00' },
        text: 'It is −0.25 in the last 5 minutes, in 50 posts.',
      },
    ]);
  });

  it('is kept as it was chosen', () => {
    const choices = new Map<string, BellChoice>([
      ['pizza', { spike: true, shift: false, bound: { side: 'above', value: 0.5 } }],
      ['"__proto__"', { ...noBell, shift: true }],
    ]);
    expect(readChoices(writeChoices(choices))).toEqual(choices);
    expect(readChoices(writeChoices(new Map([['pizza', noBell]])))).toEqual(new Map());
    for (const text of ['', '{', '[]', '{"pizza":1}', '{"pizza":{"bound":{"side":"left","value":7}}}']) {
      expect([...readChoices(text).values()].filter((choice) => choice !== noBell && choice.bound)).toEqual([]);
    }
  });
});

/** Bells of a page with one query. */
function world({ isWatched = false } = {}) {
  const { client, welcome } = clientWorld();
  const shown: ShownNotification[] = [];
  let requests = 0;
  const stored: string[] = [];
  const ignore = (): void => undefined;
  const handlers = { onPost: ignore, onRetract: ignore, onGap: ignore, onTracking: ignore };
  const track = new TrackedQuery({ client, id: 't1', query: 'Pizza', slot: 0, ...handlers });
  const socket = welcome();
  socket.frame(trackingFrame('q1'));
  const page = { tracks: signal([track]), measure: signal('whole' as const), announcement: signal('') };
  const bells = new Bells({
    ...{ page, isWatched: () => isWatched, storage: { read: () => '', write: (text) => stored.push(text) } },
    notifications: {
      state: signal('granted'),
      request: () => Promise.resolve(void (requests += 1)),
      show: (notification) => shown.push(notification),
    },
  });
  bells.follow();
  return { bells, track, page, shown, socket, stored, requests: () => requests };
}

describe('the bells of a page', () => {
  it('show a notification, mark the tab until somebody looks, and list what has rung', () => {
    const { bells, track, page, shown, socket, stored, requests } = world();
    socket.frame(summaryFrame('q1', { to: 10_000, spike }));
    expect(shown).toEqual([]);
    bells.choose(track, { ...noBell, spike: true });
    expect(stored).toEqual(['{"pizza":{"spike":true,"shift":false}}']);
    expect(requests()).toBe(1);
    socket.frame(summaryFrame('q1', { to: 100_000, posts: 40, spike }));
    const title = 'Pizza: far more posts than usual';
    expect(shown).toEqual([{ title, body: '40 posts, 4.0 times the usual.', tag: 'undertone spike pizza' }]);
    expect(page.announcement.value).toContain(title);
    expect(bells.hasRung.value).toBe(true);
    expect(bells.ringsOf(track)).toMatchObject([{ kind: 'spike', at: 100_000 }]);
    bells.look();
    expect(bells.hasRung.value).toBe(false);
  });

  it('ring for the mean of the last five minutes, and mark no tab that somebody looks at', () => {
    const { bells, track, shown, socket } = world({ isWatched: true });
    bells.choose(track, { ...noBell, bound: { side: 'below', value: -0.3 } });
    const at = 1_768_473_300_000;
    for (let seq = 1; seq <= 20; seq += 1) socket.frame(postFrame('q1', seq, { at, compound: -0.5 }));
    socket.frame(summaryFrame('q1', { from: at, to: at + 10_000 }));
    socket.frame(summaryFrame('q1', { from: at + 10_000, to: at + 20_000 }));
    expect(shown.map(({ title }) => title)).toEqual(['Pizza: sentiment is below −0.30']);
    expect(bells.hasRung.value).toBe(false);
  });
});
