/**
 * The workflows as one bundle, cached between starts: bundling is half of the work of a worker's start, and while the
 * only worker starts, no call is dialled.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { type Logger } from 'pino';
import { makeFolders } from '../stack/make-folders';
import { cacheFolder } from '../stack/tools/cache';
import { writeWhole } from '../stack/write-whole';

const root = join(__dirname, '..');
// Two megabytes each. Enough for several checkouts, or for switching between versions.
const MOST_KEPT = 8;

export interface BundleOptions {
  /** Absent: payloads are stored as they are. */
  failureConverterPath?: string | undefined;
  logger: Pick<Logger, 'warn'>;
  folder?: string;
}

/** The cached bundle of the same sources, or a new one. */
export async function workflowBundle(options: BundleOptions): Promise<{ code: string }> {
  const { failureConverterPath, logger, folder = join(cacheFolder(), 'workflows') } = options;
  const file = join(folder, `${sourcesKey(root, failureConverterPath)}.js`);
  const kept = readWhole(file);
  if (kept !== undefined) return { code: kept };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    // The bundler's progress messages do not belong in the log.
    logger: new DefaultLogger('WARN'),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
  });
  try {
    keep(folder, file, code);
  } catch (error) {
    // The folder cannot be written, or the disk is full: the next start takes as long as this one.
    logger.warn({ err: error }, 'the bundle of the workflows cannot be kept');
  }
  return { code };
}

/**
 * A hash of everything that goes into a bundle: workflows import only each other, `domain/` and packages (the
 * dependency rules enforce this). Another Node may bundle differently, and paths are in the stack traces.
 */
export function sourcesKey(folder: string, failureConverterPath = ''): string {
  const hash = createHash('sha256').update(
    JSON.stringify([folder, failureConverterPath, process.version, process.platform, process.arch]),
  );
  const names = ['workflows', 'domain'].flatMap((room) =>
    readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  );
  for (const name of ['package-lock.json', 'tsconfig.json', ...names.sort()]) {
    if (!statSync(join(folder, name)).isFile()) continue;
    const content = readFileSync(join(folder, name));
    hash.update(JSON.stringify([name, content.length])).update(content);
  }
  return hash.digest('hex');
}

const markOf = (code: string): string => `// ${createHash('sha256').update(code).digest('hex')}\n`;

/** Undefined if the file is missing or incomplete. */
function readWhole(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const code = text.slice(text.indexOf('\n') + 1);
    return text.startsWith(markOf(code)) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keep(folder: string, file: string, code: string): void {
  makeFolders(folder);
  writeWhole(file, markOf(code) + code);
  const all = readdirSync(folder).map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }));
  for (const { name } of all.sort((a, b) => b.at - a.at).slice(MOST_KEPT)) {
    rmSync(join(folder, name), { force: true });
  }
}
