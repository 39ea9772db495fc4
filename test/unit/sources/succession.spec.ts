import { describe, expect, it } from 'vitest';
import { PageContinuity } from '../../../src/sources/poll/page-continuity.ts';

/** What each of some answers shows, asked for at 0, 10, 20, …; `=` lists what the last did. */
function stepsOf(...answers: readonly string[]) {
  const succession = new PageContinuity();
  return answers.map((answer, index) => {
    if (answer !== '=') return succession.receive(new Set(answer), index * 10);
    succession.unchanged(index * 10);
    return 'same';
  });
}
const missedOf = (...answers: readonly string[]) =>
  stepsOf(...answers).map((step) => (step === 'same' ? undefined : step.missedSince));

describe('answers of an address', () => {
  it('follow each other as long as one lists something of the last', () => {
    expect(stepsOf('ab', 'bc', 'c', '', 'd')).toEqual([
      { complete: false },
      { complete: true },
      { complete: true },
      { complete: true },
      { complete: false },
    ]);
  });

  it('may miss what came since the last was asked for, where the last had something of the one before', () => {
    expect(missedOf('ab', 'bc', 'de')).toEqual([undefined, undefined, 10]);
    expect(missedOf('ab', '=', '=', 'de')).toEqual([undefined, undefined, undefined, 20]);
    // An old one that comes back is no link.
    expect(missedOf('a', 'ab', 'b', 'ac')).toEqual([undefined, undefined, undefined, 20]);
  });

  it('show nothing where each is listed once, but for one that is sent again', () => {
    expect(missedOf('a', 'b', 'c')).toEqual([undefined, undefined, undefined]);
    expect(missedOf('a', 'a', 'b', 'c', 'd')).toEqual([undefined, undefined, 10, undefined, undefined]);
    expect(missedOf('=', 'a', 'b')).toEqual([undefined, undefined, undefined]);
  });

  it('miss nothing after an empty one, for all that came since is there', () => {
    expect(missedOf('ab', 'b', '', 'c', '', '=', 'd')).toEqual(Array.from({ length: 7 }));
  });
});
