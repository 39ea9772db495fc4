import { describeAlertOutbox } from '../support/alert-outbox-suite.ts';
import { describeCoverage } from '../support/coverage-suite.ts';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openStore } from '../support/open-store.ts';
import { resultOf } from '../support/results.ts';
import { describeRetractions } from '../support/retraction-suite.ts';
import { makeSqlitePlace } from '../support/sqlite-place.ts';
import { describeUpkeep } from '../support/upkeep-suite.ts';
import { describeStore } from '../support/store-suite.ts';
import { describeWhy } from '../support/why-suite.ts';

describeStore('the store in SQLite', makeSqlitePlace);
describeCoverage('the store in SQLite', makeSqlitePlace);
describeRetractions('the store in SQLite', makeSqlitePlace);
describeAlertOutbox('the store in SQLite', makeSqlitePlace);
describeUpkeep('the store in SQLite', makeSqlitePlace);
describeWhy('the store in SQLite', makeSqlitePlace);

describe('a SQLite file of an older version', () => {
  it('is copied before it is migrated, once', async () => {
    const place = await makeSqlitePlace();
    const { path } = place.spec;
    const older = openStore({ spec: place.spec });
    older.put(resultOf({ id: '1' }));
    await older.store.recent({ query: 'pizza', limit: 1 });
    await older.end();
    for (const table of ['words', 'runs', 'coverage', 'gaps']) await place.sabotage(`drop table undertone_${table}`);
    await place.sabotage('alter table undertone_buckets drop column unscored');
    await place.sabotage('alter table undertone_posts drop column scored');
    for (const index of ['name', 'author']) await place.sabotage(`drop index undertone_posts_by_${index}`);
    for (const column of ['author', 'late']) await place.sabotage(`alter table undertone_posts drop column ${column}`);
    for (const table of ['alerts', 'alert_deliveries', 'alert_attempts', 'alert_posts'])
      await place.sabotage(`drop table undertone_${table}`);
    await place.sabotage('update undertone_meta set version = 2');
    const newer = openStore({ spec: place.spec });
    expect((await newer.store.recent({ query: 'pizza', limit: 10 })).posts).toHaveLength(1);
    await newer.end();
    const copy = new DatabaseSync(`${path}.version-2`);
    expect({ ...copy.prepare('select version from undertone_meta').get() }).toEqual({ version: 2 });
    expect({ ...copy.prepare('select count(*) as posts from undertone_posts').get() }).toEqual({ posts: 1 });
    copy.close();
    await place.remove();
  });
});
