/**
 * Returns the alternatives of a rule or a standalone clause: one rule for each part of its outermost group. A rule whose
 * alternatives include those of another sends all of its posts, whoever wrote it.
 *
 * @example
 * alternativesOf('(#a OR #b (#c OR #d)) lang:en'); // ['(#a) lang:en', '(#b (#c OR #d)) lang:en']
 */
export function alternativesOf(value: string): readonly string[] {
  const { ends, close } = scan(value);
  if (close === undefined) return [value];
  const suffix = value.slice(close + 1);
  return ends.map((end, index) => {
    const last = ends[index - 1];
    const start = last === undefined ? 1 : last + or.length;
    return `(${value.slice(start, end)})${suffix}`;
  });
}

const or = ' OR ';

/** Returns where the parts of the outermost group end, and where the group does; nothing of a value without one. */
function scan(value: string): { readonly ends: readonly number[]; readonly close: number | undefined } {
  const ends: number[] = [];
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const mark = value[at];
    if (mark === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (mark === '(') depth += 1;
    else if (mark === ')') depth -= 1;
    if (depth === 0) return mark === ')' ? { ends: [...ends, at], close: at } : { ends: [], close: undefined };
    if (depth === 1 && !isQuoted && value.startsWith(or, at)) ends.push(at);
  }
  return { ends: [], close: undefined };
}
