import { describe, it } from 'vitest';
import { Gateways } from '../../support/gateways.ts';
import { marbles } from '../../support/marbles.ts';

describe('a session that resumes on another gateway', () => {
  it(
    'is told of what it had and was deleted, and gets nothing that was deleted before the gateway began',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-p------1-p-7-B----p-----------');
      gateways.move('                  -p-----|', '-------------------------p---------');
      m.expect(gateways.first.received('a')).toBeObservable(' ---p-p-----');
      m.expect(gateways.retracts()).toBeObservable('         ------------------------- 101ms 1');
      m.expect(gateways.second.received('b')).toBeObservable(' ------------------------- 101ms p');
      gateways.run();
    }),
  );

  it(
    'is told of the end of an account, and of none of the posts that it never had',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-c-p--B-p-E-------------');
      gateways.move('                  -p-------|', '------------------p---------');
      m.expect(gateways.retracts()).toBeObservable('         ------------------ 101ms (16)');
      m.expect(gateways.second.received('b')).toBeObservable(' -');
      gateways.run();
    }),
  );

  it(
    'is told of what is deleted while the log is read, and later',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-p-B--- 50ms 1- 100ms 3-');
      gateways.move('                  -p----|', '     ----------p-');
      m.expect(gateways.retracts()).toBeObservable('         ---------- 101ms 1 51ms 3');
      gateways.run();
    }),
  );

  it(
    'is told of it also where the gateway has the results of its query, but not those from before it came',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-B---p----1-----');
      gateways.move('                  -p---|', '--------------------p-');
      gateways.second.session('c', '     -------p-----', { resumable: true });
      m.expect(gateways.second.received('c')).toBeObservable(' ---------p');
      m.expect(gateways.retracts()).toBeObservable('         -------------------- 101ms 1');
      m.expect(gateways.second.received('b')).toBeObservable(' -------------------- 101ms p');
      gateways.run('(cb)');
    }),
  );

  it(
    'is told of it at once when the gateway has known all posts for as long as it looks back',
    marbles((m) => {
      const gateways = new Gateways(m, '---p-B------------p---3--p', { limits: { resumeWindowMs: 10 } });
      gateways.move('                  -p------------------|', '--------------------------p-');
      gateways.second.session('c', '     -------p--------------------', { resumable: true });
      m.expect(gateways.retracts()).toBeObservable('         --------------------------3');
      m.expect(gateways.second.received('b')).toBeObservable(' --------------------------p');
      gateways.run('(cb)');
    }),
  );

  it(
    'is not told of posts from longer before its token than a resume window',
    marbles((m) => {
      const gateways = new Gateways(m, '---p----------p-B-1-3----', { limits: { resumeWindowMs: 10 } });
      gateways.move('                  -p--------------|', '--------------------p-');
      m.expect(gateways.retracts()).toBeObservable('         -------------------- 101ms 3');
      gateways.run();
    }),
  );
});
