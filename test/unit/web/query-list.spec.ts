import { describe, expect, it } from 'vitest';
import { QueryList } from '../../../src/web/live/query-list.ts';
import { TrackedQuery } from '../../../src/web/live/tracked-query.ts';
import { isSolo, orderedBy, soloed } from '../../../src/web/state/arrangement.ts';
import { clientWorld } from '../../support/client-world.ts';

/** A list of tracked queries, with what it has reported. */
function world(...queries: readonly string[]) {
  const { client } = clientWorld();
  const removed: string[] = [];
  const said: string[] = [];
  const ignore = (): void => undefined;
  const handlers = { onPost: ignore, onRetract: ignore, onGap: ignore, onTracking: ignore };
  const list = new QueryList({
    create: (identity) => new TrackedQuery({ client, ...identity, ...handlers }),
    onAdd: ignore,
    onRemove: (track, successor) => removed.push(`${track.query} > ${successor?.query ?? ''}`),
    say: (sentence) => said.push(sentence),
  });
  const tracks = queries.flatMap((query) => list.add(query) ?? []);
  const shown = (): string => list.shown.value.map(({ query, slot }) => `${query} ${slot}`).join(', ');
  return { list, tracks, shown, removed, said };
}

describe('the list of queries', () => {
  it('has each query once, in a look of its own', () => {
    const { list, tracks, shown } = world('pizza', 'tea', 'Pizza', 'rome');
    expect(shown()).toBe('pizza 0, tea 1, rome 2');
    const [, tea] = tracks;
    if (tea !== undefined) list.remove(tea);
    list.add('coffee');
    list.add('milk', 7);
    list.add('water', 7);
    expect(shown()).toBe('pizza 0, rome 2, coffee 1, milk 7, water 3');
  });

  it('replaces an edited query in its place and look, hidden or not', () => {
    const { list, tracks, shown, removed } = world('pizza', 'tea', 'rome');
    const [, tea] = tracks;
    if (tea === undefined) throw new Error('no query');
    list.toggle(tea);
    for (const query of ['rome', 'tea', '(tea']) expect(list.edit(tea, query)).toBeUndefined();
    const green = list.edit(tea, 'tea -green');
    expect(green?.slot).toBe(1);
    expect(removed).toEqual(['tea > tea -green']);
    expect(shown()).toBe('pizza 0, rome 2');
    if (green !== undefined) list.toggle(green);
    expect(shown()).toBe('pizza 0, tea -green 1, rome 2');
  });

  it('moves queries, as far as there are places', () => {
    const { list, tracks, shown, said } = world('pizza', 'tea', 'rome');
    const [pizza] = tracks;
    if (pizza === undefined) throw new Error('no query');
    list.move(pizza, 1);
    list.move(pizza, 9);
    list.move(pizza, 9);
    expect(shown()).toBe('tea 1, rome 2, pizza 0');
    expect(said.slice(3)).toEqual(['pizza is number 2 of 3.', 'pizza is number 3 of 3.']);
    list.order(['rome', 'tea']);
    expect(shown()).toBe('rome 2, tea 1, pizza 0');
  });

  it('always shows one', () => {
    const { list, tracks, shown } = world('pizza', 'tea');
    const [pizza, tea] = tracks;
    if (pizza === undefined || tea === undefined) throw new Error('no query');
    list.toggle(pizza);
    list.toggle(tea);
    expect(shown()).toBe('pizza 0');
    list.remove(pizza);
    expect(shown()).toBe('tea 1');
    list.hide([tea]);
    expect(shown()).toBe('tea 1');
  });
});

describe('a query alone', () => {
  it('hides the others, and shows them again', () => {
    const items = ['a', 'b', 'c'];
    const hidden = soloed(items, new Set(['a']), 'a');
    expect([...hidden]).toEqual(['b', 'c']);
    expect(isSolo(items, hidden, 'a')).toBe(true);
    expect(soloed(items, hidden, 'a').size).toBe(0);
    expect(isSolo(['a'], new Set(), 'a')).toBe(false);
  });
});

it('is in the order of names, what has none comes last', () => {
  expect(orderedBy(['x', 'b', 'a'], ['a', 'b'], (name) => name)).toEqual(['a', 'b', 'x']);
});
