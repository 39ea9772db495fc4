import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification, type Vitest } from 'vitest/node';

const root = new URL('../..', import.meta.url).pathname;

/**
 * Makes a sequencer that starts the named files first, in their order, so that no long one runs alone at the end, and last
 * those that share a worker: they are short and never wait, and so fill both cores up to the end. A clean clone has no
 * durations of earlier runs, by which Vitest would order.
 */
export const longFirst = (long: readonly string[]): new (vitest: Vitest) => BaseSequencer =>
  class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const rankOf = ({ moduleId, project }: TestSpecification): number => {
        const rank = long.indexOf(relative(root, moduleId));
        if (rank >= 0) return rank;
        return project.config.isolate ? long.length : Infinity;
      };
      const ranks = new Map(files.map((file) => [file, rankOf(file)]));
      const compare = (a: number, b: number): number => (a === b ? 0 : a - b);
      return (await super.sort(files)).toSorted((a, b) => compare(ranks.get(a) ?? 0, ranks.get(b) ?? 0));
    }
  };
