import { defer, delay, filter, NEVER, timeout, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeChunk } from '../../../src/cluster/chunk.ts';
import type { Log } from '../../../src/cluster/log.ts';
import type { SourceEvent } from '../../../src/graph/index.ts';
import { Nodes, numbers } from '../../support/memory-nodes.ts';

describe('the nodes of a cluster', () => {
  it('have one leader, from which all read the same posts at the same positions', () => {
    const nodes = new Nodes();
    for (const name of ['a', 'b']) nodes.start(name);
    nodes.until(1_000);
    nodes.upstream.post(5);
    nodes.until(2_000);
    expect(nodes.leaders()).toHaveLength(1);
    expect(nodes.upstream.mostOpen).toBe(1);
    expect(nodes.posts('a')).toEqual(numbers(5));
    const [a, b] = ['a', 'b'].map((name) => nodes.received.get(name));
    const posts = (events: readonly SourceEvent[] = []) => events.filter(({ type }) => type === 'post');
    expect(posts(b?.events)).toEqual(posts(a?.events));
    expect(a?.node.log.position()).toBe(b?.node.log.position());
  });

  it('take over from a leader that has died, where it stopped', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    nodes.upstream.post(3);
    nodes.until(2_000);
    nodes.kill('a');
    nodes.upstream.post(2);
    nodes.until(5_000);
    expect(nodes.states('b').at(-1)).toBe('pending');
    nodes.until(8_000);
    nodes.upstream.post(1);
    nodes.until(9_000);
    expect(nodes.posts('b')).toEqual(numbers(6));
    expect(nodes.states('b').at(-1)).toBe('live');
    expect(nodes.upstream.contexts.at(-1)?.interruption?.from).toBeGreaterThan(1_000);
    const last = nodes.log.messages.map(decodeChunk).at(-1)?.header;
    expect(last).toMatchObject({ term: 2, node: 'b', totals: { posts: 6, duplicate: 1, received: 7 } });
  });

  it('hand over at once when a leader stops', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_100);
    nodes.stop('a');
    nodes.until(1_800);
    expect(nodes.leaders()).toEqual(['b']);
    const headers = nodes.log.messages.map(decodeChunk).map(({ header }) => header);
    expect(headers.map(({ state }) => state)).toContain('resigned');
  });

  it('do not take over while the log does not answer them', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(2_000);
    nodes.log.isAway = true;
    nodes.kill('a');
    nodes.until(20_000);
    expect(nodes.leaders()).not.toContain('b');
    expect(nodes.states('b').at(-1)).toBe('pending');
    nodes.log.isAway = false;
    nodes.until(21_000);
    expect(nodes.leaders()).not.toContain('b');
    nodes.until(26_000);
    expect(nodes.leaders()).toContain('b');
    expect(nodes.states('b').at(-1)).toBe('live');
    expect(nodes.received.get('b')?.events.some((event) => event.type === 'gap' && event.filled === 'full')).toBe(true);
  });

  it('go on at once as they were when the log answers again', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    nodes.upstream.post(2);
    nodes.until(2_000);
    nodes.log.isAway = true;
    nodes.until(10_000);
    expect([nodes.leaders(), nodes.upstream.open]).toEqual([[], 0]);
    nodes.upstream.post(2);
    nodes.log.isAway = false;
    nodes.until(11_000);
    expect(nodes.leaders()).toEqual(['a']);
    expect(nodes.posts('b')).toEqual(numbers(4));
  });

  it('read what the log has of the last minute before they take over, so that a busy one delays nothing', () => {
    const nodes = new Nodes();
    const { append, last, state } = nodes.log;
    // A read of the log takes a second.
    const slow: Log = {
      ...{ append, last, state },
      read: (options) => nodes.log.read(options).pipe(delay(1_000, nodes.scheduler)),
    };
    nodes.start('a', 'ingest');
    nodes.until(1_000);
    nodes.start('b', 'ingest', slow);
    nodes.start('c', 'gateway');
    nodes.until(1_500);
    nodes.upstream.post(3);
    nodes.until(2_000);
    nodes.kill('a');
    nodes.upstream.post(2);
    nodes.until(7_000);
    expect(nodes.posts('c')).toEqual(numbers(5));
    const header = nodes.log.messages.map(decodeChunk).at(-1)?.header;
    expect(header).toMatchObject({ term: 2, node: 'b', totals: { posts: 5, duplicate: 1 } });
  });

  it('depose a leader that was paused, whose late chunks come to nothing', () => {
    const nodes = new Nodes();
    // Its appends come so late that others count it as dead.
    let isPaused = false;
    const { read, state } = nodes.log;
    const paused: Log = {
      ...{ read, state },
      append: (...given) => (isPaused ? NEVER : nodes.log.append(...given)),
      last: (source) => (isPaused ? NEVER : nodes.log.last(source)),
    };
    nodes.start('a', 'ingest', paused);
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    isPaused = true;
    nodes.until(9_000);
    isPaused = false;
    nodes.until(12_000);
    expect(nodes.leaders()).toEqual(['b']);
    const headers = nodes.log.messages.map(decodeChunk).map(({ header }) => header);
    expect(headers.map(({ term }) => term)).toEqual(headers.map(({ term }) => term).toSorted((x, y) => x - y));
  });

  it('close upstream on the side of a partition that the log is not on, before the other side opens it', () => {
    const nodes = new Nodes();
    let isCutOff = false;
    const away = <T>(answer$: Observable<T>): Observable<T> => defer(() => (isCutOff ? NEVER : answer$));
    const { append, last, read, state } = nodes.log;
    const cut: Log = {
      append: (...given) => away(append(...given)),
      last: (source) => away(last(source)),
      read: (options) => away(read(options)).pipe(filter(() => !isCutOff)),
      state: () => away(state()).pipe(timeout({ first: 1_500, scheduler: nodes.scheduler })),
    };
    nodes.start('a', 'all', cut);
    nodes.until(1_000);
    nodes.start('b');
    nodes.until(1_500);
    nodes.upstream.post();
    nodes.until(2_000);
    expect(nodes.leaders()).toEqual(['a']);
    isCutOff = true;
    nodes.upstream.post(2);
    nodes.until(5_500);
    expect([nodes.upstream.open, nodes.states('a').at(-1)]).toEqual([0, 'pending']);
    nodes.until(9_000);
    expect(nodes.leaders()).toEqual(['b']);
    nodes.upstream.post(2);
    nodes.until(10_000);
    expect(nodes.posts('b')).toEqual(numbers(5));
    isCutOff = false;
    nodes.until(15_000);
    expect(nodes.leaders()).toEqual(['b']);
    expect(nodes.posts('a')).toEqual(numbers(5));
    expect(nodes.states('a').at(-1)).toBe('live');
    expect(nodes.upstream.mostOpen).toBe(1);
  });

  it('tell a gap when the log has forgotten what a node did not read', () => {
    const nodes = new Nodes();
    nodes.start('a', 'ingest');
    nodes.start('b', 'gateway');
    nodes.until(1_000);
    nodes.upstream.post(2);
    nodes.until(1_500);
    nodes.log.makeAnew();
    nodes.until(30_000);
    const gaps = nodes.received.get('b')?.events.filter(({ type }) => type === 'gap') ?? [];
    expect(gaps).toMatchObject([{ filled: 'none', cause: 'The log was made anew.' }]);
  });
});
