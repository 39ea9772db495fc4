/** A post as a line for a server's standard input. */
interface LinePost {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly createdAt: string;
}

const moods = [
  'I love this %, truly wonderful',
  'The % here is fine',
  'Had % again today',
  'Best % in a long time, so happy',
  'My % was late and a bit sad',
  'Great evening with % and friends #weekend',
  'Nobody talks about % enough',
  'Not a fan of this %',
];

const bad = [
  'Awful news: the % recall is a disaster #recall',
  'So angry about the % recall, contamination everywhere #recall',
  'They knew about the contamination! Terrible, no more % for me',
];

/** A span of time, epoch ms. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface BurstOptions extends Span {
  readonly topics: readonly string[];
  /** The time of the burst, in the posts on the first topic; none without it. */
  readonly burst?: Span;
}

/** Returns posts on topics, of each less than one a second, with a burst of bad news on the first. */
export function plantedBurst({ topics, from, to, burst }: BurstOptions): readonly LinePost[] {
  const posts: LinePost[] = [];
  const add = (text: string, topic: string, at: number): void => {
    const id = `p${posts.length}`;
    posts.push({
      id,
      text: text.replace('%', topic),
      author: `a${posts.length % 97}`,
      createdAt: new Date(at).toISOString(),
    });
  };
  for (let at = from; at < to; at += 1_000) {
    const second = Math.floor(at / 1_000);
    for (const [index, topic] of topics.entries()) {
      // A fixed mixture whose mean and rate hardly change.
      if ((second * 7 + index * 3) % 11 < 8)
        add(moods[(second * 5 + index * 3) % moods.length] ?? '', topic, at + 120 * index);
      if (index > 0 || burst === undefined || at < burst.from || at >= burst.to) continue;
      for (let more = 0; more < 8; more++) add(bad[(second + more) % bad.length] ?? '', topic, at + 100 * more);
    }
  }
  return posts;
}
