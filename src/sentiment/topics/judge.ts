import type { Span } from '../../model/index.ts';
import { across } from './across.ts';
import type { Clause } from './clauses.ts';
import { clausesOf } from './clauses.ts';
import { comparisonsOf } from './comparisons.ts';
import type { Contribution } from './rules.ts';
import type { Scene, Target } from './scene.ts';
import type { Unit } from './unit.ts';
import { within } from './within.ts';

/** How many mentions of one topic are read, so that the work stays linear. */
const maxMentions = 64;

/** A text's clauses and comparisons, or undefined when none of its words says or denies anything. */
export function sceneOf(units: readonly Unit[]): Scene | undefined {
  if (!units.some(({ base, negates }) => base !== 0 || negates)) return undefined;
  return { units, clauses: clausesOf(units), comparisons: comparisonsOf(units) };
}

/** What each opinion counts for the topic at these spans: of its mentions, the one that it concerns most. */
export function judge(scene: Scene, spans: readonly Span[]): readonly Contribution[] {
  const heaviest = new Map<number, Contribution>();
  for (const target of targetsOf(scene.units, spans)) {
    for (const contribution of concerning(scene, target)) {
      const known = heaviest.get(contribution.unit);
      if (known === undefined || Math.abs(known.weight) < Math.abs(contribution.weight)) {
        heaviest.set(contribution.unit, contribution);
      }
    }
  }
  return [...heaviest.values()];
}

function concerning(scene: Scene, target: Target): readonly Contribution[] {
  const clause = clauseAt(scene.clauses, target.from);
  if (clause === undefined) return [];
  const direct = within(scene, target, clause);
  return direct.length > 0 ? direct : across({ scene, target, clause });
}

function clauseAt(clauses: readonly Clause[], unit: number): Clause | undefined {
  let low = 0;
  let high = clauses.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((clauses[middle]?.from ?? 0) <= unit) low = middle;
    else high = middle - 1;
  }
  return clauses[low];
}

/** The units that the spans touch; spans side by side are one mention. */
function targetsOf(units: readonly Unit[], spans: readonly Span[]): readonly Target[] {
  const targets: Target[] = [];
  for (const { start, end } of spans.slice(0, maxMentions)) {
    if (!(start < end)) continue;
    const from = firstEndingAfter(units, start);
    let to = from;
    while ((units[to]?.start ?? Infinity) < end) to++;
    if (to === from) continue;
    const last = targets.at(-1);
    if (last?.to === from) targets[targets.length - 1] = { from: last.from, to };
    else targets.push({ from, to });
  }
  return targets;
}

function firstEndingAfter(units: readonly Unit[], offset: number): number {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
