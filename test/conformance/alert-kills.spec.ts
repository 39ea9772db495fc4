import { describeAlertKills } from '../support/alert-kill-suite.ts';
import { makeSqlitePlace } from '../support/sqlite-place.ts';

describeAlertKills('a store in SQLite', makeSqlitePlace);
