import { describeKills } from '../support/kill-suite.ts';
import { makeSqlitePlace } from '../support/sqlite-place.ts';

describeKills('the store in SQLite', makeSqlitePlace);
