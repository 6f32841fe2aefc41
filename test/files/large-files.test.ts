import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ReadFile } from './large-file-process';
import { partsOf, workbook, zipOf } from './workbook-parts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'large-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of which about 40 MiB are the program: none of the files below fits beside it. */
const HEAP_MIB = 64;
/** The program has 100 MB, a workbook and its texts at most 32 and 64 MiB, of which the texts grow by doubling. */
const MOST_BYTES = 300_000_000;
const MiB = 1024 * 1024;

async function inSmallProcess(name: string, content: Buffer): Promise<ReadFile> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const child = fork(path.join(__dirname, 'large-file-process.ts'), {
    execArgv: ['--require', 'tsx/cjs', `--max-old-space-size=${HEAP_MIB}`],
    env: { ...process.env, LARGE_FILE: file },
    // A process that dies of its heap says so at length.
    silent: true,
  });
  let told: ReadFile | undefined;
  child.on('message', (message) => (told = message as ReadFile));
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0 || !told) throw new Error(`the process ended with ${exitCode}`);
  expect(told.peakBytes).toBeLessThan(MOST_BYTES);
  return told;
}

/** A list of contacts, whose texts are in the sheet or in the table. */
function contactsOf(count: number, where: 'in the sheet' | 'in the table'): { rows: string; texts?: string } {
  const rows: string[] = [];
  const texts: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const text = `Contact Name ${n}`;
    const cell =
      where === 'in the sheet'
        ? `<c t="inlineStr"><is><t>${text}</t></is></c>`
        : `<c t="s"><v>${texts.push(`<si><t>${text}</t></si>`) - 1}</v></c>`;
    rows.push(`<row r="${n + 1}"><c><v>${917_000_000_000 + n}</v></c>${cell}<c><v>${n / 4}</v></c></row>`);
  }
  return { rows: rows.join(''), ...(where === 'in the table' ? { texts: texts.join('') } : {}) };
}

describe('a large file takes no more memory than its bounds say', () => {
  it.each(['in the sheet', 'in the table'] as const)(
    'a workbook of 300,000 rows with their texts %s',
    async (where) => {
      const { read, refused } = await inSmallProcess('list.xlsx', await workbook(contactsOf(300_000, where)));
      expect({ read, refused }).toEqual({ read: 300_000, refused: undefined });
    },
  );

  it.each<[string, () => Promise<Buffer>, RegExp]>([
    [
      'rows, for their number',
      () => workbook({ rows: '<row><c><v>1</v></c></row>'.repeat(1_100_000) }),
      /100 times its size|wrong number/,
    ],
    [
      'rows that name one long text again and again',
      () =>
        zipOf({
          ...partsOf({
            rows: `<row>${'<c t="s"><v>0</v></c>'.repeat(7)}</row>`.repeat(200_000),
            texts: `<si><t>${'text'.repeat(8_000)}</t></si>`,
          }),
          'xl/media/picture.png': randomBytes(4 * MiB),
        }),
      /1 GiB of text/,
    ],
    [
      'texts',
      () =>
        zipOf({
          ...partsOf({ texts: `<si><t>${'text'.repeat(8_000)}</t></si>`.repeat(2_200) }),
          'xl/media/picture.png': randomBytes(4 * MiB),
        }),
      /64 MiB/,
    ],
    [
      'formats',
      () => workbook({ styles: `<cellXfs>${'<xf numFmtId="14"/>'.repeat(600_000)}</cellXfs>` }),
      /131072 formats/,
    ],
  ])('a bomb of %s', async (_what, file, refused) => {
    expect((await inSmallProcess('bomb.xlsx', await file())).refused).toMatch(refused);
  });

  it('a packed file of 300 MiB', async () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => `+91700${1_000_000 + n},Contact Name ${n}\n`).join(
      '',
    );
    const member = gzipSync(rows);
    const times = Math.ceil((300 * MiB) / rows.length);
    const { read, refused } = await inSmallProcess(
      'list.csv.gz',
      Buffer.concat(Array<Buffer>(times).fill(member)),
    );
    expect({ read, refused }).toEqual({ read: times * rows.length, refused: undefined });
  });
});
