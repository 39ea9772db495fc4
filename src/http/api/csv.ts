import { csvCell, polarityIndexOf, type StoredPost } from '../../model/index.ts';

type Cell = string | number | boolean | undefined;

/** Reads a cell; with `spreadsheet`, as a spreadsheet understands it. */
type ReadCell = (stored: StoredPost, spreadsheet: boolean) => Cell;

const columns: Readonly<Record<string, ReadCell>> = {
  id: ({ post }) => post.id,
  source: ({ post }) => post.source,
  // A spreadsheet shows epoch ms as 1.77E+12.
  at: ({ post }, spreadsheet) => (spreadsheet ? new Date(post.at).toISOString() : post.at),
  text: ({ post }) => post.text,
  compound: ({ score }) => score.compound,
  polarityIndex: ({ score }) => polarityIndexOf(score.compound),
  pos: ({ score }) => score.pos,
  neu: ({ score }) => score.neu,
  neg: ({ score }) => score.neg,
  topicCompound: ({ topic }) => topic.compound,
  topicPolarityIndex: ({ topic }) => topic.polarityIndex,
  hashtags: ({ hashtags }) => JSON.stringify(hashtags),
  createdAt: ({ post }) => post.createdAt,
  lang: ({ post }) => post.lang,
  author: ({ post }) => post.author,
  mentions: ({ post }) => post.mentions?.join(' '),
  links: ({ post }) => post.links?.join(' '),
  repost: ({ post }) => post.repost,
  reply: ({ post }) => post.reply,
  url: ({ post }) => post.url,
  scored: ({ scored }) => scored ?? true,
};

/** The header line (RFC 4180). */
export const csvHeader = `${Object.keys(columns).join(',')}\r\n`;

/**
 * Returns the line of a post. With `spreadsheet`, its time is ISO 8601, and texts are changed that a spreadsheet would
 * take for formulas.
 */
export function csvLine(stored: StoredPost, spreadsheet: boolean): string {
  const cells = Object.values(columns).map((read) => {
    const value = read(stored, spreadsheet) ?? '';
    return typeof value === 'string' ? csvCell(value, spreadsheet) : String(value);
  });
  return `${cells.join(',')}\r\n`;
}
