import { composeReplay, faultOfFile, parseSpeed } from '../app/compose/replay.ts';
import { loadScorer } from '../app/compose/scorer.ts';
import { resolveConfig } from '../app/config/index.ts';
import { run } from '../app/lifecycle.ts';
import type { GraphEvent, ScoredPost } from '../graph/index.ts';
import {
  formatSigned,
  maxTimerMs,
  SessionCounts,
  polarityIndexOf,
  polarityNames,
  UndertoneError,
} from '../model/index.ts';
import { postFrame, replayStatsFrame } from '../protocol/index.ts';
import { parseQuery } from '../query/index.ts';
import { onlyOperand, type Args, type CommandSpec } from './command.ts';
import { createOutput, printNotice } from './output.ts';
import { onStopSignals } from './signals.ts';

/** Runs the graph over a file and prints its results, then its ledgers. */
export const replay: CommandSpec = {
  operands: { usage: 'FILE', meaning: 'A file of posts, one JSON object a line' },
  own: [
    { flags: '--track <query>', meaning: 'A query to track; may be repeated' },
    {
      flags: '--speed <factor>',
      default: 'max',
      unit: 'max, or times the recorded pace',
      meaning: 'The pace of the posts',
    },
    { flags: '--json', meaning: 'Print JSON lines on a terminal too, as in a pipe' },
  ],
  keys: ['lang', 'scorer', 'scorerOptions', 'topics', 'lexicon', 'maxRecentPosts'],
  run: runReplay,
};

async function runReplay({ values, file, operands }: Args): Promise<number> {
  const config = resolveConfig({ flags: values, env: process.env, file });
  const path = onlyOperand(operands, 'one file of posts');
  const fault = faultOfFile(path);
  if (fault !== undefined) throw new UndertoneError('bad_input', `${path} can't be read: ${fault}.`);
  const speed = parseSpeed(values['speed']?.[0] ?? 'max');
  if (speed === undefined) throw new UndertoneError('bad_option', '--speed must be a positive number or `max`.');
  const tracked = [...new Set(values['track'])];
  if (tracked.length === 0) throw new UndertoneError('bad_option', 'replay needs at least one --track QUERY.');

  const scorer = await loadScorer(config, ({ message }, posts) => {
    printNotice(`${posts} posts could not be scored: ${message}`);
  });
  const pretty = values['json'] === undefined && process.stdout.isTTY;
  const output = createOutput();
  const ledger = new SessionCounts();
  const sequences = new Map<string, number>();
  const system = composeReplay({
    path,
    speed,
    queries: tracked.map((id) => ({ id, query: parseQuery(id) })),
    config,
    scorer,
    backpressure: output,
    onDelivery: (delivery) => {
      const { id } = delivery;
      if (delivery.type === 'retract') {
        if (!pretty) output.json({ type: 'retract', id, post: delivery.post });
        return;
      }
      const { result, match } = delivery;
      const seq = (sequences.get(id) ?? 0) + 1;
      sequences.set(id, seq);
      ledger.receive(1);
      if (pretty) output.line(describe(id, result));
      else output.json(postFrame({ id, seq, match }, result));
      ledger.record('delivered', 1);
    },
  });
  const events: GraphEvent[] = [];
  // The source is down at the end of its file, and when it fails.
  const onEvent = (event: GraphEvent): void => {
    events.push(event);
    if (event.type === 'state' && event.state === 'down') running.stop();
  };
  const running = run(system, { onEvent, drainMs: maxTimerMs });
  onStopSignals({ onStop: running.stop, onSecondSignal: () => process.exit(1) });
  await running.done;
  output.json(replayStatsFrame(system.ledger(), ledger.read()));
  return report(events);
}

function report(events: readonly GraphEvent[]): number {
  const reason = events.flatMap((event) => (event.type === 'state' && event.reason ? [event.reason] : [])).at(0);
  if (reason === undefined) return 0;
  printNotice(reason.message);
  return 1;
}

function describe(id: string, { post, score, scored }: ScoredPost): string {
  const polarity = scored === false ? 'not scored' : polarityNames[polarityIndexOf(score.compound)];
  return `${formatSigned(score.compound, 4).padStart(7)}  ${polarity}  ${id}  ${post.text.replaceAll(/\s+/g, ' ')}`;
}
