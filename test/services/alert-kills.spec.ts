import { describeAlertKills } from '../support/alert-kill-suite.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';

describeAlertKills('a store in PostgreSQL', makePostgresPlace);
