import { isRecord } from '../../../src/model/index.ts';
import { readRule } from '../x-rules.ts';
import type { Answer } from './http.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface FakeRule {
  readonly id: string;
  readonly value: string;
  readonly tag: string;
  /** The time from which it has effect. */
  readonly effectiveAt: number;
}

export interface FakeRulesOptions {
  /** Returns how long a new rule takes to have effect, in ms. */
  readonly effectiveAfterMs?: () => number;
  readonly maxRules?: number;
  readonly maxLength?: number;
  readonly rulesPerPage?: number;
}

/** The rules of an account of X, and what its API says of them. */
export class FakeRules {
  /** By value. */
  readonly stored = new Map<string, FakeRule>();
  /** What was asked to change rules, in order. */
  readonly changes: Fields[] = [];
  /** The times at which they came, in epoch ms. */
  readonly changedAt: number[] = [];
  readonly #options: FakeRulesOptions;
  now = Date.now;
  #last = 1_273_000_000_000_000_000n;

  constructor(options: FakeRulesOptions) {
    this.#options = options;
  }

  list(token: string | null): Answer {
    const from = Number(token ?? 0);
    const { rulesPerPage = 1_000 } = this.#options;
    const page = [...this.stored.values()].slice(from, from + rulesPerPage);
    const next = from + rulesPerPage < this.stored.size ? { next_token: String(from + rulesPerPage) } : {};
    const data = page.length > 0 ? { data: page.map(({ id, value, tag }) => ({ id, value, tag })) } : {};
    return json(200, { ...data, meta: { sent: '2026-01-15T10:30:00.000Z', result_count: page.length, ...next } });
  }

  change(body: unknown, query: URLSearchParams): Answer {
    const fields: Fields = isRecord(body) ? body : {};
    this.changedAt.push(this.now());
    this.changes.push({ ...fields, dryRun: query.get('dry_run') === 'true' });
    if (isRecord(fields['delete'])) return this.#delete(fields['delete']);
    return this.#add(recordsIn(fields['add']), query.get('dry_run') === 'true');
  }

  #delete({ ids }: Fields): Answer {
    const named = Array.isArray(ids) ? ids.map(String) : [];
    let deleted = 0;
    for (const [value, { id }] of this.stored) {
      if (!named.includes(id)) continue;
      this.stored.delete(value);
      deleted += 1;
    }
    return json(200, { meta: { sent: '', summary: { deleted, not_deleted: named.length - deleted } } });
  }

  /** One invalid rule keeps all others from being added. */
  #add(sent: readonly Fields[], dryRun: boolean): Answer {
    const { maxRules = 1_000 } = this.#options;
    const errors = sent.map(({ value }) => this.#faultIn(String(value))).filter((fault) => fault !== undefined);
    const fresh = sent.filter(({ value }) => !this.stored.has(String(value)));
    const invalid = errors.some((error) => error['type'] === problem('invalid-rules'));
    if (!invalid && this.stored.size + fresh.length > maxRules) {
      const detail = `You must keep the number of rules at or below ${maxRules}.`;
      return json(422, { title: 'RulesCapExceeded', detail, type: problem('rule-cap') });
    }
    const data = invalid ? [] : fresh.map(({ value, tag }) => this.put(String(value), String(tag), dryRun));
    const summary = { created: data.length, not_created: sent.length - data.length };
    return json(invalid ? 200 : 201, {
      ...(data.length > 0 && { data: data.map(({ id, value, tag }) => ({ id, value, tag })) }),
      meta: { sent: '2026-01-15T10:30:00.000Z', summary },
      ...(errors.length > 0 && { errors }),
    });
  }

  #faultIn(value: string): Fields | undefined {
    const { maxLength = 1_024 } = this.#options;
    const known = this.stored.get(value);
    if (known !== undefined) {
      return {
        value,
        id: known.id,
        title: 'DuplicateRule',
        type: problem('duplicate-rules').replace('x.com', 'twitter.com'),
      };
    }
    const invalid = (detail: string) => ({
      value,
      details: [detail],
      title: 'UnprocessableEntity',
      type: problem('invalid-rules'),
    });
    if (value.length > maxLength) return invalid(`Rules must be at most ${maxLength} characters long`);
    if (value.includes('verboten')) return invalid('Rules must not contain this word (at position 1)');
    try {
      readRule(value);
      return undefined;
    } catch (error) {
      return invalid(String(error));
    }
  }

  /** Puts a rule there, as an earlier run or somebody else would have. */
  put(value: string, tag: string, dryRun = false): FakeRule {
    this.#last += 1n;
    const effectiveAt = this.now() + (this.#options.effectiveAfterMs?.() ?? 0);
    const rule = { id: String(this.#last), value, tag, effectiveAt };
    if (!dryRun) this.stored.set(value, rule);
    return rule;
  }
}

export const problem = (name: string): string => `https://api.x.com/2/problems/${name}`;
const recordsIn = (list: unknown): readonly Fields[] => (Array.isArray(list) ? list.filter(isRecord) : []);

export function json(status: number, body: Fields): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
