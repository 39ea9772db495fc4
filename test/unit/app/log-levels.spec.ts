import { describe, expect, it } from 'vitest';
import { logModules, parseLogLevels } from '../../../src/app/config/index.ts';

describe('levels of the log', () => {
  it('are one for all modules, or another for some', () => {
    const all = Object.fromEntries(logModules.map((module) => [module, 'warn']));
    expect(parseLogLevels('warn')).toEqual(all);
    expect(parseLogLevels('warn, store=debug,sources = silent')).toEqual({ ...all, store: 'debug', sources: 'silent' });
    expect(parseLogLevels('store=debug')).toMatchObject({ app: 'info', store: 'debug' });
    expect(parseLogLevels('error,store=debug,warn,store=trace')).toEqual({ ...all, store: 'trace' });
  });

  it.each([
    ['loud', 'must be one of fatal, error, warn, info, debug, trace, silent, not `loud`'],
    ['', 'must be one of'],
    ['info,store', 'must be one of'],
    ['store=loud', 'not `loud`'],
    ['stores=info', 'can be set for app, sources, scoring, delivery, store, http, alerts, not for `stores`'],
    ['info,', 'must be one of'],
  ])('refuse %j', (value, sentence) => {
    expect(() => parseLogLevels(value)).toThrow(sentence);
  });
});
