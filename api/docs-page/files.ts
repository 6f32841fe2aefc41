/** The files of the page, read once: a fixed table, so that no path of a request ever names a file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptText, keptText } from '../http/kept-text';

const ours = (name: string): string => join(__dirname, 'browser', name);

const files = {
  'swagger-ui.js': ['text/javascript', require.resolve('swagger-ui-dist/swagger-ui-bundle.js')],
  'swagger-ui.css': ['text/css', require.resolve('swagger-ui-dist/swagger-ui.css')],
  'start.js': ['text/javascript', ours('start.js')],
  'page.css': ['text/css', ours('page.css')],
} as const;
export type FileName = keyof typeof files;

const read = new Map<FileName, KeptText>();

/** When it is first asked for: most processes never show the page. */
export function fileNamed(name: FileName): KeptText {
  const known = read.get(name);
  if (known) return known;
  // The maps of the bundle are not served; a browser's tools would ask for them in vain.
  const text = readFileSync(files[name][1], 'utf8').replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*\s*$/, '\n');
  const file = keptText(text);
  read.set(name, file);
  return file;
}

export const typeOf = (name: FileName): string => files[name][0];
