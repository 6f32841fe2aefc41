import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { type PayloadKey } from '../../stack/config/payload-codec';
import { encrypting } from '../../stack/config/temporal-connection';
import { callId } from '../../domain/jobs/job';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

const key: PayloadKey = { id: 'test', secret: randomBytes(32) };
let rm: Ringmaster;
let folder: string;
beforeAll(async () => {
  const dataConverter = encrypting([key]);
  folder = mkdtempSync(path.join(tmpdir(), 'ringmaster-encrypted-'));
  const bundlePath = path.join(folder, 'bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(__dirname, '../../workflows/index.ts'),
    failureConverterPath: dataConverter.failureConverterPath,
    logger: new DefaultLogger('ERROR'),
  });
  writeFileSync(bundlePath, code);
  rm = await startRingmaster({ encrypting: { dataConverter, bundlePath } });
});
afterAll(async () => {
  await rm?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface StoredPayload {
  metadata: { encoding: Uint8Array };
}

// Search attributes, which Temporal has to read; and what its SDK notes for itself: names of patches and local
// activities.
const ofTemporalsOwn = ['searchAttributes', 'patch-data', 'data'];

/** Every payload of ours in a history, wherever it stands. */
function payloadsIn(value: unknown, found: StoredPayload[] = []): StoredPayload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return found;
  const { metadata } = value as { metadata?: unknown };
  if (typeof metadata === 'object' && metadata !== null && 'encoding' in metadata) {
    found.push(value as StoredPayload);
    return found;
  }
  for (const [name, part] of Object.entries(value))
    if (!ofTemporalsOwn.includes(name)) payloadsIn(part, found);
  return found;
}

const encodingsIn = async (workflowId: string): Promise<string[]> => {
  const history = await rm.client.workflow.getHandle(workflowId).fetchHistory();
  return payloadsIn(history).map(({ metadata }) => Buffer.from(metadata.encoding).toString());
};

it('with keys, a campaign is called, commanded and ended as without, and Temporal stores no payload in plain', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11'), numberEnding('80')]);
  await rm.obey(id, 'start');
  await eventually(async () => expect(await rm.counts(id)).toMatchObject({ completed: 1, scheduled: 1 }));
  expect((await rm.command(id, 'start')).status).toBe(409);
  await rm.obey(id, 'pause');
  await rm.obey(id, 'end');
  await rm.campaignHandle(id).result();

  expect(await rm.counts(id)).toMatchObject({ completed: 1, failed: 1 });

  const jobs = await rm.store.jobs.find({ CampaignID: id }).toArray();
  const workflows = [
    rm.campaignHandle(id).workflowId,
    ...jobs.map((job) => callId({ JobID: job._id, Attempt: 1 })),
  ];
  for (const workflowId of workflows) {
    const encodings = await encodingsIn(workflowId);
    expect(encodings.length).toBeGreaterThan(3);
    expect(new Set(encodings)).toEqual(new Set(['binary/encrypted']));
  }
});

it('an operator without the key commands a campaign by plain signals', async () => {
  const id = await rm.createCampaign();
  await rm.campaignHandle(id).signal('start');
  await eventually(async () => expect(await rm.state(id)).toBe('started'));
  await rm.obey(id, 'pause');
});

describe('the codec server', () => {
  it('gives whoever has a key of ours what a payload says, in the form that Temporal’s tools speak', async () => {
    const plain = { metadata: { encoding: base64('json/plain') }, data: base64('{"State":"paused"}') };
    const encoded = await rm.request<{ payloads: (typeof plain)[] }>('POST', '/temporal-codec/encode', {
      payloads: [plain],
    });
    expect(encoded.status).toBe(200);
    expect(encoded.body.payloads[0]?.metadata.encoding).toBe(base64('binary/encrypted'));
    expect(await rm.request('POST', '/temporal-codec/decode', encoded.body)).toMatchObject({
      status: 200,
      body: { payloads: [plain] },
    });
  });

  it('tells nobody else anything', async () => {
    const answer = await rm.request(
      'POST',
      '/temporal-codec/decode',
      { payloads: [] },
      { authorization: 'Bearer no' },
    );
    expect(answer.status).toBe(401);
    const developer = await rm.keyOf('another', 'developer');
    const refused = await rm.request(
      'POST',
      '/temporal-codec/decode',
      { payloads: [] },
      { authorization: `Bearer ${developer}` },
    );
    expect(refused.status).toBe(403);
  });

  it.each([
    [{}],
    [{ payloads: 'x' }],
    [{ payloads: [null] }],
    [{ payloads: [{ metadata: 3 }] }],
    [{ payloads: [{ metadata: { encoding: 3 }, data: 3 }] }],
    [{ payloads: [{ metadata: { encoding: base64('binary/encrypted') }, data: base64('short') }] }],
  ])('%j is answered 400 and names the place', async (body) => {
    const answer = await rm.request('POST', '/temporal-codec/decode', body);
    const first = { location: expect.stringMatching(/^\/payloads/) as string };
    expect(answer).toMatchObject({ status: 400 });
    expect((answer.body as { errors?: unknown[] }).errors?.[0]).toMatchObject(first);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
