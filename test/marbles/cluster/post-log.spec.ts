import { describe, expect, it } from 'vitest';
import { endOf, sequenceAfter } from '../../../src/cluster/chunk.ts';
import { Nodes, numbers } from '../../support/memory-nodes.ts';

describe("a log's port of the graph", () => {
  it('replays a span, and covers what the log still has', () => {
    const nodes = new Nodes();
    nodes.start('a');
    nodes.until(1_000);
    const port = nodes.received.get('a')?.node.log;
    const before = port?.position() ?? 0;
    for (let post = 0; post < 5; post += 1) {
      nodes.upstream.post();
      nodes.until(1_100 + 10 * post);
    }
    const after = port?.position() ?? 0;
    const replayed: string[] = [];
    port?.replay({ after: before, upTo: after }, 0).subscribe((page) => {
      for (const entry of page) if ('post' in entry) replayed.push(entry.post.id);
    });
    nodes.until(1_500);
    expect(replayed).toEqual(numbers(5));
    const recent: unknown[] = [];
    port?.recent().subscribe((span) => recent.push(span));
    nodes.until(1_600);
    expect(recent).toEqual([{ after: endOf(0), upTo: port?.position() }]);
    expect([port?.covers(port.epoch(), before), port?.covers('another', before)]).toEqual([true, false]);
    nodes.log.trim(nodes.log.messages.length - 1);
    nodes.until(8_000);
    expect(port?.covers(port.epoch(), before)).toBe(false);
  });

  it('replays retractions too, and what came some time before the span as far as the log still has it', () => {
    const nodes = new Nodes();
    nodes.start('a');
    nodes.until(1_000);
    const port = nodes.received.get('a')?.node.log;
    const postAt = (ms: number): number => {
      nodes.until(ms);
      nodes.upstream.post();
      nodes.until(ms + 50);
      return port?.position() ?? 0;
    };
    postAt(2_100);
    postAt(4_100);
    const before = postAt(6_100);
    nodes.upstream.delete(2);
    const after = postAt(7_100);
    const replay = (lookBackMs: number): readonly string[] => {
      const entries: string[] = [];
      port?.replay({ after: before, upTo: after }, lookBackMs).subscribe((page) => {
        for (const entry of page) entries.push('post' in entry ? entry.post.id : `${entry.retraction.type} 2`);
      });
      nodes.until(nodes.scheduler.now() + 10);
      return entries;
    };
    expect(replay(0)).toEqual(['delete 2', '4']);
    expect(replay(2_500)).toEqual(['2', '3', 'delete 2', '4']);
    expect(replay(60_000)).toEqual(['1', '2', '3', 'delete 2', '4']);
    nodes.log.trim(nodes.log.messages.findIndex(({ sequence }) => sequence === sequenceAfter(before)));
    expect(replay(60_000)).toEqual(['delete 2', '4']);
  });
});
