import type {
  GapFrame,
  PostFrame,
  StatsFrame,
  SummaryFrame,
  TrackingFrame,
  WelcomeFrame,
} from '../../src/protocol/index.ts';

/*
 * Frames of `undertone.v1` as a server sends them. Each takes the fields that matter to the test.
 */

const limits = { queriesPerSession: 20, messagesPerSecond: 20, maxFrameBytes: 65_536 };

export const welcomeFrame = (fields: Partial<WelcomeFrame['limits']> = {}): WelcomeFrame => ({
  ...{ type: 'welcome', session: 's1', version: '0.1.0' },
  limits: { ...limits, ...fields },
});

export const trackingFrame = (id: string, fields: Partial<TrackingFrame> = {}): TrackingFrame => ({
  ...{ type: 'tracking', id, query: 'pizza', upstream: { demo: 'live' } },
  ...fields,
});

export const postFrame = (id: string, seq: number, fields: Partial<PostFrame> = {}): PostFrame => ({
  ...{ type: 'post', id, seq, at: 1_768_473_300_000 },
  post: { id: `demo-${seq}`, source: 'demo', text: `I love pizza, number ${seq}`, author: 'ann' },
  ...{ compound: 0.6369, pos: 0.677, neu: 0.323, neg: 0, polarityIndex: 0, hashtags: { rome: 1 } },
  ...{ topic: { compound: 0.6369, polarityIndex: 0 }, resume: `e1-${seq}` },
  ...fields,
});

export const summaryFrame = (id: string, fields: Partial<SummaryFrame> = {}): SummaryFrame => ({
  ...{ type: 'summary', id, from: 0, to: 10_000, posts: 3, positive: 2, negative: 1, neutral: 0 },
  ...{ meanCompound: 0.2, meanTopicCompound: 0.1, hashtags: { rome: 2 }, words: { dough: 2 }, conflated: 0 },
  ...fields,
});

export const gapFrame = (fields: Partial<GapFrame> = {}): GapFrame => ({
  ...{ type: 'gap', source: 'demo', from: 1_000, to: 3_000, cause: 'The connection broke.', filled: 'none' },
  ...fields,
});

export const statsFrame = (fields: Partial<StatsFrame> = {}): StatsFrame => ({
  ...{ type: 'stats', routed: 3, delivered: 3, conflated: 0, dropped: 0, pending: 0 },
  ...fields,
});
