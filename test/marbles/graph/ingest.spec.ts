import { map } from 'rxjs';
import { describe, it } from 'vitest';
import type { Source } from '../../../src/graph/index.ts';
import type { Post } from '../../../src/model/index.ts';
import { marbles } from '../../support/marbles.ts';
import { World } from '../../support/world.ts';

/** The source, with facts of its posts replaced. */
const posting = (source: Source, facts: Partial<Post>): Source => ({
  ...source,
  open: (wanted) =>
    source
      .open(wanted)
      .pipe(map((event) => (event.type === 'post' ? { type: 'post', post: { ...event.post, ...facts } } : event))),
});

describe('ingest', () => {
  it(
    'counts posts in another language as filtered, and accepts posts that declare no language',
    marbles((m) => {
      const world = new World(m, { limits: { languages: ['en'] } });
      world.session('a', '      -p------------------');
      const italian$ = m.hot('  ---p---p------------');
      const undeclared$ = m.hot('-----p--------------');
      const sources = [posting(world.source(italian$, 'italian'), { lang: 'it' }), world.source(undeclared$, 'other')];
      m.expect(world.received('a')).toBeObservable('-----p');
      m.expect(world.graph('    a', sources)).toBeObservable('-');
      world.settles({ received: 3, scored: 1, filtered: 2 });
    }),
  );

  it(
    'compares languages by their primary subtag, whatever region, script or case either side names',
    marbles((m) => {
      const world = new World(m, { limits: { languages: ['en-US', 'ZH'] } });
      world.session('a', '     -p------------------');
      const british$ = m.hot(' ---p----------------');
      const chinese$ = m.hot(' ------p-------------');
      const enets$ = m.hot('   ---------p----------');
      const sources = [
        posting(world.source(british$, 'british'), { lang: 'en-GB' }),
        posting(world.source(chinese$, 'chinese'), { lang: 'zh_Hant_TW' }),
        posting(world.source(enets$, 'enets'), { lang: 'enf' }),
      ];
      m.expect(world.received('a')).toBeObservable('---p--p');
      m.expect(world.graph('   a', sources)).toBeObservable('-');
      world.settles({ received: 3, scored: 2, filtered: 1 });
    }),
  );

  it(
    'accepts every language when none is named',
    marbles((m) => {
      const world = new World(m, { limits: { languages: [] } });
      world.session('a', '     -p------------------');
      const posts$ = m.hot('   ---p----------------');
      m.expect(world.received('a')).toBeObservable('---p');
      m.expect(world.graph('   a', [posting(world.source(posts$), { lang: 'it' })])).toBeObservable('-');
      world.settles({ received: 1, scored: 1 });
    }),
  );

  it(
    'posts of two sources under one id are two posts',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      const one$ = m.hot('     ---p-----p----------');
      const other$ = m.hot('   ------p-------------');
      const sources = [
        posting(world.source(one$, 'one'), { id: '1' }),
        posting(world.source(other$, 'other'), { id: '1' }),
      ];
      m.expect(world.received('a')).toBeObservable('---p--p');
      m.expect(world.graph('   a', sources)).toBeObservable('-');
      world.settles({ received: 3, scored: 2, duplicate: 1 });
    }),
  );

  it(
    'no name of a source makes its posts look like another’s',
    marbles((m) => {
      const world = new World(m);
      world.session('a', '     -p------------------');
      const one$ = m.hot('     ---p----------------');
      const other$ = m.hot('   ------p-------------');
      const sources = [
        posting(world.source(one$, 'one'), { source: 'x', id: 'y:1' }),
        posting(world.source(other$, 'other'), { source: 'x:y', id: '1' }),
      ];
      m.expect(world.received('a')).toBeObservable('---p--p');
      m.expect(world.graph('   a', sources)).toBeObservable('-');
      world.settles({ received: 2, scored: 2 });
    }),
  );
});
