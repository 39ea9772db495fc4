/** A scorer module that does what the last text of its batch says, to try every way in which one can go wrong. */
interface Asked {
  readonly text: string;
  readonly lang?: string;
  readonly topics: readonly unknown[];
}

const answers: Readonly<Record<string, (batch: readonly Asked[]) => unknown>> = {
  throws: () => {
    throw new Error('on purpose');
  },
  rejects: () => Promise.reject(new Error('on purpose')),
  nothing: () => undefined,
  short: () => [],
  text: (batch) => batch.map(() => 'good'),
  'no compound': (batch) => batch.map(() => ({ pos: 1 })),
  'topics of another number': (batch) => batch.map(({ topics }) => ({ compound: 0, topics: [...topics, 1].fill(0) })),
  NaN: (batch) => batch.map(() => ({ compound: NaN })),
  'too much': (batch) => batch.map(() => ({ compound: 1.5 })),
  exits: () => process.exit(3),
  'throws later': (batch) => {
    setTimeout(() => {
      throw new Error('later');
    });
    return batch.map(() => ({ compound: 0.5 }));
  },
  null: (batch) => batch.map(() => null),
  good: (batch) => batch.map(({ topics }) => ({ compound: 0.25, topics: topics.map(() => -1) })),
};

/** The names of the texts that it knows, with whether their posts get no score, fail, or are scored. */
export const outcomes = {
  ...{ throws: 'failed', rejects: 'failed', nothing: 'failed', short: 'failed', text: 'failed' },
  ...{ 'no compound': 'failed', 'topics of another number': 'failed', NaN: 'failed', 'too much': 'failed' },
  ...{ exits: 'failed', 'throws later': 'scored', null: 'unscored', good: 'scored', 'gut (de)': 'unscored' },
} as const;

export default {
  name: 'odd',
  languages: ['en'],
  create: ({ fails }: { readonly fails?: boolean }) => {
    if (fails === true) throw new Error('it is not in the mood');
    return { score: (batch: readonly Asked[]) => answers[batch.at(-1)?.text ?? '']?.(batch) };
  },
};
