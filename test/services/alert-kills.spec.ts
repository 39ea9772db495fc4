import { describeAlertKills } from '../support/alert-kill-suite.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';

describeAlertKills('a store in PostgreSQL', makePostgresPlace);
describeAlertKills('a store in PostgreSQL that two programs share', makePostgresPlace, 2);
