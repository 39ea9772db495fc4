/** The exports of the worker thread, which the pool calls by name. It imports the scorers and nothing of the graph. */
export { explainText } from './explanation.ts';
export { scoreBatch } from './score-batch.ts';
