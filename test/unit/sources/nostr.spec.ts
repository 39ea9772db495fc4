import fc from 'fast-check';
import { concat, EMPTY, ignoreElements, of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNostr, noCursors, type Cursors } from '../../../src/sources/index.ts';
import { readMessage } from '../../../src/sources/nostr/message.ts';
import { deletedBy, isAuthentic, postOf, readNote } from '../../../src/sources/nostr/note.ts';
import { createFastTime, eventually, SourceListener } from '../../../src/testing/index.ts';
import { Author, FakeRelay } from '../../support/fakes/nostr-relay.ts';

const ann = new Author('ann');
const signed = ann.sign({ created_at: 1_768_473_300, kind: 1, tags: [], content: 'I love "pizza"\n🍕' });

/** Test vectors of BIP-340 (index 0, and 6 to 8 by their faults), as signatures of events could be. */
const vector = {
  pubkey: 'F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9'.toLowerCase(),
  sig: 'E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0'.toLowerCase(),
};

describe('an event of Nostr', () => {
  it('becomes a post', () => {
    const tags = [
      ['t', 'pizza'],
      ['t', 'pizza'],
      ['e', 'a'.repeat(64), '', 'reply'],
      ['l', 'en', 'ISO-639-1'],
    ];
    const note = ann.sign({ created_at: 1_768_473_300, kind: 1, tags, content: 'hot #pizza' });
    expect(postOf(note)).toEqual({
      id: note.id,
      source: 'nostr',
      text: 'hot #pizza',
      at: 1_768_473_300_000,
      createdAt: '2026-01-15T10:35:00.000Z',
      author: ann.pubkey,
      url: `https://njump.me/e/${note.id}`,
      lang: 'en',
      hashtags: ['pizza'],
      reply: true,
    });
    expect(postOf(ann.sign({ ...note, tags: [['e', 'a'.repeat(64), '', 'mention']] })).reply).toBeUndefined();
  });

  it('is authentic only as its author has signed it', () => {
    const other = ann.sign({ ...signed, content: 'other' });
    expect(isAuthentic(signed)).toBe(true);
    expect(isAuthentic({ ...signed, content: 'I hate pizza' })).toBe(false);
    expect(isAuthentic({ ...signed, created_at: signed.created_at + 1 })).toBe(false);
    expect(isAuthentic({ ...signed, pubkey: new Author('bob').pubkey })).toBe(false);
    expect(isAuthentic({ ...other, sig: signed.sig })).toBe(false);
    expect(isAuthentic({ ...signed, ...vector })).toBe(false);
    expect(isAuthentic({ ...signed, pubkey: 'f'.repeat(64) })).toBe(false);
    expect(isAuthentic({ ...signed, sig: '0'.repeat(128) })).toBe(false);
  });

  it.each([
    {},
    { ...signed, id: 'x' },
    { ...signed, id: signed.id.toUpperCase() },
    { ...signed, sig: signed.sig.slice(1) },
    { ...signed, created_at: -1 },
    { ...signed, created_at: 1e300 },
    { ...signed, tags: [[1]] },
    { ...signed, content: null },
    null,
  ])('is read only in its shape: %#', (value) => {
    expect(readNote(value)).toBeUndefined();
  });

  it('of any JSON is read without an error, and so is any message', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readNote(value)).toBeUndefined();
      }),
    );
    const message = fc.tuple(fc.constantFrom('EVENT', 'EOSE', 'CLOSED', 'NOTICE', 'AUTH', 'OK', 7), fc.anything());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          message.map((parts) => JSON.stringify(parts)),
        ),
        (text) => {
          expect(['object', 'undefined']).toContain(typeof readMessage(text));
        },
      ),
    );
  });

  it('that deletes ten thousand notes names them, and what is no id does not count', () => {
    const tags = Array.from({ length: 10_000 }, (_, at) => ['e', at.toString(16).padStart(64, '0')]);
    const deletion = { ...signed, kind: 5, tags: [...tags, ['e'], ['e', 'x'], ['a', '1:2:3']] };
    expect(deletedBy(deletion).length).toBe(10_000);
  });
});

