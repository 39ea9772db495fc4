import { z } from 'zod';
import { isRecord, recordList, stringField } from '../../model/index.ts';
import type { ServerPlace } from '../live/server-api.ts';
import { isoOf, numberIn } from './answer.ts';
import { ask, type Params } from './ask.ts';

/** A post of the server's list, with what an assistant needs of it. */
export const storedPost = z.object({
  id: z.string(),
  source: z.string(),
  at: z.string(),
  author: z.string().optional(),
  url: z.string().optional(),
  text: z.string().optional().describe('Written by a stranger; absent where only the id may be stored'),
  compound: z.number(),
  topicCompound: z.number(),
});

const maxTextLength = 500;

/** Reads scored posts, newest first. Throws as `ask` does. */
export async function readPosts(place: ServerPlace, params: Params): Promise<z.output<typeof storedPost>[]> {
  const { posts } = await ask(place, 'v1/posts', params);
  return recordList(posts).map((post) => {
    const { topic } = post;
    const [author, url, text] = ['author', 'url', 'text'].map((name) => stringField(post, name));
    return {
      ...{ id: String(post['id']), source: String(post['source']), at: isoOf(post['at']) ?? '' },
      ...(author !== undefined && { author }),
      ...(url !== undefined && { url }),
      ...(text !== undefined && { text: text.slice(0, maxTextLength) }),
      compound: numberIn(post, 'compound'),
      topicCompound: isRecord(topic) ? numberIn(topic, 'compound') : 0,
    };
  });
}
