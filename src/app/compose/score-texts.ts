import { loadEngine, type Engine } from '../../scoring/engine.ts';
import { scoreOne, type OneScore } from '../../scoring/score-one.ts';
import type { Config } from '../config/index.ts';
import { scorerSettingsOf } from './scorer-settings.ts';

export { scoreOne };
export type { Engine, OneScore };

/**
 * Loads the scorer of a configuration for single texts, in this thread.
 * @throws UndertoneError `bad_option` with a sentence when it can't be used.
 */
export function composeEngineOf(config: Config): Promise<Engine> {
  return loadEngine(scorerSettingsOf(config));
}
