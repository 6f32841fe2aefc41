/** The simulator stands alone and repeats the protocol; both halves and the documents must stay one. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ours from '../../activities/providers/http/signature';
import { answeredBy, conversationResults } from '../../domain/calls/call';
import { endReasons } from '../../domain/calls/outcome';
import * as script from '../../simulator/script';
import { defaultSettings } from '../../simulator/settings';
import { startSimulator, type Simulator } from '../../simulator/server';
import * as theirs from '../../simulator/signature';

/** The text of a page, without the blanks that line its tables up. */
const document = (name: string) =>
  readFileSync(path.join(__dirname, '../../docs', name), 'utf8').replace(/ +\|/g, ' |');
/** The first cells of the table rows whose first cell matches. */
const cells = (text: string, row: RegExp) => [...text.matchAll(row)].map((match) => match.slice(1));

it('the closed lists of the simulator, of the domain and of the document are equal', () => {
  expect(script.endReasons).toEqual(endReasons);
  expect(script.answeredBy).toEqual(answeredBy);
  const [, rest = ''] = document('provider-protocol.md').split('| `EndReason` | meaning |');
  const [table = ''] = rest.split('\n\n');
  expect(cells(table, /^\| `(\w+)` \|/gm).flat()).toEqual([...endReasons]);
  expect(endReasons).toEqual(expect.arrayContaining([...conversationResults]));
});

it('the table of outcomes in the document is the one in the code', () => {
  const rows = cells(document('simulator.md'), /^\| (other|none|\d\d) \| `(\w+)` \|/gm);
  const documented = rows.filter(([ending]) => /\d\d/.test(ending ?? ''));
  expect(Object.fromEntries(documented)).toEqual(script.outcomeByEnding);
  expect(rows.map(([, name]) => name).sort()).toEqual([...script.outcomeNames].sort());
});

it('the document names every setting and its default', () => {
  const section = (title: string) =>
    document('simulator.md').split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = cells(section('Settings'), /^\| `(\w+)` \| (\d+|null|false|true|\{\})? ?\|/gm);
  const { Analyst, ...defaults } = defaultSettings;
  const documented = rows.filter(([name]) => name !== 'Analyst');
  expect(rows).toHaveLength(documented.length + 1);
  expect(Object.fromEntries(documented.map(([name, value]) => [name, JSON.parse(value ?? '')]))).toEqual(
    defaults,
  );
  // It has a table of its own.
  for (const name of Object.keys(Analyst)) expect(section('The analyst')).toContain(`\`${name}\``);
});

it('the worked example in the document is signed as both sides sign', () => {
  const example = /POST (\S+) HTTP.*\n.*\n.*t=(\d+),(v1=\w+)\n\n\s+(\{.*\})/g;
  const examples = cells(document('provider-protocol.md'), example);
  expect(examples).toHaveLength(2);
  for (const [target = '', t = '', v1, body = ''] of examples) {
    for (const { sign } of [ours, theirs])
      expect(sign('a-shared-secret', Number(t) * 1_000 + 999, 'POST', target, body)).toBe(`t=${t},${v1}`);
  }
});

describe('the simulator refuses a request whose signature does not hold', () => {
  const secret = 'a-secret-of-the-tests';
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ secret });
  });
  afterAll(() => simulator.stop());

  const now = () => Date.now();
  const routes: [method: string, target: string][] = [
    ['POST', '/calls'],
    ['GET', '/calls/call1'],
    ['POST', '/calls/call1/hang-up'],
    ['GET', '/health'],
  ];
  describe.each(routes)('%s %s', (method, target) => {
    it.each<[string, () => string | undefined]>([
      ['absent', () => undefined],
      ['of another secret', () => ours.sign('another', now(), method, target, '')],
      ['of another path', () => ours.sign(secret, now(), method, '/calls/other', '')],
      ['too old', () => ours.sign(secret, now() - 302_000, method, target, '')],
      ['too far ahead', () => ours.sign(secret, now() + 302_000, method, target, '')],
    ])('%s', async (_what, header) => {
      const signature = header();
      const response = await fetch(simulator.url + target, {
        method,
        headers: signature === undefined ? {} : { 'Ringmaster-Signature': signature },
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ Reason: 'unsigned' });
    });

    it('but a good one passes', async () => {
      const response = await fetch(simulator.url + target, {
        method,
        headers: { 'Ringmaster-Signature': ours.sign(secret, now(), method, target, '') },
      });
      expect(response.status).not.toBe(401);
      await response.text();
    });
  });
});
