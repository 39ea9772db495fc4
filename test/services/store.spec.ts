import { describeAlertOutbox } from '../support/alert-outbox-suite.ts';
import { describeCoverage } from '../support/coverage-suite.ts';
import { makePostgresPlace } from '../support/postgres-place.ts';
import { describeRetractions } from '../support/retraction-suite.ts';
import { describeUpkeep } from '../support/upkeep-suite.ts';
import { describeStore } from '../support/store-suite.ts';
import { describeWhy } from '../support/why-suite.ts';

describeStore('the store in PostgreSQL', makePostgresPlace);
describeCoverage('the store in PostgreSQL', makePostgresPlace);
describeRetractions('the store in PostgreSQL', makePostgresPlace);
describeAlertOutbox('the store in PostgreSQL', makePostgresPlace);
describeUpkeep('the store in PostgreSQL', makePostgresPlace);
describeWhy('the store in PostgreSQL', makePostgresPlace);
