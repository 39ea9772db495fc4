import { resolve } from 'node:path';
import { asyncScheduler as scheduler } from 'rxjs';
import type { Source } from '../../graph/index.ts';
import { sentenceOf, UndertoneError } from '../../model/index.ts';
import { languagesForX } from '../../query/index.ts';
import {
  createBluesky,
  createDemo,
  createFileCursors,
  createFileSource,
  createMastodon,
  createPoll,
  createRecorder,
  createStdinSource,
  createX,
  digestOf,
  noCursors,
  type Cursors,
  type Backpressure,
  type Recorder,
} from '../../sources/index.ts';
import { primarySubtag } from '../../text/index.ts';
import type { Config } from '../config.ts';
import type { Log } from '../observe.ts';
import type { SourceSpec } from '../source-spec.ts';
import { limitsOf } from '../limits.ts';
import { nameRun } from './names.ts';

/** Enough to tell one file from another. */
const fileDigits = 8;

export interface SourceContext {
  readonly backpressure: Backpressure;
  readonly config: Config;
  readonly log: Log;
}

export function composeSources(specs: readonly SourceSpec[], context: SourceContext): readonly Source[] {
  const { config, log } = context;
  const cursors = composeCursors(config, log);
  const names = new Map<string, number>();
  return specs.map((spec) => {
    const count = (names.get(spec.kind) ?? 0) + 1;
    names.set(spec.kind, count);
    return composeSource(spec, { ...context, cursors, name: count === 1 ? spec.kind : `${spec.kind}-${count}` });
  });
}

/** What writes down what comes in, where that is wanted. */
export function composeRecorder({ record: path }: Config, log: Log): Recorder | undefined {
  if (path === 'none') return undefined;
  try {
    return createRecorder({
      path,
      onTrouble: (error) => {
        log.warn({}, `The recording in ${path} is not complete: ${sentenceOf(error)}`);
      },
    });
  } catch (error) {
    throw new UndertoneError('bad_option', `--record ${path} can't be written: ${sentenceOf(error)}.`, {
      cause: error,
    });
  }
}

function composeCursors({ dataFolder }: Config, log: Log): Cursors {
  if (dataFolder === 'none') return noCursors;
  return createFileCursors(dataFolder, (error) => {
    log.warn({}, `Nothing can be kept in ${dataFolder}, so a restart will miss posts: ${sentenceOf(error)}`);
  });
}

interface NamedContext extends SourceContext {
  readonly name: string;
  readonly cursors: Cursors;
}

function composeSource(spec: SourceSpec, { name, backpressure, cursors, config }: NamedContext): Source {
  const common = { name, now: () => scheduler.now(), backpressure, scheduler };
  const live = { name, canAccept$: backpressure.canAccept$, random: () => Math.random(), scheduler };
  switch (spec.kind) {
    case 'demo':
      // Without a seed each start writes other posts, with other ids.
      return createDemo({ name, seed: spec.seed ?? scheduler.now(), postsPerSecond: spec.postsPerSecond, scheduler });
    case 'file':
      return createFileSource({ ...common, ...spec, idPrefix: `${name}-${digestOf(resolve(spec.path), fileDigits)}` });
    case 'stdin':
      return createStdinSource({ ...common, idPrefix: `${name}-${nameRun()}`, stream: process.stdin });
    case 'bluesky': {
      const wanted = new Set(limitsOf(config).languages.map(primarySubtag));
      const wants = (lang: string): boolean => wanted.size === 0 || wanted.has(primarySubtag(lang));
      return createBluesky({ ...live, base: spec.base, wants, cursors });
    }
    case 'mastodon':
      return createMastodon({ ...live, base: spec.base, token: spec.token, tags: spec.tags, local: spec.local });
    case 'x': {
      const languages = languagesForX(limitsOf(config).languages);
      const { base, token, fill, maxRules, maxLength } = spec;
      return createX({ ...live, base, token, fill, maxRules, maxLength, languages });
    }
    case 'poll':
      return createPoll({ ...live, url: spec.url, everyMs: spec.everyMs });
  }
}
