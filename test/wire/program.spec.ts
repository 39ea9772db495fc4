import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { format, resolveConfig } from 'prettier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../src/app/identity.ts';
import { addressOf, exitOf, launchWith, parseLines, runProgram } from '../support/program.ts';
import { shareCommands } from '../support/share-commands.ts';
import { WireClient } from '../support/wire-client.ts';

const runCommand = shareCommands();
let folder: string;
let posts: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'undertone-'));
  posts = join(folder, 'posts.ndjson');
  const broken = Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from('{"text":"half\n[1]\n')]);
  const good = ['I love pizza #Rome', 'coffee', 'Pizza is awful', 'more coffee'].map((text) =>
    JSON.stringify({ text }),
  );
  writeFileSync(posts, Buffer.concat([Buffer.from(`${good.join('\n')}\n`), broken]));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lets a program list on stderr the modules that it loads. */
const listModules = `import { registerHooks } from 'node:module';
registerHooks({
  load: (url, context, next) => {
    process._rawDebug('loads ' + url);
    return next(url, context);
  },
});`;

describe('undertone serve', () => {
  it('serves what stdin brings, survives its garbage, drains with exit code 0, and loads nothing of NATS', async () => {
    const child = launchWith({ NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(listModules)}` }, [
      ...['serve', '--port', '0', '--source', 'stdin', '--quiet', '0ms'],
    ]);
    const logs = text(child.stderr);
    const client = await WireClient.open(await addressOf(child));
    client.track('pizza');
    await client.settled();
    child.stdin.write(Buffer.from([0xc3, 0x28, 0x0a]));
    child.stdin.write('{"text":"pizza is gr\n7\nnull\n{"text":"pizza is gr');
    child.stdin.write('eat #Rome"}\n{"text":"tea"}\n');
    expect(await client.next()).toEqual({ polarityIndex: 0, hashtags: { rome: 1 } });
    child.kill('SIGTERM');
    expect(await client.closed()).toBe(1001);
    expect(await exitOf(child)).toEqual([0, null]);
    const lines = (await logs).trim().split('\n');
    const modules = lines.filter((line) => line.startsWith('loads '));
    expect(modules.join('\n')).toContain('src/app/compose/cluster.ts');
    expect(modules.filter((line) => /@nats-io|src\/(cluster|nats)\//.test(line))).toEqual([]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      outcome: 'drained',
      ledger: { received: 6, invalid: 4, scored: 1, unmatched: 1, pending: 0 },
    });
  });
});

describe('undertone replay', () => {
  it('prints a result for each match, then a balanced ledger, and the same bytes again', async () => {
    const args = ['replay', posts, '--track', 'pizza', '--track', 'PIZZA rome', '--json'];
    const { code, stdout, stderr } = await runProgram(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parseLines(stdout)).toMatchObject([
      {
        type: 'post',
        id: 'pizza',
        seq: 1,
        at: 0,
        polarityIndex: 0,
        hashtags: { rome: 1 },
        post: { text: 'I love pizza #Rome' },
      },
      { type: 'post', id: 'PIZZA rome', seq: 1, post: { text: 'I love pizza #Rome' } },
      { type: 'post', id: 'pizza', seq: 2, polarityIndex: 1, post: { text: 'Pizza is awful' } },
      {
        type: 'stats',
        engine: { received: 7, invalid: 3, unmatched: 2, scored: 2, pending: 0 },
        session: { routed: 3, delivered: 3, pending: 0 },
      },
    ]);
    expect((await runProgram(args)).stdout).toBe(stdout);
  });
});

describe('undertone score', () => {
  it('scores its arguments, or stdin line by line', async () => {
    const args = await runProgram(['score', '--json', 'I love it #Rome', '@bob']);
    expect(parseLines(args.stdout)).toMatchObject([
      { compound: 0.6369, polarityIndex: 0, hashtags: { rome: 1 } },
      { compound: 0, polarityIndex: 2, hashtags: {} },
    ]);
    const lines = await runProgram(['score', '--json'], 'I love it\nI hate it\n');
    expect(parseLines(lines.stdout)).toMatchObject([{ polarityIndex: 0 }, { polarityIndex: 1 }]);
    const objects = await runProgram(['score', '--json', '--ndjson'], '{"text":"I love\\nit"}\n\n{"text":""}\n');
    expect(parseLines(objects.stdout)).toMatchObject([{ polarityIndex: 0 }, { compound: 0 }]);
  });

  it('says what concerns a topic, null where its query does not match, and why', async () => {
    const text = 'I love pizza but not while watching sports';
    const run = async (...args: readonly string[]) =>
      parseLines((await runCommand(['score', '--json', ...args])).stdout);
    expect(await run('--topic', 'pizza', text)).toMatchObject([{ topic: { polarityIndex: 0 } }]);
    expect(await run('--topic', 'sports', text)).toMatchObject([{ topic: { polarityIndex: 1 } }]);
    expect(await run('--topic', 'tea', text)).toMatchObject([{ topic: null }]);
    expect(await run('--explain', '--topic', 'pizza', text)).toMatchObject([
      { why: { words: [{ word: 'love' }], topic: { reasons: [{ word: 'love' }] } } },
    ]);
    const lines = await runCommand(
      ['score', '--json', '--ndjson', '--topic', 'coffee'],
      '{"text":"great coffee, awful\\ntea","topic":"tea"}\n{"text":"great coffee"}\n',
    );
    expect(parseLines(lines.stdout)).toMatchObject([{ topic: { polarityIndex: 1 } }, { topic: { polarityIndex: 0 } }]);
    const prose = await runCommand(['score', '--explain', '--topic', 'sports', text]);
    for (const words of ['love', 'before "but"', 'negative  about sports']) expect(prose.stdout).toContain(words);
  });

  it('scores a text as it stands when it is asked to', async () => {
    const [raw, normal] = await Promise.all([
      runCommand(['score', '--json', '--raw', '@great day']),
      runCommand(['score', '--json', '@great day']),
    ]);
    expect(parseLines(raw.stdout)).toMatchObject([{ polarityIndex: 0 }]);
    expect(parseLines(normal.stdout)).toMatchObject([{ compound: 0 }]);
  });

  it('refuses a line that is no text, and a topic that is no query', async () => {
    const line = await runProgram(['score', '--ndjson'], '{"text":"fine"}\n{"txt":1}\n');
    expect(line).toMatchObject({
      code: 2,
      stderr: 'undertone: Line 2 of stdin is not a JSON object with a string `text`.\n',
    });
    expect(await runCommand(['score', '--topic', '!!!', 'a'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('undertone', () => {
  it.each([
    [['serve', '--port', 'x'], '--port must be a whole number'],
    [['serve', '--prot', '1'], "Unknown option '--prot'"],
    [['serve', '8000'], '`8000` is not an option'],
    [['serve', '--source', 'tv'], '--source tv is no source'],
    [['check-config', '--ping', 'often'], '--ping must be a duration'],
    [['check-config', '--token-file', '/no/such/file'], '--token-file /no/such/file'],
    [['check-config', '--log-level', 'stores=info'], '--log-level can be set for'],
    [['replay'], 'Expected one file of posts'],
    [['replay', '/no/such/file', '--track', 'a'], "/no/such/file can't be read"],
    [['replay', main(), '--track', '('], 'at 0'],
    [['replay', main()], 'at least one --track'],
    [['sing'], "Unknown command 'sing': use serve, replay"],
    [['srve'], "Unknown command 'srve': did you mean serve?"],
    [['serve', '--prot', '1'], "Unknown option '--prot': did you mean --port?"],
    [['serve', '--x-share-text=maybe'], '--x-share-text must be yes or no'],
    [['serve', 'demo'], '`demo` is not an option'],
    [[], 'A command is missing'],
  ])('%j is refused in one sentence with exit code 2', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('checks a configuration, lists its options and helps', async () => {
    expect(await runProgram(['check-config', '--port', '0'])).toMatchObject({ code: 0, stderr: '' });
    const config = await runProgram(['config']);
    for (const words of ['--port', 'UNDERTONE_IDLE_GRACE', 'maxBatchPosts', '30s'])
      expect(config.stdout).toContain(words);
    expect(await runProgram(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    ['serve', ['--port <value>', 'default: 8000', 'UNDERTONE_IDLE_GRACE', 'unit: duration', '--config <file>']],
    ['replay', ['--track <query>', '--speed <factor>', 'default: max', '--json', '--lang <value>']],
    ['score', ['--topic <query>', '--explain', '--json', '--raw', '--ndjson']],
    ['track', ['--url <url>', 'ws://127.0.0.1:8000/track', '--token <token>', 'UNDERTONE_URL', 'q leaves']],
    ['config', ['--json', '--markdown', '--schema']],
    ['check-config', ['--port <value>', '--config <file>']],
  ])('%s --help explains the options of that command', async (command, texts) => {
    const { code, stdout, stderr } = await runCommand([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of texts) expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text);
    if (command === 'score') expect(stdout).not.toContain('--port');
  });

  it('makes the document of its options, which is the one in the repository', async () => {
    const { stdout } = await runCommand(['config', '--markdown']);
    const path = new URL('../../src/app/OPTIONS.md', import.meta.url).pathname;
    const style = { ...(await resolveConfig(path)), parser: 'markdown' };
    expect(await format(stdout, style)).toBe(readFileSync(path, 'utf8'));
  });
});

/** A file that is there and can be read. */
function main(): string {
  return new URL(import.meta.url).pathname;
}
