import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { JsonElement } from '../../../src/sources/net/json-list.ts';
import { readPage, type Page } from '../../../src/sources/poll/body.ts';
import { emitInTurns, maxTurnElements, piecesOf } from '../../../src/sources/turns.ts';
import { createFastTime } from '../../../src/testing/index.ts';

const count = 100_000;

/** Reads a page of the same comment again and again; returns how often a key was looked up in each turn, too. */
function read(value: unknown, bytes = 2): { readonly page: Page; readonly lookups: readonly number[] } {
  const list: readonly JsonElement[] = Array.from({ length: count }, () => ({ value, bytes }));
  const lookups = [0];
  const seen = {
    add: () => {
      lookups.push((lookups.pop() ?? 0) + 1);
      return true;
    },
  };
  const work = readPage(list, { source: 'poll', seen, now: 0 });
  for (;;) {
    const { done, value: page } = work.next();
    if (done === true) return { page, lookups };
    lookups.push(0);
  }
}

describe('a page of a poll', () => {
  it.each([[1], [null], ['text'], [[1]]])('of %j costs no more than a count', (value) => {
    const { page, lookups } = read(value);
    expect(page).toMatchObject({ posts: [], invalid: 0, others: count });
    expect(page.keys.size).toBe(0);
    expect(lookups).toEqual(Array.from({ length: count / maxTurnElements }, () => 0));
  });

  it('of objects is read some hundred a turn, each of which has an id of its own', () => {
    const { page, lookups } = read({});
    expect(page).toMatchObject({ posts: [], invalid: count, others: 0 });
    expect(page.keys.size).toBe(count);
    expect(Math.max(...lookups)).toBe(maxTurnElements);
  });

  it('of long comments is read a few a turn', () => {
    const { lookups } = read({ text: 'a' }, 300_000);
    expect(Math.max(...lookups)).toBe(1);
  });
});

it('a poll lists what was deleted, each once, beside the comments', () => {
  const known = new Set<string>();
  const seen = { add: (key: string) => known.size < known.add(key).size };
  const list = [
    { id: '1', text: 'a' },
    { id: '1', deleted: true },
    { author: 'ann', deleted: true },
    { deleted: true },
  ];
  const elements = list.map((value) => ({ value, bytes: 2 }));
  const pageOf = (): Page | undefined => readPage(elements, { source: 'poll', seen, now: 0 }).next().value ?? undefined;
  expect(pageOf()).toMatchObject({
    posts: [{ id: '1' }],
    retractions: [
      { type: 'delete', source: 'poll', id: '1' },
      { type: 'account-ended', source: 'poll', author: 'ann' },
    ],
    invalid: 1,
  });
  expect(pageOf()).toMatchObject({ posts: [], retractions: [] });
});

it('posts are handed to the graph some hundred a turn, or one that is long', async () => {
  const lengths = [...Array.from({ length: 1_200 }, () => 10), 65_536, 65_536, 10];
  const lengthOf = (length: number): number => length;
  const pieces = piecesOf(lengths, lengthOf);
  expect(pieces.map(({ length }) => length)).toEqual([500, 500, 200, 1, 1, 1]);
  const { scheduler, delays } = createFastTime();
  const emitted$ = emitInTurns(lengths, { lengthOf, toValue: lengthOf, scheduler });
  expect(await lastValueFrom(emitted$.pipe(toArray()))).toEqual(lengths);
  expect(delays).toHaveLength(pieces.length - 1);
});
