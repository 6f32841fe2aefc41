/** `api/main.ts` as the process that it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { createCampaign } from '../../store/campaigns/campaigns';
import { newId, openStore } from '../../store/mongodb/mongo';
import { DEFAULT_ORG_ID } from '../../store/organisations/organisations';
import { eventually } from '../support/eventually';
import { completeData, contact } from '../support/running-api';

interface Message {
  kind: string;
  url?: string;
  secret?: string;
}

const databases: string[] = [];
const children = new Set<ChildProcess>();

function freshDatabase(): string {
  const uri = new URL(process.env['TEST_MONGODB_URI'] ?? '');
  uri.pathname = `/test_api_main_${randomBytes(5).toString('hex')}`;
  databases.push(uri.toString());
  return uri.toString();
}

function start(env: Record<string, string>, stdio: 'ipc' | 'pipe' = 'ipc') {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, '../../api/main.ts')], {
    cwd: path.join(__dirname, '../..'),
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
      PROVIDER_URL: 'http://127.0.0.1:1',
      PROVIDER_SECRET: 'the-secret-of-the-provider',
      PUBLIC_URL: 'http://127.0.0.1:1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', stdio],
  });
  children.add(child);
  const messages: Message[] = [];
  child.on('message', (message) => messages.push(message as Message));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, 'exit').then(([code]: unknown[]) => {
    children.delete(child);
    return code;
  });
  const until = async <T>(what: () => T | undefined): Promise<T> => {
    for (;;) {
      const value = what();
      if (value !== undefined) return value;
      const [event] = (await Promise.race([
        once(child, 'message').catch(() => ['gone']),
        once(child.stdout ?? child, 'data'),
        exit.then(() => ['gone']),
      ])) as unknown[];
      if (event === 'gone') throw new Error(`the api left: ${output}`);
    }
  };
  return { child, messages, exit, until, output: () => output };
}

const ready = (api: ReturnType<typeof start>): Promise<Message> =>
  api.until(() => api.messages.find(({ kind }) => kind === 'ready'));

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(async () => {
  for (const uri of databases) {
    const client = new MongoClient(uri);
    await client.db().dropDatabase();
    await client.close();
  }
});

describe('the api process', () => {
  it('makes a first key, hands it over once, serves with it, and leaves in good order', async () => {
    const MONGODB_URI = freshDatabase();
    const first = start({ MONGODB_URI });
    const { url } = await ready(first);
    const secret = first.messages.find(({ kind }) => kind === 'api-key')?.secret ?? '';
    expect(secret).toMatch(/^rm_[\w-]{43}$/);
    expect(first.output()).not.toContain(secret);
    const answer = await fetch(`${url}/campaigns`, { headers: { auth: secret } });
    expect(answer.status).toBe(200);
    // The idle keep-alive connection of this very request must not hold it up.
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);

    const second = start({ MONGODB_URI });
    await ready(second);
    expect(second.messages.map(({ kind }) => kind)).toEqual(['ready']);
    second.child.disconnect();
    expect(await second.exit).toBe(0);
  });

  it('takes the key of the environment, and then makes none', async () => {
    const api = start({ MONGODB_URI: freshDatabase(), RINGMASTER_API_KEY: 'a-key-from-the-environment' });
    const { url } = await ready(api);
    expect(api.messages.map(({ kind }) => kind)).toEqual(['ready']);
    const answer = await fetch(`${url}/org`, {
      method: 'PATCH',
      headers: { auth: 'a-key-from-the-environment', 'content-type': 'application/json' },
      body: '{"Name":"Mine"}',
    });
    expect(answer.status).toBe(200);
    api.child.kill('SIGINT');
    expect(await api.exit).toBe(0);
  });

  it('without anybody to hand the key to prints it once', async () => {
    const api = start({ MONGODB_URI: freshDatabase() }, 'pipe');
    await api.until(() => (api.output().includes('api ready') ? true : undefined));
    expect(api.output().match(/rm_[\w-]{43}/g)).toHaveLength(1);
    api.child.kill('SIGTERM');
    expect(await api.exit).toBe(0);
  });

  it('says which variable to set when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const { port } = taken.address() as AddressInfo;
      const api = start({ MONGODB_URI: freshDatabase(), PORT: String(port) });
      expect(await api.exit).toBe(1);
      expect(api.output()).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is taken; set PORT`));
    } finally {
      taken.close();
    }
  });

  it('says which variables are missing', async () => {
    const api = start({ MONGODB_URI: '' });
    expect(await api.exit).toBe(1);
    expect(api.output()).toContain('MONGODB_URI');
  });

  it('killed in the middle of an import leaves a file that, sent again, has added each row once', async () => {
    const auth = 'a-key-from-the-environment';
    const env = { MONGODB_URI: freshDatabase(), RINGMASTER_API_KEY: auth };
    const rows = Array.from({ length: 30_000 }, (_, n) => `${contact(n)},${n}\n`);
    /** The file; its last row comes only after `whole`. */
    async function* file(whole?: Promise<unknown>): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`ContactPhoneNumber,Data.n\n${rows.slice(0, -1).join('')}`);
      await whole;
      yield Buffer.from(rows.at(-1) ?? '');
    }
    const store = openStore(env.MONGODB_URI);
    const CampaignID = newId();
    const send = (url: string | undefined, body: AsyncIterable<Uint8Array>) =>
      fetch(`${url}/campaigns/${CampaignID}/jobs/import`, {
        method: 'POST',
        headers: { auth, 'content-type': 'text/csv', 'idempotency-key': 'the-key-of-the-file' },
        body,
        duplex: 'half',
      });
    try {
      const first = start(env);
      const { url } = await ready(first);
      await createCampaign(store, {
        id: CampaignID,
        orgId: DEFAULT_ORG_ID,
        name: 'a campaign',
        data: completeData(),
        publishedBy: 'test',
        now: new Date(),
      });
      // Never whole: what is killed is an import, however fast it is.
      const broken = send(url, file(first.exit)).catch(() => 'broken');
      await eventually(async () => expect(await store.jobs.countDocuments()).toBeGreaterThan(0), {
        everyMs: 1,
      });
      first.child.kill('SIGKILL');
      expect(await broken).toBe('broken');
      expect(await store.jobs.countDocuments()).toBeLessThan(rows.length);

      const second = start(env);
      const answer = await send((await ready(second)).url, file());
      expect([answer.status, await answer.json()]).toMatchObject([200, { Accepted: 30_000, Duplicates: 0 }]);
      const jobs = await store.jobs.find({ CampaignID }).sort({ _id: 1 }).toArray();
      expect(
        jobs.map(({ ContactPhoneNumber, Data }) => `${ContactPhoneNumber},${String(Data?.['n'])}\n`),
      ).toEqual(rows);
    } finally {
      await store.close();
    }
  });
});
