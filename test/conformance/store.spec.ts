import { makeSqlitePlace } from '../support/sqlite-place.ts';
import { describeStore } from '../support/store-suite.ts';

describeStore('the store in SQLite', makeSqlitePlace);
