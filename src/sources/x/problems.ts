import type { IncomingHttpHeaders } from 'node:http';
import { isRecord, isString, parseJson, recordList, stringField, type JsonObject } from '../../model/index.ts';
import { failureOf, printable, errorMessageIn } from '../net/http-failure.ts';
import { UpstreamFailure, type FailureKind } from '../supervisor/failure.ts';

/** A fault that X finds in a rule. */
export interface Problem {
  readonly kind: 'duplicate' | 'invalid' | 'full';
  /** The rule as it was sent. */
  readonly value: string;
  /** The id of the rule that X has already; empty unless the rule is a duplicate. */
  readonly id: string;
  /** X's reason. */
  readonly why: string;
}

/** Returns the problems with rules in an answer; problems of other kinds are left out. */
export function problemsIn(answer: unknown): readonly Problem[] {
  if (!isRecord(answer)) return [];
  return [answer, ...recordList(answer['errors'])].flatMap((each) => problemOf(each) ?? []);
}

function problemOf(fields: JsonObject): Problem | undefined {
  const id = stringField(fields, 'id') ?? '';
  const value = stringField(fields, 'value');
  const details: unknown = fields['details'];
  const why = printable(
    (Array.isArray(details) ? details.find(isString) : undefined) ??
      stringField(fields, 'detail') ??
      'it takes no such rule',
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

/**
 * Returns the failure behind an answer that is no success: by its body where that names one, else by its status. The
 * headers of a rate limit weigh more than a body that forbids: what is forbidden until a reset is allowed after it.
 */
export function refusalOf({ host, status, headers, body, now }: RefusedRequest): UpstreamFailure {
  const message = errorMessageIn(body);
  const byStatus = failureOf({ host, status, headers, message, advice, now });
  if (byStatus.kind === 'rate-limit' && status !== 429) return byStatus;
  const named = faultOf(parseJson(body), host);
  if (named !== undefined) return named;
  if (status !== 402) return byStatus;
  const why = message?.replace(/\.+$/, '') ?? 'its credits are used up';
  return new UpstreamFailure('fatal', `${host} asks for payment (402): ${why}.`, { status });
}

/** Failures by `connection_issue` and `disconnect_type` (openapi.json 2.157); any other is one of the network. */
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

/** Failures by the last part of `type`, for messages with neither of the two. */
const kindsByType: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ['usage-capped', 'fatal'],
  ['client-forbidden', 'fatal'],
  ['unsupported-authentication', 'fatal'],
  ['streaming-connection', 'http'],
  ['operational-disconnect', 'network'],
]);

/** Returns the failure that an answer or a message of the stream names; undefined when it names no known one. */
export function faultOf(value: unknown, host: string): UpstreamFailure | undefined {
  if (!isRecord(value)) return undefined;
  for (const fields of [value, ...recordList(value['errors'])]) {
    const issue = stringField(fields, 'connection_issue') ?? stringField(fields, 'disconnect_type');
    const byIssue = issue === undefined ? undefined : (kinds.get(issue) ?? 'network');
    const kind = byIssue ?? kindsByType.get(typeOf(fields));
    if (kind === undefined) continue;
    const detail = printable(stringField(fields, 'detail') ?? stringField(fields, 'title') ?? '').replace(/\.+$/, '');
    const named = issue === undefined ? '' : ` (${printable(issue)})`;
    return new UpstreamFailure(kind, sentenceFor(typeOf(fields), { host, detail, named, fields }));
  }
  return undefined;
}

interface FaultContext {
  readonly host: string;
  readonly detail: string;
  readonly named: string;
  readonly fields: JsonObject;
}

function sentenceFor(type: string, { host, detail, named, fields }: FaultContext): string {
  if (type !== 'usage-capped') return `${host} ends the stream${named}: ${detail}.`;
  const wordOf = (name: string): string | undefined => {
    const word = stringField(fields, name);
    return word === undefined ? undefined : printable(word).toLowerCase();
  };
  const period = wordOf('period');
  return `${host} sends no more posts: the ${period === undefined ? '' : `${period} `}quota of this ${
    wordOf('scope') ?? 'account'
  } is spent. ${detail}.`;
}

/** Returns the name of a problem: `rule-cap` of `https://api.x.com/2/problems/rule-cap`, whatever the host. */
function typeOf(fields: JsonObject): string {
  const type = stringField(fields, 'type') ?? '';
  return type.slice(type.lastIndexOf('/') + 1);
}
