import { EMPTY, expand, map, reduce, type Observable } from 'rxjs';
import { isRecord, recordList, stringField, type JsonObject } from '../../model/index.ts';
import { UpstreamFailure } from '../supervisor/failure.ts';
import type { Rule } from './compile/rule-packer.ts';
import { problemsIn } from './problems.ts';
import { callTwitterApi, type TwitterApiOptions } from './twitter-api.ts';

/** A rule that X has. */
export interface StoredRule {
  readonly id: string;
  readonly value: string;
  readonly tag: string;
}

/** The outcome of adding rules. A rule in neither list was kept from being added by another one. */
export interface AddResult {
  /** The rules that X has now, with the values as they were sent. */
  readonly stored: readonly StoredRule[];
  /** The rules that X refuses, with its reasons. */
  readonly invalid: readonly { readonly value: string; readonly why: string }[];
  /** Whether the account has no room for all of them. */
  readonly isFull: boolean;
}

/** X's endpoint for rules. Each call is cold, emits once and completes, or errors with an `UpstreamFailure`. */
export interface RulesApi {
  readonly list: () => Observable<readonly StoredRule[]>;
  readonly add: (rules: readonly Rule[]) => Observable<AddResult>;
  /** Asks what the outcome of adding rules with these values would be. */
  readonly dryRun: (values: readonly string[]) => Observable<AddResult>;
  /** Emits whether all of them were removed. */
  readonly remove: (rules: readonly StoredRule[]) => Observable<boolean>;
}

type NewRule = Pick<Rule, 'value' | 'tag'>;

// Of up to 1,000 rules each: an account has at most about 25,000.
const maxPages = 50;

/**
 * Creates the calls for rules.
 *
 * @example
 * // Emits [{ id: '1', value: '#pizza', tag: '' }].
 * createRulesApi({ base: 'https://api.x.com', token, scheduler }).list();
 */
export function createRulesApi(options: TwitterApiOptions): RulesApi {
  const add = (rules: readonly NewRule[], dryRun: boolean): Observable<AddResult> => {
    const body = { add: rules.map(({ value, tag }) => ({ value, tag })) };
    return callTwitterApi(options, (v2) => v2.updateStreamRules(body, dryRun ? { dry_run: true } : {})).pipe(
      map((answer) => readAddResult(rules, answer)),
    );
  };
  return {
    list: () => list(options),
    add: (rules) => add(rules, false),
    dryRun: (values) => {
      const rules = values.map((value, index) => ({ value, tag: `dry-run-${index}` }));
      return add(rules, true);
    },
    remove: (rules) => {
      const body = { delete: { ids: rules.map(({ id }) => id) } };
      return callTwitterApi(options, (v2) => v2.updateStreamRules(body)).pipe(
        map((answer) => problemsIn(answer).length === 0),
      );
    },
  };
}

function list(options: TwitterApiOptions): Observable<readonly StoredRule[]> {
  const page = (token?: string): Observable<JsonObject> =>
    callTwitterApi(options, (v2) =>
      v2.streamRules({ max_results: 1000, ...(token !== undefined && { pagination_token: token }) }),
    );
  const unexpected = (what: string) =>
    new UpstreamFailure('http', `${new URL(options.base).host} answers with ${what}.`);
  return page().pipe(
    expand(({ data, meta }, index) => {
      // Taken for an empty list, such an answer would have all rules added again.
      if (data === undefined && meta === undefined) throw unexpected('no list of rules');
      const next = isRecord(meta) ? stringField(meta, 'next_token') : undefined;
      if (next === undefined) return EMPTY;
      if (index + 1 >= maxPages) throw unexpected('a list of rules without an end');
      return page(next);
    }),
    reduce<JsonObject, readonly StoredRule[]>((rules, answer) => [...rules, ...rulesIn(answer)], []),
  );
}

function rulesIn({ data }: JsonObject): readonly StoredRule[] {
  return recordList(data).flatMap((each) => {
    const { id, value } = each;
    if (typeof id !== 'string' || typeof value !== 'string') return [];
    return [{ id, value, tag: stringField(each, 'tag') ?? '' }];
  });
}

/** A created rule is recognised by its tag, should X spell its value otherwise. */
function readAddResult(sent: readonly NewRule[], answer: JsonObject): AddResult {
  const created = rulesIn(answer).flatMap((rule) => {
    const ours = sent.find(({ tag, value }) => value === rule.value || tag === rule.tag);
    return ours === undefined ? [] : [{ ...rule, value: ours.value }];
  });
  const problems = problemsIn(answer);
  const { duplicate = [], invalid = [], full = [] } = Object.groupBy(problems, ({ kind }) => kind);
  return {
    // X doesn't name the tag of a duplicate, which shows whether it is ours: it is left alone until the next list.
    stored: [...created, ...duplicate.map(({ id, value }) => ({ id, value, tag: '' }))],
    invalid: invalid.map(({ value, why }) => ({ value, why })),
    isFull: full.length > 0,
  };
}
