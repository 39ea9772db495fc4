/** The worker thread's face: what the pool calls by name. It imports the scorers and nothing of the graph. */
export { scoreBatch } from './score-batch.ts';
