import { describe, expect, it } from 'vitest';
import { attachmentOf } from '../../../src/http/api/export.ts';

describe('the file of an export', () => {
  it.each([
    ['pizza', 'csv', 'undertone-pizza.csv', 'undertone-pizza.csv'],
    ['New York OR #nyc', 'ndjson', 'undertone-new-york-or-nyc.ndjson', 'undertone-new-york-or-nyc.ndjson'],
    ['café -tea', 'csv', 'undertone-caf-tea.csv', 'undertone-caf%C3%A9-tea.csv'],
    ['ピザ', 'csv', 'undertone-posts.csv', 'undertone-%E3%83%94%E3%82%B6.csv'],
    ['🍕', 'csv', 'undertone-posts.csv', 'undertone-posts.csv'],
    ['../../etc/passwd', 'csv', 'undertone-etc-passwd.csv', 'undertone-etc-passwd.csv'],
    ['a"; x="b', 'csv', 'undertone-a-x-b.csv', 'undertone-a-x-b.csv'],
    ['\ud800 pizza', 'csv', 'undertone-pizza.csv', 'undertone-pizza.csv'],
  ])('on %s as %s is called after its query', (query, format, ascii, utf8) => {
    expect(attachmentOf(query, format)).toBe(`attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`);
  });

  it('has a name of a bounded length that no cut breaks', () => {
    const name = attachmentOf('𝔭'.repeat(500), 'csv');
    expect(decodeURIComponent(name.split("UTF-8''")[1] ?? '')).toBe(`undertone-${'𝔭'.repeat(60)}.csv`);
  });
});
