/** The machine and the versions of a run: figures of another machine say nothing about this one. */
import { type Client } from '@temporalio/client';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { root } from '../stack/processes/role';
import { type Servers } from './servers';

export interface Machine {
  date: string;
  commit: string;
  system: string;
  cpu: string;
  memoryGiB: number;
  /** Load of the minute before the bench: other work on the machine. */
  loadBefore: number;
  node: string;
  temporal: string;
  temporalSdk: string;
  mongodb: string;
}

export async function describeMachine(servers: Servers): Promise<Machine> {
  const loadBefore = os.loadavg()[0] ?? 0;
  const cpus = os.cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: `${cpus.length} × ${cpus[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    loadBefore: Math.round(loadBefore * 10) / 10,
    node: process.versions.node,
    temporal: await temporalVersion(servers.temporal),
    temporalSdk: sdkVersion(),
    mongodb: await mongoVersion(servers.mongodbUri('admin')),
  };
}

async function temporalVersion(client: Client): Promise<string> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  return serverVersion ?? 'unknown';
}

async function mongoVersion(uri: string): Promise<string> {
  const client = new MongoClient(uri);
  try {
    const { version } = await client.db('admin').command({ buildInfo: 1 });
    return String(version);
  } finally {
    await client.close();
  }
}

function sdkVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies['@temporalio/worker'] ?? 'unknown';
}

/** The commit, and whether the files differ from it. */
function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown (no git here)';
  }
}
