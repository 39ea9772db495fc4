import type { IncomingHttpHeaders } from 'node:http';
import { isRecord, parseJson } from '../../model/index.ts';
import { failureOf, sayable, wordsOf } from '../net/http-failure.ts';
import { UpstreamFailure, type FailureKind } from '../supervisor/failure.ts';

/** What X says is wrong with a rule. */
export interface Problem {
  readonly kind: 'duplicate' | 'invalid' | 'full';
  /** The rule as it was sent. */
  readonly value: string;
  /** Of a duplicate: the rule that is there already. */
  readonly id: string;
  /** In X's words. */
  readonly why: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The problems with rules that an answer tells of; those of other kinds are left out. */
export function problemsIn(answer: unknown): readonly Problem[] {
  if (!isRecord(answer)) return [];
  return [answer, ...recordsIn(answer['errors'])].flatMap((each) => problemOf(each) ?? []);
}

function problemOf(fields: Fields): Problem | undefined {
  const id = wordIn(fields, 'id') ?? '';
  const value = wordIn(fields, 'value');
  const details: unknown = fields['details'];
  const said: readonly unknown[] = Array.isArray(details) ? details : [];
  const why = sayable(
    said.find((each) => typeof each === 'string') ?? wordIn(fields, 'detail') ?? 'it takes no such rule',
  );
  const kind = typeOf(fields);
  if (kind === 'rule-cap' || fields['title'] === 'RulesCapExceeded') return { kind: 'full', value: '', id: '', why };
  if (value === undefined) return undefined;
  if (kind === 'duplicate-rules' && id !== '') return { kind: 'duplicate', value, id, why };
  return kind === 'invalid-rules' || fields['title'] === 'UnprocessableEntity'
    ? { kind: 'invalid', value, id, why }
    : undefined;
}

export interface RefusedRequest {
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Epoch ms. */
  readonly now: number;
}

const advice =
  'X_BEARER_TOKEN must hold the bearer token of an app that may use the filtered stream; see https://console.x.com.';

/** What an answer that is no success means: what its body says, else its status. */
export function refusalOf({ host, status, headers, body, now }: RefusedRequest): UpstreamFailure {
  const said = faultOf(parseJson(body), host);
  if (said !== undefined) return said;
  if (status === 402) {
    const why = wordsOf(body)?.replace(/\.+$/, '') ?? 'its credits are used up';
    return new UpstreamFailure('fatal', `${host} asks for payment (402): ${why}.`, { status });
  }
  return failureOf({ host, status, headers, said: wordsOf(body), advice, now });
}

/** By `connection_issue` and `disconnect_type` (openapi.json 2.157): what follows from them, if not another try soon. */
const kinds: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['TooManyConnections', 'connection-limit'],
  // "try again in a minute"
  ['ProvisioningSubscription', 'rate-limit'],
  ['RuleConfigurationIssue', 'no-rules'],
  ['RulesInvalidIssue', 'no-rules'],
  ['InvalidRules', 'no-rules'],
  ['InternalError', 'http'],
  ['ClientApplicationStateDegraded', 'http'],
]);

/** By the last part of `type`, for what comes without either. */
const kindsByType: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['usage-capped', 'fatal'],
  ['client-forbidden', 'fatal'],
  ['unsupported-authentication', 'fatal'],
  ['streaming-connection', 'http'],
  ['operational-disconnect', 'network'],
]);

/** The failure that an answer or a message of the stream tells of; undefined when it tells of none that we know. */
export function faultOf(value: unknown, host: string): UpstreamFailure | undefined {
  if (!isRecord(value)) return undefined;
  for (const fields of [value, ...recordsIn(value['errors'])]) {
    const issue = wordIn(fields, 'connection_issue') ?? wordIn(fields, 'disconnect_type');
    const byIssue = issue === undefined ? undefined : (kinds.get(issue) ?? 'network');
    const kind = byIssue ?? kindsByType.get(typeOf(fields));
    if (kind === undefined) continue;
    const detail = sayable(wordIn(fields, 'detail') ?? wordIn(fields, 'title') ?? '').replace(/\.+$/, '');
    const named = issue === undefined ? '' : ` (${sayable(issue)})`;
    return new UpstreamFailure(kind, sentenceFor(typeOf(fields), { host, detail, named, fields }));
  }
  return undefined;
}

interface Said {
  readonly host: string;
  readonly detail: string;
  readonly named: string;
  readonly fields: Fields;
}

function sentenceFor(type: string, { host, detail, named, fields }: Said): string {
  if (type !== 'usage-capped') return `${host} ends the stream${named}: ${detail}.`;
  const wordOf = (name: string): string | undefined => {
    const word = wordIn(fields, name);
    return word === undefined ? undefined : sayable(word).toLowerCase();
  };
  const period = wordOf('period');
  return `${host} sends no more posts: the ${period === undefined ? '' : `${period} `}quota of this ${
    wordOf('scope') ?? 'account'
  } is spent. ${detail}.`;
}

/** `https://api.x.com/2/problems/rule-cap` is `rule-cap`, at whatever host. */
function typeOf(fields: Fields): string {
  const type = wordIn(fields, 'type') ?? '';
  return type.slice(type.lastIndexOf('/') + 1);
}

function recordsIn(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function wordIn(fields: Fields, name: string): string | undefined {
  const word = fields[name];
  return typeof word === 'string' && word !== '' ? word : undefined;
}
