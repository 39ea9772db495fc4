import { workerData } from 'node:worker_threads';
import { isRecord, isString, sentenceOf } from '../model/index.ts';
import { saveCompiledCode } from '../node/save-compiled-code.ts';
import { loadEngine, type Engine } from './engine.ts';
import type { ExplainRequest } from './explanation.ts';
import type { ScoreRequest } from './score-batch.ts';
import type { ScorerSettings } from './settings.ts';

/** The exports of the worker thread, which the pool calls by name. It imports the scorers and nothing of the graph. */

/** An answer in place of figures: the scorer failed, and trying again would not help. */
export interface ScorerFailure {
  /** A sentence. */
  readonly failure: string;
}

let engine: Promise<Engine> | undefined;

/** Loads the scorer when it is first needed: a thread that died while it began would not be replaced. */
function load(): Promise<Engine> {
  const settings: unknown = workerData;
  engine ??= loadEngine(isSettings(settings) ? settings : { scorer: 'vader' }).finally(saveCompiledCode);
  return engine;
}

const isSettings = (value: unknown): value is ScorerSettings => isRecord(value) && isString(value['scorer']);

/** Resolves when the scorer is loaded, with a failure if it can't be. */
export async function prepare(): Promise<ScorerFailure | undefined> {
  try {
    await load();
    return undefined;
  } catch (error) {
    return { failure: sentenceOf(error) };
  }
}

export async function scoreBatch(request: ScoreRequest): Promise<Float64Array | ScorerFailure> {
  let name = 'of this thread';
  try {
    const loaded = await load();
    ({ name } = loaded);
    return await loaded.score(request);
  } catch (error) {
    return { failure: `The scorer ${name} failed: ${sentenceOf(error)}` };
  }
}

export async function explainText(request: ExplainRequest): Promise<string> {
  return (await load()).explain(request);
}
