/** Which requests bind their Idempotency-Key: those that did something, or of which nobody knows. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { eventually } from '../support/eventually';
import {
  completeData,
  contact,
  NOBODY,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Sent {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}
type Created = ProblemBody & { Job: { ID: string } };
const send = (key: string, { method = 'POST', path, body, headers }: Sent) =>
  api.request<Created>(method, path, body, { ...headers, 'idempotency-key': key });
let numbers = 0;
const aNumber = (): string => contact((numbers += 1));
const jobIn = (campaignId: string, more: Record<string, unknown> = {}): Sent => ({
  path: `/campaigns/${campaignId}/jobs`,
  body: { ContactPhoneNumber: aNumber(), ...more },
});
const anywhere = async (): Promise<Sent> => jobIn((await api.storeCampaign())._id);
const end = (_id: string) => api.store.campaigns.updateOne({ _id }, { $set: { State: 'ended' } });
const jobsIn = (CampaignID: string) => api.store.jobs.countDocuments({ CampaignID });

async function endedCampaign(): Promise<string> {
  const { _id } = await api.storeCampaign();
  await end(_id);
  return _id;
}
async function campaignWithSchema(): Promise<string> {
  const JobDataSchema = { type: 'object', required: ['age'] };
  return (await api.storeCampaign({ JobDataSchema }))._id;
}
async function storedJob(campaignId: string, more: Record<string, unknown> = {}): Promise<string> {
  const { path, body } = jobIn(campaignId, more);
  return (await api.request<Created>('POST', path, body)).body.Job.ID;
}
const publication = (id: string, version: number): Sent => ({
  method: 'PUT',
  path: `/campaigns/${id}`,
  body: { Name: 'another name' },
  headers: { 'if-match': `"${version}"` },
});
const file = (id: string, body: string, type = 'text/csv'): Sent => ({
  path: `/campaigns/${id}/jobs/import`,
  body,
  headers: { 'content-type': type },
});

/** What is refused, with its status, and the corrected request under the same key, with its own. */
const refusals: [string, () => Promise<[refused: Sent, status: number, corrected: Sent, then: number]>][] = [
  [
    'a job that does not fit the schemas',
    async () => {
      const id = await campaignWithSchema();
      return [jobIn(id, { Data: {} }), 422, jobIn(id, { Data: { age: 3 } }), 201];
    },
  ],
  [
    'a job whose contact has opted out',
    async () => {
      const { path } = await anywhere();
      const ContactPhoneNumber = '+442079460123';
      await api.request('PUT', `/opt-outs/${ContactPhoneNumber}`);
      return [
        { path, body: { ContactPhoneNumber } },
        422,
        { path, body: { ContactPhoneNumber: aNumber() } },
        201,
      ];
    },
  ],
  [
    'a job with an ExternalID that is taken',
    async () => {
      const { _id } = await api.storeCampaign();
      await storedJob(_id, { ExternalID: 'taken' });
      return [jobIn(_id, { ExternalID: 'taken' }), 409, jobIn(_id, { ExternalID: 'free' }), 201];
    },
  ],
  ['a job of an ended campaign', async () => [jobIn(await endedCampaign()), 409, await anywhere(), 201]],
  [
    'a publication of another version',
    async () => {
      const { _id } = await api.storeCampaign();
      return [publication(_id, 7), 412, publication(_id, 1), 200];
    },
  ],
  [
    'a publication of an ended campaign',
    async () => [
      publication(await endedCampaign(), 1),
      409,
      publication((await api.storeCampaign())._id, 1),
      200,
    ],
  ],
  [
    'the cancellation of a job that is settled',
    async () => {
      const { _id } = await api.storeCampaign();
      const [settled, waiting] = [await storedJob(_id), await storedJob(_id)];
      await api.store.jobs.updateOne({ _id: settled }, { $set: { State: 'completed' } });
      const cancel = (job: string): Sent => ({ path: `/campaigns/${_id}/jobs/${job}/cancel` });
      return [cancel(settled), 409, cancel(waiting), 202];
    },
  ],
  [
    'a command that the state does not allow',
    async () => [{ path: `/campaigns/${await endedCampaign()}/start` }, 409, await anywhere(), 201],
  ],
  [
    'an import to an ended campaign',
    async () => {
      const [ended, { _id }] = [await endedCampaign(), await api.storeCampaign()];
      const rows = `ContactPhoneNumber\n${aNumber()}\n`;
      return [file(ended, rows), 409, file(_id, rows), 200];
    },
  ],
  [
    'an import whose header is not understood',
    async () => {
      const { _id } = await api.storeCampaign();
      const row = JSON.stringify({ ContactPhoneNumber: aNumber() });
      return [file(_id, 'Name\n1\n'), 400, file(_id, row, 'application/x-ndjson'), 200];
    },
  ],
];

describe('an Idempotency-Key is not bound by a request that was refused and did nothing:', () => {
  it.each(refusals)('%s', async (_, prepare) => {
    const [refused, status, corrected, then] = await prepare();
    const key = randomUUID();
    // However often, and at a time: none of the tries did anything.
    const answers = await Promise.all([1, 2, 3].map(() => send(key, refused)));
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
    const first = await send(key, corrected);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([then, null]);
    // From here on it is the corrected request's.
    const again = await send(key, corrected);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([then, 'true']);
    expect(again.body).toEqual(first.body);
    expect(await send(key, refused)).toMatchObject({
      status: 422,
      body: { type: 'urn:ringmaster:problem:idempotency-key-reused' },
    });
  });

  it('the very request is looked at anew, where what stood in its way may be gone', async () => {
    const { path } = await anywhere();
    const ContactPhoneNumber = '+442079460124';
    const key = randomUUID();
    await api.request('PUT', `/opt-outs/${ContactPhoneNumber}`);
    const answers = [await send(key, { path, body: { ContactPhoneNumber } })];
    await api.request('DELETE', `/opt-outs/${ContactPhoneNumber}`);
    answers.push(await send(key, { path, body: { ContactPhoneNumber } }));
    expect(answers.map(({ status }) => status)).toEqual([422, 201]);
  });
});

