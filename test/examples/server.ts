/**
 * A server with a source and a scorer of your own: `node server.ts lines:https://example.com/feed`.
 */
import { createServer } from 'undertone';
import { emojiScorer } from './custom-scorer.ts';
import { linesSource } from './custom-source.ts';

const server = await createServer({
  // Every option of `undertone serve` has its key here; 0 is any free port.
  port: 0,
  store: 'sqlite::memory:',
  dataFolder: 'none',
  source: process.argv.slice(2),
  sources: [linesSource],
  scorer: emojiScorer,
});
console.log(server.url);
process.once('SIGTERM', () => void server.stop());
