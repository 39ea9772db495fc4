import { asyncScheduler } from 'rxjs';
import { MemoryLog } from '../support/fakes/memory-log.ts';
import { describeLog } from '../support/log-suite.ts';

describeLog('memory', () => Promise.resolve({ log: new MemoryLog(asyncScheduler), close: () => Promise.resolve() }));
