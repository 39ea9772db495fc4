import { map, mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../src/model/index.ts';
import { createCooldown, createRule, type RuleInput } from '../../../src/alerts/rules.ts';
import type { When } from '../../../src/alerts/spec.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

const empty: Summary = {
  ...{ from: 0, to: 10, posts: 0, positive: 0, negative: 0, neutral: 0, unscored: 0, meanCompound: 0 },
  ...{ meanTopicCompound: 0, hashtags: [], words: [], conflated: 0 },
};

/**
 * `+`, `n` and `0` are posts with a positive, negative and neutral topic; `.` is a second with a live source, `x` one without;
 * `s` has a spike, `h` a level shift; `1` to `9` are summaries of 10 to 90 posts with a mean of -0.1 to -0.9, `u` is one of 100
 * posts of which 95 have no score; `e` is an empty one.
 */
function inputOf(letter: string): RuleInput {
  const polarity = ['+', 'n', '0'].indexOf(letter);
  if (polarity >= 0)
    return { type: 'post', key: letter, at: 0, polarityIndex: polarity === 0 ? 0 : polarity === 1 ? 1 : 2 };
  if (letter === '.' || letter === 'x') return { type: 'tick', isLive: letter === '.' };
  if (letter === 's') return { type: 'summary', summary: { ...empty, spike: { ratio: 3, baseline: 10 } } };
  if (letter === 'h') return { type: 'summary', summary: { ...empty, shift: { change: -0.5, baseline: 0.2 } } };
  if (letter === 'u')
    return { type: 'summary', summary: { ...empty, posts: 100, unscored: 95, meanTopicCompound: -0.9 } };
  const count = letter === 'e' ? 0 : Number(letter);
  return { type: 'summary', summary: { ...empty, posts: count * 10, meanTopicCompound: -count / 10 } };
}

/** Runs a rule over a diagram; `F` is a firing. */
function run(m: RunContext, when: When, inputs: string) {
  const rule = createRule(when);
  return m
    .hot<string>(inputs)
    .pipe(mergeMap((letter) => (rule(inputOf(letter), m.scheduler.now()) === undefined ? [] : ['F'])));
}

const rows: readonly (readonly [string, When, string, string])[] = [
  ['post fires for each post', { type: 'post' }, '+-n-0-.-s', 'F-F-F'],
  [
    'post of a polarity fires for the sentiment of the topic',
    { type: 'post', polarity: 'negative' },
    '+-n-0-n',
    '--F---F',
  ],
  ['spike fires once until it is over', { type: 'spike', windowMs: 10 }, 'e-s-s-e-h-s', '--F-------F'],
  ['shift fires once until it is over', { type: 'shift', windowMs: 10 }, 'e-h-h-s-h', '--F-----F'],
  ['volume fires beyond its bound, not at it', { type: 'volume', above: 30, windowMs: 10 }, '3-4-5-3-4', '--F-----F'],
  [
    'mean fires below its bound, not at it, and again after it has come back',
    { type: 'mean', below: -0.3, windowMs: 10, minPosts: 20 },
    '3-4-5-2-5',
    '--F-----F',
  ],
  [
    'mean fires above its bound',
    { type: 'mean', above: -0.3, windowMs: 10, minPosts: 20 },
    '4-3-2-2-4-2',
    '----F-----F',
  ],
  [
    'mean says nothing of few posts with a score',
    { type: 'mean', below: -0.05, windowMs: 10, minPosts: 20 },
    '1-u-e-2-1-2',
    '------F',
  ],
  ['silence fires once for each silence', { type: 'silence', forMs: 4 }, '......+..........', '----F-----F'],
  ['silence is not what no source could bring', { type: 'silence', forMs: 4 }, '...x..x........', '-----------F'],
];

describe('the rule', () => {
  for (const [name, when, inputs, firings] of rows) {
    it(
      name,
      marbles((m) => {
        m.expect(run(m, when, inputs)).toBeObservable(firings);
      }),
    );
  }

  it(
    'digest fires at each multiple of its interval, with that interval',
    marbles((m) => {
      const rule = createRule({ type: 'digest', everyMs: 5 });
      const spans$ = m.hot<string>('--.-.-.-.-.-.').pipe(
        map((letter) => rule(inputOf(letter), m.scheduler.now())),
        mergeMap((firing) => (firing === undefined ? [] : [`${firing.from}-${firing.to}`])),
      );
      m.expect(spans$).toBeObservable('------a---b', { a: '0-5', b: '5-10' });
    }),
  );

  it(
    'within its cooldown suppresses what would fire',
    marbles((m) => {
      const cooldown = createCooldown(4);
      const fired$ = m.hot<string>('a--a-a---a').pipe(map(() => cooldown(m.scheduler.now())));
      m.expect(fired$).toBeObservable('f--s-f---f', { f: 'fire', s: 'suppress' });
    }),
  );

  it('has the same key wherever it sees the same, so that a cluster fires once', () => {
    const [one, other] = [createRule({ type: 'spike', windowMs: 10 }), createRule({ type: 'spike', windowMs: 10 })];
    expect(one(inputOf('s'), 1)?.key).toBe(other(inputOf('s'), 99)?.key);
  });
});
