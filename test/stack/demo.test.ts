import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortFree } from '../../stack/servers/ports';
import { eventually } from '../support/eventually';
import { type Program, runNode } from './programs';

// Ready in seconds, told in about forty; three minutes are for a machine that does other things as well.
const DEMO_WITHIN_MS = 180_000;

const linkIn = (demo: Program): string => /API +(http\S+)/.exec(demo.output())?.[1] ?? '';

/** Whatever would be asked of a carrier, or of an analyst, is counted. */
async function startCarrier() {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, url, stop: () => server.close() };
}

/** The environment of somebody who calls through Twilio, and whose other servers are not to be touched either. */
const twilioAt = (url: string): NodeJS.ProcessEnv => ({
  VOICE_PROVIDER: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'1f'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'an auth token of Twilio',
  TWILIO_STREAM_URL: 'wss://agent.example/twilio',
  TWILIO_API_BASE: url,
  CALLS_PER_SECOND: '1',
  ANALYST_URL: url,
  ANALYST_MODEL: 'a-model',
  ANALYST_API_KEY: 'sk-of-somebody',
  PROVIDER_URL: url,
  PROVIDER_SECRET: 'a secret of 24 characters',
  PUBLIC_URL: url,
  MONGODB_URI: 'mongodb://127.0.0.1:1/somebodys-data',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  TEMPORAL_NAMESPACE: 'somebodys-namespace',
});

describe('npm run demo', () => {
  let folder: string;
  let carrier: Awaited<ReturnType<typeof startCarrier>>;
  const demos: Program[] = [];
  /** Its temporary files are in `folder`. Ready when it says where it is. */
  async function start(args: string[], env: NodeJS.ProcessEnv): Promise<Program> {
    const demo = runNode(['stack/launch.js', 'demo', ...args], { ...env, TMPDIR: folder });
    demos.push(demo);
    await eventually(() => expect(linkIn(demo)).not.toBe(''), { withinMs: DEMO_WITHIN_MS });
    return demo;
  }

  // The two stories are told at the same time: both mostly wait for calls.
  let exiting: Program;
  let staying: Program;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-demo-test-'));
    carrier = await startCarrier();
    exiting = await start(['--exit'], twilioAt(carrier.url));
    // After the other one has its ports.
    staying = await start([], {});
  }, DEMO_WITHIN_MS);
  afterAll(async () => {
    for (const { child, ended } of demos) {
      child.kill('SIGKILL');
      await ended;
    }
    carrier.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    '-- --exit sees every claim of its story to be true, and asks no carrier of the environment',
    async () => {
      const status = await exiting.ended;
      expect(exiting.output()).toContain('All of it was seen to be true.');
      expect(status).toBe(0);
      expect(carrier.asked).toEqual([]);
    },
    DEMO_WITHIN_MS,
  );

  it(
    'stays up when its story is told, until Ctrl-C',
    async () => {
      await eventually(() => expect(staying.output()).toContain('Still up, until Ctrl-C'), {
        withinMs: DEMO_WITHIN_MS,
      });
      expect(staying.output()).toContain('All of it was seen to be true.');
      const key = /API key +(\S+)/.exec(staying.output())?.[1] ?? '';
      const answer = await fetch(`${linkIn(staying)}/campaigns`, { headers: { auth: key } });
      expect(await answer.text()).toContain('"Name":"Demo"');
      staying.child.kill('SIGINT');
      expect(await staying.ended).toBe(0);
    },
    DEMO_WITHIN_MS,
  );

  it('leaves no port and no file', async () => {
    for (const demo of demos) expect(await isPortFree(Number(new URL(linkIn(demo)).port))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('ringmaster-'))).toEqual([]);
  });
});
