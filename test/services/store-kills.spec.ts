import { describeKills } from '../support/kill-suite.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';

describeKills('the store in PostgreSQL', makePostgresPlace);