describe('an Idempotency-Key stays bound', () => {
  const expectBound = async (key: string, running = api): Promise<void> => {
    const campaign = await running.storeCampaign();
    const { path, body } = jobIn(campaign._id);
    const other = await running.request<ProblemBody>('POST', path, body, { 'idempotency-key': key });
    expect([other.status, other.body.type]).toEqual([422, 'urn:ringmaster:problem:idempotency-key-reused']);
    expect(await running.store.jobs.countDocuments({ CampaignID: campaign._id })).toBe(0);
  };

  it('by a job that was stored before its campaign was seen to have ended', async () => {
    const { _id } = await api.storeCampaign();
    const key = randomUUID();
    const like = await api.store.jobs.findOne({ _id: await storedJob((await api.storeCampaign())._id) });
    if (!like) throw new Error('no job');
    // The insertion waits for this one, which takes the ExternalID, and takes it back.
    const session = api.store.client.startSession();
    session.startTransaction();
    const taking = { ...like, _id: `${like._id}x`, CampaignID: _id, ExternalID: 'e' };
    await api.store.jobs.insertOne(taking, { session });
    const created = send(key, jobIn(_id, { ExternalID: 'e' }));
    await eventually(async () =>
      expect(await api.store.idempotencyKeys.findOne({ _id: `${api.orgId}:${key}` })).not.toBeNull(),
    );
    await end(_id);
    await session.abortTransaction();
    await session.endSession();
    expect((await created).status).toBe(409);
    expect(await api.store.jobs.findOne({ CampaignID: _id })).toMatchObject({
      State: 'failed',
      FailureReason: 'campaign_ended',
    });
    await expectBound(key);
  });

  it('when nobody knows what became of an earlier try, also if later ones are refused', async () => {
    const { _id } = await api.storeCampaign();
    const key = randomUUID();
    const job = jobIn(_id, { ExternalID: 'lost' });
    // As a process that died after its note leaves it: another one may have died a step later.
    expect((await send(key, job)).status).toBe(201);
    await api.store.idempotencyKeys.updateOne({ _id: `${api.orgId}:${key}` }, { $unset: { Answer: 1 } });
    await end(_id);
    expect((await send(key, job)).status).toBe(409);
    await expectBound(key);
  });

  it('as it was bound by a version that did not count tries', async () => {
    const key = randomUUID();
    const refused = jobIn(await endedCampaign());
    await send(key, refused);
    await api.store.idempotencyKeys.updateOne(
      { _id: `${api.orgId}:${key}` },
      { $unset: { Answer: 1, Tries: 1 } },
    );
    expect((await send(key, refused)).status).toBe(409);
    await expectBound(key);
  });

  it('by an import that has stored rows before it was refused', async () => {
    const { _id } = await api.storeCampaign();
    const key = randomUUID();
    const rows = (n: number): string => `${Array.from({ length: n }, aNumber).join('\n')}\n`;
    async function* parts() {
      // More than one step, so that the first is stored before the file is complete.
      yield Buffer.from(`ContactPhoneNumber\n${rows(2_500)}`);
      await eventually(async () => expect(await jobsIn(_id)).toBe(2_000));
      await end(_id);
      yield Buffer.from(rows(1));
    }
    const { status } = await fetch(`${api.url}/campaigns/${_id}/jobs/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'text/csv', 'idempotency-key': key },
      body: ReadableStream.from(parts()),
      duplex: 'half',
    } as RequestInit);
    expect(status).toBe(409);
    await expectBound(key);
  });

  it('after a 503', async () => {
    const away = await startApi({ temporalAddress: NOBODY });
    try {
      const key = randomUUID();
      const campaign = { Name: 'x', Data: completeData() };
      const { status } = await away.request('POST', '/campaigns', campaign, { 'idempotency-key': key });
      expect(status).toBe(503);
      await expectBound(key, away);
    } finally {
      await away.stop();
    }
  });
});

it('of requests that race under one key, refused or not, at most one does something, and then the key is its', async () => {
  const id = await campaignWithSchema();
  const request = fc.record({ fits: fc.boolean(), body: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 10 }), async (requests) => {
      const key = randomUUID();
      const ids = ['a', 'b', 'c', 'd'].map((name) => `${key}-${name}`);
      const bodyOf = ({ fits, body }: { fits: boolean; body: number }) => ({
        ContactPhoneNumber: contact(body),
        ExternalID: ids[body],
        Data: fits ? { age: 1 } : {},
      });
      const path = `/campaigns/${id}/jobs`;
      const answers = await Promise.all(requests.map((one) => send(key, { path, body: bodyOf(one) })));
      const stored = () => api.store.jobs.find({ ExternalID: { $in: ids } }).toArray();
      const done = answers.filter(({ status }) => status === 201);
      const jobs = await stored();
      expect(jobs.length).toBe(done.length > 0 ? 1 : 0);
      for (const { body } of done) expect(body.Job.ID).toBe(jobs[0]?._id);
      // A correct request either finds the key free, or it is the one that was carried out, or the key is another's.
      const last = await send(key, { path, body: bodyOf({ fits: true, body: 0 }) });
      const mine = jobs.length === 0 || jobs[0]?.ExternalID === ids[0];
      expect(last.status).toBe(mine ? 201 : 422);
      expect((await stored()).length).toBe(1);
    }),
    { numRuns: 30 },
  );
});
