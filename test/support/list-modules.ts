import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/* Preloaded by `--import`: writes the address of each module that a program and its threads load, a line each. */
const list = process.env['UNDERTONE_TEST_MODULES'];
if (list !== undefined) {
  registerHooks({
    load: (url, context, nextLoad) => {
      appendFileSync(list, `${url}\n`);
      return nextLoad(url, context);
    },
  });
}
