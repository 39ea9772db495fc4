import { makePostgresPlace } from '../support/postgres-place.ts';
import { describeStore } from '../support/store-suite.ts';

describeStore('the store in PostgreSQL', makePostgresPlace);
