/**
 * A real Chromium for tests. The npm package `@sparticuz/chromium` carries it, with the libraries and the font that it
 * needs, so nothing has to be installed; it is unpacked here and not by the package, which leaves it behind.
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { findOnPath, runCommand } from '../../stack/tools/command';
import { thisPlatform } from '../../stack/tools/ways';

// Unpacking 190 MB takes two seconds on a slow core, and a start a tenth of one.
const UNPACK_WITHIN_MS = 60_000;
const START_WITHIN_MS = 60_000;

export interface RunningBrowser {
  browser: Browser;
  stop(): Promise<void>;
}

export async function startBrowser(): Promise<RunningBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-browser-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { executablePath, env } = await findBrowser(folder);
    const browser = await chromium.launch({
      executablePath,
      env: { ...process.env, ...env },
      // The sandbox needs rights that containers lack; the page is ours.
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      timeout: START_WITHIN_MS,
    });
    return {
      browser,
      stop: async () => {
        await browser.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

interface Found {
  executablePath: string;
  env: Record<string, string>;
}

/** Another platform than that of the package needs a browser of its own. */
async function findBrowser(folder: string): Promise<Found> {
  const chosen = process.env['TEST_BROWSER'];
  if (chosen) return { executablePath: chosen, env: {} };
  if (thisPlatform === 'linux-x64') return unpack(folder);
  for (const program of ['chromium', 'google-chrome']) {
    const executablePath = findOnPath(program);
    if (executablePath !== undefined) return { executablePath, env: {} };
  }
  throw new Error(
    `There is no Chromium for ${thisPlatform} in a package, and none on PATH; set TEST_BROWSER to the path of one`,
  );
}

async function unpack(folder: string): Promise<Found> {
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '../../bin');
  const decompress = (name: string, mode = 0o600): Promise<void> =>
    pipeline(
      createReadStream(join(packed, `${name}.br`)),
      createBrotliDecompress(),
      createWriteStream(join(folder, name), { mode }),
    );
  const extract = async (name: string): Promise<void> => {
    await decompress(name);
    await runCommand('tar', ['-xf', join(folder, name), '-C', folder], { withinMs: UNPACK_WITHIN_MS });
  };
  await Promise.all([decompress('chromium', 0o700), extract('al2023.tar'), extract('fonts.tar')]);
  // In place of the package's own, which names the folders of the platform that it is made for.
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}
