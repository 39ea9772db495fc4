import { groupBy, map, mergeMap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { UnicastSubject } from '../../../src/graph/operators/index.ts';
import { marbles } from '../../support/marbles.ts';

describe('UnicastSubject', () => {
  it(
    'carries the groups of groupBy as a Subject does, whose duration ends them',
    marbles((m) => {
      const source$ = m.hot(' -a-b-a-a-b-a---|');
      const expected = '      -a-b-a-x-x-x---|';
      const groups$ = source$.pipe(
        groupBy((value: string) => value, {
          connector: () => new UnicastSubject<string>(),
          duration: () => timer(5, m.scheduler),
        }),
      );
      const numbered$ = groups$.pipe(mergeMap((group$, number) => group$.pipe(map((key) => (number < 2 ? key : 'x')))));
      m.expect(numbered$).toBeObservable(expected);
    }),
  );

  it('emits to its subscriber until it has completed, failed or been unsubscribed', () => {
    const endings = {
      complete: (subject: UnicastSubject<string>) => {
        subject.complete();
      },
      error: (subject: UnicastSubject<string>) => {
        subject.error('broken');
      },
      unsubscribe: (_: unknown, { unsubscribe }: { readonly unsubscribe: () => void }) => {
        unsubscribe();
      },
    };
    for (const [ending, end] of Object.entries(endings)) {
      const log: unknown[] = [];
      const subject = new UnicastSubject<string>();
      subject.next('too early');
      const subscription = subject.subscribe({
        next: (value) => log.push(value),
        error: (error) => log.push(['error', error]),
        complete: () => log.push('complete'),
      });
      subject.next('a');
      end(subject, {
        unsubscribe: () => {
          subscription.unsubscribe();
        },
      });
      subject.next('too late');
      subject.complete();
      const last = { complete: ['complete'], error: [['error', 'broken']], unsubscribe: [] }[ending] ?? [];
      expect(log).toEqual(['a', ...last]);
      expect(() => subject.subscribe({})).toThrow('one subscriber');
    }
  });

  it('refuses a second subscriber', () => {
    const subject = new UnicastSubject<string>();
    subject.subscribe({});
    expect(() => subject.subscribe({})).toThrow('one subscriber');
  });
});
