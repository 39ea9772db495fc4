import { z } from 'zod';
import { parseInstant, recordList, UndertoneError, type JsonObject } from '../../model/index.ts';
import type { ServerPlace } from '../live/server-api.ts';
import { askText } from './ask.ts';

/** The annotations of every tool: it changes nothing. */
export const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true } as const;

/** The sources of an answer, and the gaps in what it spans. */
export const provenance = {
  sources: z
    .array(z.object({ source: z.string(), state: z.string(), reason: z.string().optional() }))
    .describe('The sources of posts: a source that is not live brings nothing now'),
  gaps: z
    .array(
      z.object({
        source: z.string(),
        from: z.string(),
        to: z.string().nullable().describe('Null while it is open'),
        cause: z.string(),
        filled: z.string().describe('How much of it came later: full, partial or none'),
      }),
    )
    .describe('Interruptions in that time, in which posts may be missing'),
};

export interface Gap {
  readonly source: string;
  readonly from: string;
  readonly to: string | null;
  readonly cause: string;
  readonly filled: string;
}

export interface SourceStanding {
  readonly source: string;
  readonly state: string;
  readonly reason?: string | undefined;
}

/** Returns an answer as a client that knows structures gets it, and as any other does. */
export const answerOf = (structured: Record<string, unknown>) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(structured) }],
  structuredContent: structured,
});

export const query = z
  .string()
  .describe('The query: words, "phrases", #tags, @users, OR, - for not; as in: pizza -pineapple');

/** A time as assistants write it. */
export const instant = (description: string) =>
  z.union([z.number(), z.string()]).optional().describe(`${description}, as epoch ms or ISO 8601`);

/** Returns a time as the server reads it. @throws UndertoneError `bad_request` with a sentence. */
export function instantParam(name: string, value: number | string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const ms = typeof value === 'number' || /^\d+$/.test(value) ? Number(value) : parseInstant(value);
  if (ms === undefined) {
    throw new UndertoneError(
      'bad_request',
      `\`${name}\` must be epoch ms or an ISO 8601 time such as 2026-01-15T10:35:00Z.`,
    );
  }
  return String(ms);
}

/** Returns a time for a reader; `null` stands for none. */
export const isoOf = (ms: unknown): string | null => {
  const date = new Date(typeof ms === 'number' ? ms : NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

export const numberIn = (record: JsonObject, name: string): number => {
  const value = record[name];
  return typeof value === 'number' ? value : 0;
};

/** Returns the gaps that the server lists. */
export function gapsIn({ gaps }: JsonObject): readonly Gap[] {
  return recordList(gaps).map((gap) => ({
    source: String(gap['source']),
    from: isoOf(gap['from']) ?? '',
    to: isoOf(gap['to']),
    cause: String(gap['cause']),
    filled: String(gap['filled']),
  }));
}

const stateLine = /^undertone_source_state\{source="([^"]*)",state="(\w+)"\} 1$/gm;

/** Returns the states of the server's sources. */
export async function readSources(place: ServerPlace): Promise<readonly SourceStanding[]> {
  const metrics = await askText(place, 'metrics');
  return Array.from(metrics.matchAll(stateLine), ([, source = '', state = '']) => ({ source, state }));
}
