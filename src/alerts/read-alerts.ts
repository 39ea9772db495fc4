import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isRecord, parseJson, sentenceOf, UndertoneError } from '../model/index.ts';
import { parseQuery } from '../query/index.ts';
import type { AlertSpec, Destination, When } from './spec.ts';

/** The environment variables, which hold the secrets. */
export type Environment = Readonly<Record<string, string | undefined>>;

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const isUnit = (unit: string): unit is keyof typeof units => Object.hasOwn(units, unit);

/** A duration such as `30s` or `5m` between two bounds, as ms. */
const duration = (shortest: string, longest: string) =>
  z.string().transform((text, context) => {
    const ms = msOf(text);
    if (ms !== undefined && ms >= (msOf(shortest) ?? 0) && ms <= (msOf(longest) ?? 0)) return ms;
    context.addIssue(`must be a duration from ${shortest} to ${longest}, not \`${text}\``);
    return z.NEVER;
  });

function msOf(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  return isUnit(unit) ? Number(amount) * units[unit] : undefined;
}

const window = duration('1s', '1h').prefault('5m');
const long = duration('10s', '24h');

const when = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('post'), polarity: z.enum(['positive', 'negative', 'neutral']).optional() }),
  z.strictObject({ type: z.enum(['spike', 'shift']), window }),
  z
    .strictObject({
      ...{ type: z.literal('mean'), window, minPosts: z.int().min(1).default(20) },
      ...{ below: z.number().optional(), above: z.number().optional() },
    })
    .refine(({ below, above }) => (below === undefined) !== (above === undefined), 'needs either `below` or `above`'),
  z.strictObject({ type: z.literal('volume'), window, above: z.number().min(0) }),
  z.strictObject({ type: z.literal('silence'), for: long }),
  z.strictObject({ type: z.literal('digest'), every: long }),
]);

const destination = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('webhook'), url: z.string(), secret: z.string() }),
  z.strictObject({ type: z.enum(['slack', 'discord']), url: z.string() }),
  z.strictObject({ type: z.literal('email'), to: z.email('must be an address') }),
]);

const file = z.strictObject({
  alerts: z.array(
    z.strictObject({
      name: z.string().trim().min(1).max(100),
      query: z.string(),
      when,
      cooldown: duration('0s', '7d').prefault('0s'),
      to: z.array(destination).min(1, 'needs a destination'),
    }),
  ),
});

/**
 * Reads the alerts of a file's text. Secrets come from the environment.
 *
 * @throws UndertoneError `bad_option` with a sentence that names what can't be used.
 * @example
 * readAlerts('{"alerts":[{"name":"mood","query":"pizza","when":{"type":"shift"},"to":[{"type":"slack","url":"env:SLACK"}]}]}', env)
 */
export function readAlerts(text: string, env: Environment): readonly AlertSpec[] {
  const value = parseJson(text);
  if (value === undefined) throw fault('The file is not valid JSON');
  const parsed = file.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fault(`\`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'is not valid'}`);
  }
  const names = parsed.data.alerts.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw fault(`Two alerts are called \`${repeated}\``);
  return parsed.data.alerts.map(({ name, query, when: condition, cooldown, to }, index) => ({
    name,
    query: queryOf(query, name),
    written: query,
    when: whenOf(condition),
    writtenWhen: writtenWhenOf(value, index),
    cooldownMs: cooldown,
    to: to.map((each) => destinationOf(each, { name, env })),
  }));
}

const fault = (sentence: string): UndertoneError => new UndertoneError('bad_option', `--alerts: ${sentence}.`);

function queryOf(query: string, name: string) {
  try {
    return parseQuery(query);
  } catch (error) {
    throw fault(`The query of \`${name}\` can't be used: ${sentenceOf(error).replace(/\.$/, '')}`);
  }
}

function whenOf(condition: z.output<typeof when>): When {
  switch (condition.type) {
    case 'post':
      return condition;
    case 'silence':
      return { type: 'silence', forMs: condition.for };
    case 'digest':
      return { type: 'digest', everyMs: condition.every };
    case 'spike':
    case 'shift':
    case 'mean':
    case 'volume': {
      const { window: windowMs, ...others } = condition;
      return { ...others, windowMs };
    }
  }
}

function writtenWhenOf(value: unknown, index: number): Readonly<Record<string, unknown>> {
  const list: unknown = isRecord(value) ? value['alerts'] : undefined;
  const entry: unknown = Array.isArray(list) ? list[index] : undefined;
  const written = isRecord(entry) ? entry['when'] : undefined;
  return isRecord(written) ? written : {};
}

interface DestinationContext {
  /** The name of the alert. */
  readonly name: string;
  readonly env: Environment;
}

function destinationOf(given: z.output<typeof destination>, { name, env }: DestinationContext): Destination {
  if (given.type === 'email') return { ...given, name: `email ${given.to}` };
  const url = URL.parse(fromEnv(given.url, 'url') ?? '');
  if (url === null || !/^https?:$/.test(url.protocol))
    throw fault(`The \`url\` of \`${name}\` is no address of http or https`);
  const place = `${url.host} ${createHash('sha256').update(url.href).digest('hex').slice(0, 8)}`;
  if (given.type !== 'webhook') return { type: given.type, url: url.href, name: `${given.type} ${place}` };
  if (!given.secret.startsWith('env:'))
    throw fault(`The \`secret\` of \`${name}\` must be env:NAME, not the secret itself`);
  return { type: 'webhook', url: url.href, secret: fromEnv(given.secret, 'secret') ?? '', name: `webhook ${place}` };

  function fromEnv(text: string, field: string): string | undefined {
    if (!text.startsWith('env:')) return text;
    const variable = text.slice('env:'.length);
    const found = env[variable];
    if (found === undefined || found === '')
      throw fault(`The \`${field}\` of \`${name}\` needs the environment variable ${variable}`);
    return found;
  }
}