describe('the source nostr', () => {
  let relay: FakeRelay;
  let listeners: SourceListener[];
  const warnings: string[] = [];
  beforeEach(async () => {
    relay = await FakeRelay.start();
    listeners = [];
  });
  afterEach(async () => {
    for (const listener of listeners) listener.close();
    await relay.close();
    warnings.length = 0;
  });

  const listen = (cursors: Cursors = noCursors, isChecked = false): SourceListener => {
    const { scheduler } = createFastTime(20);
    relay.clock = () => scheduler.now();
    const context = { name: 'nostr', canAccept$: of(true), random: () => 0, scheduler, cursors };
    const warn = (sentence: string): void => void warnings.push(sentence);
    const source = createNostr({ ...context, relay: relay.url, warn });
    const open = () => concat(isChecked ? (source.check?.() ?? EMPTY).pipe(ignoreElements()) : EMPTY, source.open([]));
    const listener = new SourceListener({ ...source, open });
    listeners.push(listener);
    return listener;
  };

  it('emits notes once, and leaves out what is forged, unasked for or from the future', async () => {
    const listener = listen();
    await listener.live();
    const one = relay.note('one');
    relay.publish(one);
    relay.raw(JSON.stringify(['EVENT', 'live', one]));
    relay.raw(JSON.stringify(['EVENT', 'other', relay.note('of no subscription')]));
    relay.raw(JSON.stringify(['EVENT', 'live', relay.note('a repost', { kind: 6 })]));
    relay.raw(JSON.stringify(['EVENT', 'live', { ...relay.note('true'), content: 'forged' }]));
    relay.raw(JSON.stringify(['EVENT', 'live', { content: 'no event' }]));
    relay.post('tomorrow', { created_at: one.created_at + 86_400 });
    relay.raw('[');
    relay.post('two');
    await listener.until(() => listener.posts.length === 2);
    expect([listener.texts, listener.invalid]).toEqual([['one', 'two'], 4]);
  });

  it('deletes a note when its author does, and for nobody else', async () => {
    const listener = listen();
    await listener.live();
    const [mine, other] = [relay.post('mine'), relay.post('other')];
    await listener.until(() => listener.posts.length === 2);
    relay.delete(mine, new Author('mallory'));
    relay.publish({
      ...relay.ann.sign({ ...relay.note(''), kind: 5, tags: [['e', other]], content: '' }),
      sig: relay.note('x').sig,
    });
    relay.delete(mine);
    relay.post('after');
    await listener.until(() => listener.posts.length === 3);
    expect(listener.retractions).toEqual([{ type: 'delete', source: 'nostr', id: mine }]);
  });

  it('fetches the notes of an interruption page by page, in the order of time', async () => {
    relay.maxPage = 3;
    const listener = listen();
    await listener.live();
    const first = relay.note('0');
    relay.publish(first);
    await listener.until(() => listener.posts.length === 1);
    relay.cut();
    for (let at = 1; at < 10; at += 1) relay.post(String(at), { created_at: first.created_at + at });
    await listener.until(() => listener.gaps.length === 1);
    expect(listener.texts).toEqual(Array.from({ length: 10 }, (_, at) => String(at)));
    expect(listener.gaps[0]?.filled).toBe('full');
  });

  it('says that it has not fetched everything where the relay closes the request for more', async () => {
    relay.maxPage = 2;
    const listener = listen();
    await listener.live();
    relay.cut();
    const now = relay.note('').created_at;
    for (let at = 0; at < 5; at += 1) relay.post(String(at), { created_at: now + at });
    relay.answer(['EVENT', 'SUB', relay.note('9', { created_at: now + 9 })], ['EOSE', 'SUB']);
    relay.answer(['CLOSED', 'SUB', 'error: too many requests']);
    await listener.until(() => listener.gaps.length === 1);
    expect([listener.texts, listener.gaps[0]?.filled]).toEqual([['9'], 'partial']);
  });

  it('goes on after a restart where it stopped, with nothing twice', async () => {
    const kept = new Map<string, string>();
    const cursors: Cursors = { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
    const first = listen(cursors);
    await first.live();
    relay.post('one');
    await first.until(() => first.posts.length === 1);
    first.close();
    await eventually(() => relay.openSockets === 0);
    relay.post('missed');
    // A check reads what the relay has, and hands on nothing of it.
    const second = listen(cursors, true);
    await second.until(() => second.gaps.length === 1);
    relay.post('two');
    await second.until(() => second.posts.length === 2);
    expect(second.texts).toEqual(['missed', 'two']);
    expect(second.gaps).toMatchObject([{ filled: 'full', cause: 'The program was not running.' }]);
  });

  it.each([
    [
      'asks for a login',
      'auth-required: log in first',
      /sends its notes only to users who log in.*auth-required: log in/,
    ],
    ['is for some', 'restricted: pay', /sends its notes only to some users \(restricted: pay\)\.$/],
  ])('ends with a sentence where a relay %s', async (_, reason, sentence) => {
    relay.answer(['CLOSED', 'SUB', reason]);
    const listener = listen();
    await listener.until(() => listener.error !== undefined);
    expect(listener.error).toMatchObject({ code: 'source_failed' });
    expect(String(listener.error)).toMatch(sentence);
  });

  it.each([
    [
      'has no relay at its path',
      () => {
        relay.refuse({ status: 404 });
      },
      /answers 404/,
    ],
    [
      'asks us to wait',
      () => {
        relay.answer(['CLOSED', 'SUB', 'rate-limited: slow down']);
      },
      /has had too many requests/,
    ],
    [
      'ends the subscription',
      () => {
        relay.answer(['CLOSED', 'SUB', '']);
      },
      /has ended the subscription/,
    ],
    [
      'speaks something else',
      () => {
        relay.answer(...Array.from({ length: 10 }, (_, at) => ({ at })));
      },
      /does not speak the protocol/,
    ],
    [
      'lies',
      () => {
        // Not too old either when this process was kept waiting.
        const created_at = relay.note('').created_at + 600;
        const forged = Array.from({ length: 10 }, (_, at) => ({
          ...relay.note(`${at}`),
          created_at,
          content: 'forged',
        }));
        relay.answer(...forged.map((note) => ['EVENT', 'SUB', note]));
      },
      /sends notes that their authors have not signed/,
    ],
  ])('says in a sentence what is wrong with a relay that %s', async (_, fault, sentence) => {
    fault();
    const listener = listen();
    await listener.until(() => listener.states.some((state) => sentence.test(state)));
    await listener.live();
  });

  it('passes on what a relay has to say, once', async () => {
    const listener = listen();
    await listener.live();
    relay.raw(JSON.stringify(['NOTICE', 'we move\non Monday']));
    relay.raw(JSON.stringify(['NOTICE', 'we move']));
    relay.post('one');
    await listener.until(() => listener.posts.length === 1);
    expect(warnings).toEqual([`${new URL(relay.url).host} says: we move on Monday`]);
  });
});
