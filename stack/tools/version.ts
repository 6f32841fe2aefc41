/** Whether a program runs here, is new enough, and may open the kept data. */
import { runCommand } from './command';

// A quarter of a gigabyte of executable, read from a cold disk.
const VERSION_WITHIN_MS = 30_000;

/** A server, and the oldest version of it that we use. */
export interface Product {
  name: string;
  /** Finds the version in what `--version` prints. */
  pattern: RegExp;
  major: number;
  minor: number;
}

/** Throws when it does not run, or prints no version. */
export async function versionOf(executable: string, product: Product): Promise<string> {
  const output = await runCommand(executable, ['--version'], { withinMs: VERSION_WITHIN_MS });
  const [, version] = product.pattern.exec(output) ?? [];
  if (version !== undefined) return version;
  throw new Error(
    `${executable} does not tell its version (${output.trim().slice(0, 80)}); ${needed(product)}`,
  );
}

/** A way does not have a tool that may be used, and will not have one at the next try. */
export class NotOffered extends Error {}

/** @param writtenBy the version that wrote the data; undefined when there is none yet */
export async function checkVersion(executable: string, product: Product, writtenBy?: string): Promise<void> {
  const version = await versionOf(executable, product);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const difference = major - product.major || minor - product.minor;
  if (difference < 0) throw new NotOffered(`${executable} is ${product.name} ${version}; ${needed(product)}`);
  if (!mayOpen(version, writtenBy))
    throw new NotOffered(
      `${executable} is ${product.name} ${version}, which may not open data of ${writtenBy}`,
    );
}

const needed = ({ name, major, minor }: Product): string => `${name} ${major}.${minor} or newer is needed`;

/**
 * The same release, with any patch: Temporal's dev server never changes the tables of an existing database, and after a
 * newer mongod an older one cannot always open the data. A pre-release version may differ from any other.
 */
export function mayOpen(version: string, writtenBy: string | undefined): boolean {
  if (writtenBy === undefined || version === writtenBy) return true;
  return !`${version}${writtenBy}`.includes('-') && releaseOf(version) === releaseOf(writtenBy);
}

export const releaseOf = (version: string): string =>
  version.includes('-') ? version : version.split('.').slice(0, 2).join('.');
