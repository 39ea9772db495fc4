import { isRecord, isString, recordList, type JsonObject } from '../../model/index.ts';

/* Validation of the answers about the server's alerts. Invalid parts are left out. */

/** A destination of an alert with its ledger. */
export interface ShownDestination {
  readonly name: string;
  readonly fired: number;
  readonly delivered: number;
  readonly pending: number;
  readonly failed: number;
}

/** An alert of the server. */
export interface ShownAlert {
  readonly name: string;
  readonly query: string;
  /** The condition as it was written, in words: `mean, below -0.3, window 5m`. */
  readonly when: string;
  /** Epoch ms; undefined before it has fired. */
  readonly lastFiredAt: number | undefined;
  readonly suppressed: number;
  readonly destinations: readonly ShownDestination[];
}

/** An attempt to deliver. */
export interface ShownAttempt {
  readonly id: string;
  readonly alert: string;
  readonly destination: string;
  readonly at: number;
  readonly attempt: number;
  /** The status or the error. */
  readonly outcome: string;
  readonly state: 'pending' | 'delivered' | 'failed';
}

const numberIn = (record: JsonObject, name: string): number => {
  const value = record[name];
  return typeof value === 'number' ? value : 0;
};

const stringIn = (record: JsonObject, name: string): string => {
  const value = record[name];
  return isString(value) ? value : '';
};

/** Reads the answer of `/v1/alerts`. */
export function readAlerts(answer: unknown): readonly ShownAlert[] | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['alerts'])) return undefined;
  return recordList(answer['alerts']).map((alert) => {
    const { lastFiredAt, when, destinations } = alert;
    return {
      ...{ name: stringIn(alert, 'name'), query: stringIn(alert, 'query'), when: wordsOf(when) },
      lastFiredAt: typeof lastFiredAt === 'number' ? lastFiredAt : undefined,
      suppressed: numberIn(alert, 'suppressed'),
      destinations: recordList(destinations).map((each) => ({
        ...{ name: stringIn(each, 'name'), fired: numberIn(each, 'fired'), delivered: numberIn(each, 'delivered') },
        ...{ pending: numberIn(each, 'pending'), failed: numberIn(each, 'failed') },
      })),
    };
  });
}

function wordsOf(when: unknown): string {
  if (!isRecord(when)) return '';
  const { type, ...fields } = when;
  return [String(type), ...Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`)].join(', ');
}

/** Reads the answer of `/v1/alerts/deliveries`. */
export function readAttempts(answer: unknown): readonly ShownAttempt[] | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['deliveries'])) return undefined;
  return recordList(answer['deliveries']).map((each) => {
    const { status, state } = each;
    return {
      ...{ id: stringIn(each, 'id'), alert: stringIn(each, 'alert'), destination: stringIn(each, 'destination') },
      ...{ at: numberIn(each, 'at'), attempt: numberIn(each, 'attempt') },
      outcome: typeof status === 'number' ? String(status) : stringIn(each, 'error'),
      state: state === 'delivered' || state === 'failed' ? state : 'pending',
    };
  });
}
