import { blueskySource } from './bluesky/index.ts';
import type { SourceDefinition } from './define.ts';
import { demoSource } from './demo/index.ts';
import { fileSource } from './file.ts';
import { hackerNewsSource } from './hackernews/index.ts';
import { lemmySource } from './lemmy/index.ts';
import { mastodonSource } from './mastodon/index.ts';
import { natsSource } from './nats/index.ts';
import { nostrSource } from './nostr/index.ts';
import { pollSource } from './poll/index.ts';
import { pushSource } from './push/index.ts';
import { rssSource } from './rss/index.ts';
import { stdinSource } from './stdin.ts';
import { xSource } from './x/index.ts';

/** Every source that `--source` can select. A new source is one folder and one line here. */
export const builtinSources: readonly SourceDefinition[] = [
  demoSource,
  fileSource,
  stdinSource,
  blueskySource,
  xSource,
  mastodonSource,
  pollSource,
  rssSource,
  hackerNewsSource,
  lemmySource,
  nostrSource,
  natsSource,
  pushSource,
];
