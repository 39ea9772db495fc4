import { polarityIndexOf, type Span, type TopicScore } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { leadingPreposition, relate, valenceAt, type Contribution, type Target } from './topics/attach.ts';
import { comparisonsOf, type Comparison } from './topics/comparisons.ts';
import { segmentsOf, type Segment } from './topics/clauses.ts';
import { is, isVerbal, unitsOf, type Unit } from './topics/units.ts';
import { wordClass } from './topics/words.ts';

interface Scene { readonly comparisons: ReadonlyMap<number, Comparison>; readonly units: readonly Unit[]; readonly segments: readonly Segment[] }

export function judge(text: string, analysis: Analysis, spans: readonly Span[]): readonly Contribution[] {
  const units = unitsOf(text, analysis);
  const segments = segmentsOf(units);
  const scene = { units, segments, comparisons: comparisonsOf(units) };
  const best = new Map<string, Contribution>();
  for (const target of targetsOf(units, spans)) {
    for (const c of contributionsOf(scene, target)) {
      const key = `${c.unit}`;
      const known = best.get(key);
      if (known === undefined || Math.abs(known.weight) < Math.abs(c.weight)) best.set(key, c);
    }
  }
  return [...best.values()];
}

export function scoreTopic(text: string, analysis: Analysis, spans: readonly Span[]): TopicScore {
  let sum = 0;
  for (const c of judge(text, analysis, spans)) sum += c.weight * c.valence;
  const compound = Math.abs(sum) < 0.5 ? 0 : Math.round((sum / Math.sqrt(sum * sum + 15)) * 10000) / 10000;
  return { compound, polarityIndex: polarityIndexOf(compound) };
}

function targetsOf(units: readonly Unit[], spans: readonly Span[]): readonly Target[] {
  const targets: Target[] = [];
  for (const { start, end } of spans) {
    let from = -1, to = -1;
    for (let at = 0; at < units.length; at += 1) {
      const u = units[at];
      if (u === undefined || u.end <= start || u.start >= end) continue;
      if (from < 0) from = at;
      to = at + 1;
    }
    if (from < 0) continue;
    const last = targets[targets.length - 1];
    if (last !== undefined && last.to === from) targets[targets.length - 1] = { from: last.from, to };
    else targets.push({ from, to });
  }
  return targets;
}

function local(scene: Scene, target: Target, seg: Segment): Contribution[] {
  const out: Contribution[] = [];
  if (!seg.opinionated && !seg.negated) return out;
  for (let at = seg.from; at < seg.to; at += 1) {
    if (scene.units[at]?.base === 0) continue;
    if (skip(scene, at, seg)) continue;
    const comparison = scene.comparisons.get(at);
    if (comparison !== undefined && (comparison.pivot < seg.to)) {
      const c = compare(scene, target, seg, comparison);
      if (c !== undefined) out.push(c);
      continue;
    }
    const r = relate(scene.units, target, at, seg);
    if (r === undefined) continue;
    const valence = valenceAt(scene.units, at, seg.from);
    if (valence !== 0) out.push({ unit: at, valence, ...r });
  }
  return out;
}

function skip({ units, comparisons }: Scene, at: number, seg: Segment): boolean {
  const unit = units[at];
  if (unit?.word === 'rather' && !comparisons.has(at)) return true;
  if ((unit?.word === '>' || unit?.word === '<') && !comparisons.has(at)) return true;
  return questioned(units, seg) ;
}

const asking = wordClass.auxiliary | wordClass.link;
function questioned(units: readonly Unit[], seg: Segment): boolean {
  let end = seg.from;
  while (end < units.length - 1 && units[end]?.gap !== 3) end += 1;
  if (units[end]?.question !== true) return false;
  let start = seg.from;
  while (start > 0 && units[start - 1]?.gap !== 3) start -= 1;
  const first = units[start];
  return is(first, asking) || first?.word === 'anyone' || first?.word === 'if' || first?.word === 'any';
}

function compare({ units }: Scene, target: Target, seg: Segment, { opinion, pivot, equal }: Comparison): Contribution | undefined {
  const valence = valenceAt(units, opinion, seg.from);
  const turned = Math.sign(valence) !== Math.sign(units[opinion]?.base ?? 0);
  if (target.from > pivot) return { unit: opinion, valence, weight: equal && !turned ? 1 : -1, rule: 'compared-with' };
  if (target.to > opinion && target.from !== opinion && opinion !== pivot) return units[opinion]?.role === 'towardsObject' ? { unit: opinion, valence, weight: 1, rule: 'compared' } : undefined;
  if (units[opinion]?.role === 'towardsObject') return undefined;
  return { unit: opinion, valence, weight: 1, rule: 'compared' };
}

