import { readFrame } from '../../client/read-frame.ts';
import type { PostFrame, SummaryFrame } from '../../protocol/index.ts';

type Merged = PostFrame | SummaryFrame;

/**
 * Returns the messages of a server with all of their posts merged into one summary for each query, at the end: as the
 * server merges those that a slow client does not read. Summaries of merged posts are merged, too.
 *
 * @example
 * mergePosts(['{"type":"post",…}', '{"type":"retract",…}', '{"type":"post",…}']);
 * // ['{"type":"retract",…}', '{"type":"summary","posts":2,"conflated":2,…}']
 */
export function mergePosts(messages: readonly string[]): readonly string[] {
  const others: string[] = [];
  const byQuery = new Map<string, Merged[]>();
  for (const message of messages) {
    const frame = mergeable(message);
    if (frame === undefined) {
      others.push(message);
      continue;
    }
    const frames = byQuery.get(frame.id);
    if (frames === undefined) byQuery.set(frame.id, [frame]);
    else frames.push(frame);
  }
  return [...others, ...[...byQuery].map(([id, frames]) => JSON.stringify(summaryOf(id, frames)))];
}

/** Reads a post, or a summary of merged posts; undefined for other messages. */
function mergeable(message: string): Merged | undefined {
  const reading = readFrame(message);
  if (!('frame' in reading)) return undefined;
  const { frame } = reading;
  if (frame.type === 'post') return frame;
  return frame.type === 'summary' && frame.conflated > 0 && frame.conflated === frame.posts ? frame : undefined;
}

function summaryOf(id: string, frames: readonly Merged[]): SummaryFrame {
  const summed = frames.map((frame) => (frame.type === 'post' ? summaryOfPost(frame) : frame));
  const total = (value: (each: SummaryFrame) => number): number => summed.reduce((sum, each) => sum + value(each), 0);
  const posts = total((each) => each.posts);
  const scored = total(scoredOf);
  const mean = (value: (each: SummaryFrame) => number): number =>
    scored === 0 ? 0 : total((each) => value(each) * scoredOf(each)) / scored;
  return {
    type: 'summary',
    id,
    from: Math.min(...summed.map(({ from }) => from)),
    to: Math.max(...summed.map(({ to }) => to)),
    posts,
    positive: total(({ positive }) => positive),
    negative: total(({ negative }) => negative),
    neutral: total(({ neutral }) => neutral),
    unscored: posts - scored,
    meanCompound: mean(({ meanCompound }) => meanCompound),
    meanTopicCompound: mean(({ meanTopicCompound }) => meanTopicCompound),
    // The top terms come with the windows of the server.
    hashtags: {},
    words: {},
    conflated: posts,
    resume: frames.at(-1)?.resume ?? '',
  };
}

const scoredOf = ({ posts, unscored = 0 }: SummaryFrame): number => posts - unscored;

function summaryOfPost({ id, at, compound, topic, polarityIndex, scored, resume }: PostFrame): SummaryFrame {
  const isScored = scored !== false;
  const of = (index: number): number => (isScored && polarityIndex === index ? 1 : 0);
  return {
    ...{ type: 'summary', id, from: at, to: at, posts: 1, conflated: 1, resume },
    ...{ positive: of(0), negative: of(1), neutral: of(2), unscored: isScored ? 0 : 1 },
    ...{ meanCompound: compound, meanTopicCompound: topic.compound, hashtags: {}, words: {} },
  };
}
