import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concatMapEager } from '../../../src/graph/operators/index.ts';
import { marbles, type RunContext } from '../../support/marbles.ts';

/** Each value takes as long as it says, and comes out as itself. */
const taking = (m: RunContext, inners: Readonly<Record<string, string>>) => {
  const begun: string[] = [];
  const project = concatMapEager((value: string) => {
    begun.push(value);
    return m.cold(inners[value] ?? '', { o: value, p: value.toUpperCase() });
  });
  return { begun, project };
};

describe('concatMapEager', () => {
  it(
    'keeps the order of the source, however long each projection takes',
    marbles((m) => {
      const { project } = taking(m, {
        a: '                  -----(o|)',
        b: '                   -(o|)',
        c: '                         --(o|)',
      });
      const source$ = m.hot(' -ab------c---|');
      const expected = '      ------(ab)-c-|';
      m.expect(source$.pipe(mergeMap(project))).toBeObservable(expected);
    }),
  );

  it(
    'delays at most as many projections as the concurrency allows',
    marbles((m) => {
      const { begun, project } = taking(m, { a: '-----(o|)', b: '-(o|)', c: '(o|)' });
      const source$ = m.hot(' -abc-------|');
      const expected = '      ------(abc)|';
      m.expect(source$.pipe(mergeMap(project, 2))).toBeObservable(expected);
      m.flush();
      expect(begun).toEqual(['a', 'b', 'c']);
    }),
  );

  it(
    'skips an empty projection',
    marbles((m) => {
      const { project } = taking(m, { a: '---|', b: '-o-p|' });
      const source$ = m.hot(' -ab-------|');
      const expected = '      ------(bB)|';
      m.expect(source$.pipe(mergeMap(project))).toBeObservable(expected, { b: 'b', B: 'B' });
    }),
  );

  it(
    'fails when one fails, and not before',
    marbles((m) => {
      const { project } = taking(m, { a: '---(o|)', b: '-#' });
      const source$ = m.hot(' -ab------|');
      const expected = '      ---#';
      m.expect(source$.pipe(mergeMap(project))).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );
});
