import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageFromX, languagesForX, parseQuery, type Rule } from '../../../src/query/index.ts';
import { Budget } from '../../../src/sources/x/budget.ts';
import { postOf } from '../../../src/sources/x/post.ts';
import { faultOf, problemsIn } from '../../../src/sources/x/problems.ts';
import { Reader } from '../../../src/sources/x/reader.ts';
import { RuleBook, type Step } from '../../../src/sources/x/rule-book.ts';
import type { HeldRule } from '../../../src/sources/x/rules.ts';
import type { Signal } from '../../../src/sources/supervisor/supervise.ts';
import { createLineSplitter } from '../../../src/text/index.ts';

describe('the messages of X', () => {
  const signalsOf = (chunks: readonly Uint8Array[]): readonly Signal[] => {
    const reader = new Reader({ source: 'x', host: 'x', now: () => 0 });
    const splitter = createLineSplitter(100_000);
    return chunks.flatMap((chunk) => splitter.push(chunk)).map((line) => reader.line(line));
  };
  const messages = fc.array(
    fc.oneof(
      fc.constant('\r\n'),
      fc
        .tuple(fc.nat(), fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('🐱é ピザ', 'a\r\nb', '👩‍👩‍👧')))
        .map(([id, text]) => `${JSON.stringify({ data: { id: String(id), text } })}\r\n`),
    ),
    { maxLength: 8 },
  );

  it('are the same however their bytes are split and glued', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(2_000)), (written, cuts) => {
        const bytes = Buffer.from(written.join(''));
        const whole = signalsOf([bytes]);
        expect(whole).toHaveLength(written.length);
        const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
        expect(signalsOf(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)))).toEqual(whole);
        expect(signalsOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
    );
  });

  it('never crash the reader: what is no post is invalid, a sign of life, or a failure with a sentence', () => {
    const reader = new Reader({ source: 'x', host: 'x', now: () => 0 });
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(['invalid', 'alive', 'post']).toContain(reader.line({ text }).type);
      }),
    );
    fc.assert(
      fc.property(fc.object(), fc.object(), (data, includes) => {
        postOf(data, includes, { source: 'x', now: 0 });
        problemsIn(data);
        faultOf(data, 'x');
      }),
    );
  });

  it('hold reposts with the words that come along, and by their older and newer names', () => {
    const words = { id: '1', text: 'all of &gt; it', lang: 'und' };
    const data = { id: '2', text: 'RT @ann: all of…', referenced_tweets: [{ type: 'retweeted', id: '1' }] };
    expect(postOf(data, { tweets: [words] }, { source: 'x', now: 5 })?.post).toEqual({
      id: '2',
      source: 'x',
      text: 'all of > it',
      at: 5,
      repost: true,
      url: 'https://x.com/i/status/2',
    });
    const { referenced_tweets: referenced, ...rest } = data;
    expect(postOf({ ...rest, referenced_posts: referenced }, {}, { source: 'x', now: 5 })?.post).toMatchObject({
      text: 'RT @ann: all of…',
      repost: true,
    });
    expect(
      postOf({ id: '3', text: 'cut…', note_post: { text: 'whole' } }, {}, { source: 'x', now: 5 })?.post.text,
    ).toBe('whole');
  });

  it('name languages in X’s own way', () => {
    expect(languagesForX(['en', 'pt-BR', 'he', 'zh'])).toEqual(['en', 'pt', 'iw', 'zh-CN', 'zh-TW']);
    expect(languagesForX(['en', 'tlh'])).toEqual([]);
    expect(languagesForX([])).toEqual([]);
    expect(['en', 'iw', 'in', 'zh-TW', 'und', 'qme', 'zxx'].map(languageFromX)).toEqual([
      'en',
      'he',
      'id',
      'zh-TW',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a budget', () => {
  it('is never exceeded in any window, and always gives again', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 200 }), (wishes) => {
        const budget = new Budget({ max: 8, windowMs: 100 });
        const uses: number[] = [];
        let now = 0;
        for (const [pauseMs, urgent] of wishes) {
          now += pauseMs / 10;
          const waitMs = budget.waitMs(now, urgent);
          expect(waitMs).toBeLessThanOrEqual(100);
          if (waitMs > 0) continue;
          budget.take(now);
          uses.push(now);
        }
        for (const use of uses) expect(uses.filter((at) => at > use - 100 && at <= use).length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('keeps half of itself for what is urgent, and spreads its last quarter', () => {
    const budget = new Budget({ max: 8, windowMs: 100 });
    for (let use = 0; use < 4; use += 1) {
      expect(budget.waitMs(use, false)).toBe(0);
      budget.take(use);
    }
    expect(budget.waitMs(4, false)).toBe(96);
    for (let use = 4; use < 6; use += 1) {
      expect(budget.waitMs(use, true)).toBe(0);
      budget.take(use);
    }
    expect(budget.waitMs(6, true)).toBeGreaterThan(20);
    expect(budget.waitMs(99, true)).toBe(0);
  });
});

/** An account of X without sockets: the simplest thing that could be on the other side of the book. */
class Account {
  readonly held = new Map<string, HeldRule>();
  #last = 0;

  does(step: Step, book: RuleBook, now: number): void {
    switch (step.kind) {
      case 'list':
        book.listed([...this.held.values()], now);
        return;
      case 'add':
        book.added(step.rules, { held: step.rules.map((rule) => this.add(rule)), invalid: [], isFull: false }, now);
        return;
      case 'remove':
        for (const { value } of step.rules) this.held.delete(value);
        book.removed(step.rules);
        return;
      case 'try':
      case 'rest':
    }
  }

  add({ value, tag }: Pick<Rule, 'value' | 'tag'>): HeldRule {
    this.#last += 1;
    const rule = { id: String(this.#last), value, tag };
    this.held.set(value, rule);
    return rule;
  }
}

describe('the book of rules', () => {
  it('leaves no query without a rule that acts once it has had one, whatever changes and when', () => {
    const words = ['#a', '#b', '#c', '#d', '#e', '#f'];
    const turns = fc.array(fc.record({ wanted: fc.subarray(words), steps: fc.nat(4), waitMs: fc.nat(15_000) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(turns, (plan) => {
        const book = new RuleBook('x', { maxLength: 40 });
        const account = new Account();
        const addedAt = new Map<string, number>();
        let now = 0;
        let covered = new Set<string>();
        for (const { wanted, steps, waitMs } of plan) {
          book.ask(wanted.map(parseQuery));
          for (let step = 0; step < steps; step += 1) {
            account.does(book.next(now), book, now);
            for (const value of account.held.keys()) if (!addedAt.has(value)) addedAt.set(value, now);
            for (const value of addedAt.keys()) if (!account.held.has(value)) addedAt.delete(value);
          }
          now += waitMs;
          const { active } = book.coverage(now);
          for (const query of active) {
            const rules = [...account.held.keys()].filter((value) => value.includes(query));
            expect(rules.some((value) => (addedAt.get(value) ?? Infinity) + 20_000 <= now)).toBe(true);
          }
          // What was covered and is still wanted stays so.
          for (const query of covered) if (wanted.includes(query)) expect(active).toContain(query);
          covered = new Set(active);
        }
        const last = plan.at(-1)?.wanted ?? [];
        for (let round = 0; round < 10; round += 1) {
          for (let step = 0; step < 10; step += 1) account.does(book.next(now), book, now);
          now += 20_000;
        }
        expect([...book.coverage(now).active].toSorted()).toEqual([...last]);
        const held = [...account.held.keys()].filter(
          (value) => !words.some((word) => last.includes(word) && value.includes(word)),
        );
        expect(held.length).toBeLessThanOrEqual(last.length === 0 ? 1 : 0);
      }),
    );
  });

  it('keeps the spelling that was sent when X lists another', () => {
    const book = new RuleBook('x', {});
    book.listed([], 0);
    book.ask([parseQuery('#a')]);
    const step = book.next(0);
    if (step.kind !== 'add') throw new Error('it has to be added');
    const [rule] = step.rules;
    const held = { id: '1', value: rule?.value ?? '', tag: rule?.tag ?? '' };
    book.added(step.rules, { held: [held], invalid: [], isFull: false }, 0);
    book.listed([{ ...held, value: held.value.toUpperCase() }], 1);
    expect(book.next(1)).toEqual({ kind: 'rest', until: 20_000 });
  });
});
