/** The pages: what they point at is there. */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...(readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
/** A path in backticks that begins with a folder of ours, without a pattern in it. */
const NAMED = new RegExp(`\`((?:${folders.map(({ name }) => name).join('|')})/[\\w./-]+)\``, 'g');
/** A link to a file, without its heading. */
const LINKED = /\]\((?!\w+:)([^)#\s]+)/g;

it.each(pages)('%s links and names only files that there are', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/```[^]*?```/g, '');
  const linked = [...text.matchAll(LINKED)].map(([, path = '']) => join(dirname(page), path));
  const named = [...text.matchAll(NAMED)].map(([, path = '']) => path);
  expect([...linked, ...named].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('finds links and names at all', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect([...readme.matchAll(LINKED)].length).toBeGreaterThan(20);
  expect([...readme.matchAll(NAMED)].length).toBeGreaterThan(5);
});
