import { describeKills } from '../support/kill-suite.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';
import { describeStore } from '../support/store-suite.ts';

describeStore('the store in PostgreSQL', makePostgresPlace);
describeKills('the store in PostgreSQL', makePostgresPlace);
