import { noOperands, type Args, type CommandSpec } from './command.ts';
import { serveTools } from './mcp/serve.ts';

const defaultUrl = 'http://127.0.0.1:8000';

/** Answers an assistant about a running server, by the Model Context Protocol on stdin and stdout, until stdin ends. */
export const mcp: CommandSpec = {
  own: [
    { flags: '--url <url>', default: defaultUrl, variable: 'UNDERTONE_URL', meaning: 'The address of the server' },
    { flags: '--token <token>', variable: 'UNDERTONE_TOKEN', meaning: 'The token that the server asks for' },
  ],
  run: runMcp,
};

async function runMcp({ values, operands }: Args): Promise<number> {
  noOperands(operands);
  const { UNDERTONE_URL, UNDERTONE_TOKEN } = process.env;
  await serveTools({
    url: values['url']?.at(-1) ?? UNDERTONE_URL ?? defaultUrl,
    token: values['token']?.at(-1) ?? UNDERTONE_TOKEN,
  });
  return 0;
}