function host(scene: Scene, seg: Segment, weight: number, rule: string): Contribution[] {
  const out: Contribution[] = [];
  for (let at = seg.from; at < seg.to; at += 1) {
    if (skip(scene, at, seg)) continue;
    const valence = valenceAt(scene.units, at, seg.from);
    if (valence !== 0) out.push({ unit: at, valence, weight, rule });
  }
  return out;
}

function contributionsOf(scene: Scene, target: Target): readonly Contribution[] {
  const seg = scene.segments.find((s) => target.from >= s.from && target.from < s.to);
  if (seg === undefined) return [];
  const direct = local(scene, target, seg);
  if (direct.length > 0) return direct;
  return inherited(scene, target, seg);
}

function inherited(scene: Scene, target: Target, seg: Segment): readonly Contribution[] {
  const { units, segments } = scene;
  const prev = segments[seg.index - 1];
  const next = segments[seg.index + 1];
  const same = (s: Segment | undefined): s is Segment => s !== undefined && s.sentence === seg.sentence;
  const last = units[seg.to - 1];
  // inverters and ellipsis
  const first = units[seg.from];
  const notLead = ['not', 'never'].includes(units[seg.body]?.word ?? '') && (seg.lead === 'comma' || seg.lead === 'contrast' || seg.lead === 'and');
  if (seg.lead === 'inverter' || notLead || is(first, wordClass.inverter)) {
    const h = same(prev) && prev.opinionated ? prev : same(next) && next.opinionated ? next : undefined;
    if (h !== undefined) return host(scene, h, -0.8, 'inverted');
  }
  if (seg.lead === 'subordinate' && same(prev) && prev.negated && prev.to - prev.body <= 1) {
    const h = segments[prev.index - 1];
    if (same(h) && h.opinionated) return host(scene, h, -0.8, 'inverted');
  }
  if (is(last, wordClass.link | wordClass.auxiliary) && same(prev) && prev.opinionated) {
    return host(scene, prev, last?.negates === true ? -0.8 : prev.negated ? -1.2 : 0.8, 'ellipsis');
  }
  if (!seg.verbal && seg.negated && same(prev) && prev.opinionated && (seg.lead === 'comma' || seg.lead === 'contrast' || seg.lead === 'and') && units[seg.body]?.word !== 'no') return host(scene, prev, -0.8, 'ellipsis');
  // lists
  if (!seg.verbal) {
    let left = seg;
    while (left.lead === 'comma' || left.lead === 'and') {
      const p = segments[left.index - 1];
      if (!same(p)) break;
      left = p;
      if (left.opinionated || left.verbal) break;
    }
    if (left !== seg && left.opinionated) {
      const end = { from: left.to, to: left.to };
      const got = local(scene, end, left).filter((c) => c.rule === 'object' || c.rule === 'attribute');
      if (got.length > 0) return got.map((c) => ({ ...c, weight: c.weight * 0.9, rule: 'list' }));
    }
    let right = segments[seg.index + 1];
    while (same(right) && (right.lead === 'comma' || right.lead === 'and') && !right.opinionated && !right.verbal) right = segments[right.index + 1];
    if (same(right) && right.opinionated && (right.lead === 'comma' || right.lead === 'and') && right.verbal && seg.lead !== 'inverter') {
      const got = local(scene, { from: right.from, to: right.from }, right).filter((c) => c.rule.startsWith('predicate') || c.rule === 'passive');
      if (got.length > 0 && leadingPreposition(units, target, seg.from) === undefined) return got.map((c) => ({ ...c, weight: c.weight * 0.9, rule: 'list' }));
    }
  }
  // relative
  if (same(next) && next.lead === 'relative' && next.opinionated) {
    const tail = seg.to - target.to;
    if (tail <= 1) return host(scene, next, 0.9, 'relative').slice(0, 1);
  }
  // pronoun
  if (next?.opinionated === true && next.lead !== 'inverter') {
    const start = units[next.body];
    if (is(start, wordClass.anaphor) && !is(start, wordClass.determiner)) {
      return host(scene, next, 0.8, 'pronoun');
    }
    if (same(next) && (next.lead === 'comma' || next.lead === 'and' || next.lead === 'contrast') && seg.verbal && isSubject(scene, target, seg)) {
      if (isVerbal(units, next.body) || is(start, wordClass.adverb) || start?.role === 'ofSubject' || start?.negates === true) return host(scene, next, 0.7, 'continued');
    }
  }
  return [];
}

function isSubject({ units }: Scene, target: Target, seg: Segment): boolean {
  if (leadingPreposition(units, target, seg.from) !== undefined) return false;
  for (let at = seg.from; at < target.from; at += 1) if (isVerbal(units, at)) return false;
  return true;
}
