/**
 * One Temporal server, one MongoDB and one workflow bundle for the whole run. Where the servers are given by
 * TEST_TEMPORAL_ADDRESS or TEST_MONGODB_URI those are used; TEMPORAL_ADDRESS and MONGODB_URI may name somebody's data.
 * Tests keep out of each other's way by names: their own database, their own task queues, their own ids.
 */
import { bundleWorkflowCode } from '@temporalio/worker';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, startTemporal } from '../../stack/servers';
import { resolveMongod } from '../../stack/tools/mongod';
import { resolveTemporal } from '../../stack/tools/temporal';

declare global {
  // Jest gives set-up and teardown no other common ground.
  var stopTestServers: (() => Promise<void>) | undefined;
}

export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-test-'));
  const stops: (() => Promise<void>)[] = [];
  globalThis.stopTestServers = async () => {
    await Promise.all(stops.map((stop) => stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const steps = await Promise.allSettled([
    temporalForTests(stops),
    mongoForTests(stops),
    workflowBundle(join(folder, 'workflow-bundle.js')),
  ]);
  const failed = steps.find((step) => step.status === 'rejected');
  if (failed === undefined) return;
  await globalThis.stopTestServers();
  throw failed.reason;
}

async function temporalForTests(stops: (() => Promise<void>)[]): Promise<void> {
  if (process.env['TEST_TEMPORAL_ADDRESS']) return;
  const server = await startTemporal({ executable: await resolveTemporal() });
  stops.push(server.stop);
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
}

async function mongoForTests(stops: (() => Promise<void>)[]): Promise<void> {
  if (process.env['TEST_MONGODB_URI']) return;
  const server = await startMongo({ executable: await resolveMongod() });
  stops.push(server.stop);
  process.env['TEST_MONGODB_URI'] = server.uri;
}

/** Bundling takes seconds, so once is enough. */
async function workflowBundle(file: string): Promise<void> {
  const workflowsPath = join(__dirname, '../../workflows/index.ts');
  if (!existsSync(workflowsPath)) return;
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: {
      log: () => {},
      trace: () => {},
      debug: () => {},
      info: () => {},
      warn: (message) => process.stderr.write(`${message}\n`),
      error: (message) => process.stderr.write(`${message}\n`),
    },
  });
  writeFileSync(file, code);
  process.env['TEST_WORKFLOW_BUNDLE'] = file;
}
