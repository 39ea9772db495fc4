import { attacks } from './hostile-attacks.ts';

/*
 * The attackers, in a process of their own: `hostile-child.ts URL STRENGTH NAME…`. Ends its attacks when its standard input
 * ends, and prints how often it was refused, by the answer.
 */

const [url = '', strength = '1', ...names] = process.argv.slice(2);
const refused: Record<string, Record<string, number>> = {};
const ending = new AbortController();
process.stdin.resume().once('end', () => {
  ending.abort();
  // Connections that an attack left open are not waited for.
  setTimeout(() => {
    console.log(JSON.stringify(refused));
    process.exit();
  }, 200);
});
for (const [name, attack] of Object.entries(attacks)) {
  if (!names.includes(name)) continue;
  const counts: Record<string, number> = (refused[name] = {});
  const onRefused = (answer: string): void => {
    counts[answer] = (counts[answer] ?? 0) + 1;
  };
  void attack({ url, strength: Number(strength), signal: ending.signal, onRefused });
}
