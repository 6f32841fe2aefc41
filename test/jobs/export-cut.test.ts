/** An export is of one instant, and leaves nothing behind. */
import { type JobDocument } from '../../store/mongodb/documents';
import { newId } from '../../store/mongodb/mongo';
import { contact, type RunningApi, startApi } from '../support/running-api';
import { eventually } from '../support/eventually';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** More than the buffers between the API and a client hold. */
const JOBS = 2_000;
const FILLER = 'x'.repeat(8_000);

interface Exported {
  ExternalID: string;
  Job: { ID: string; State: string };
  Calls: { Outcome?: string }[];
}

const jobAt = (campaignId: string, prefix: string, n: number): JobDocument => {
  const now = new Date();
  return {
    ...{
      _id: `${prefix}-${String(n).padStart(7, '0')}`,
      OrgID: api.orgId,
      CampaignID: campaignId,
      State: 'created',
    },
    ...{
      ContactPhoneNumber: contact(n),
      ExternalID: `${prefix}-${n}`,
      Data: { FILLER },
      DueAt: now,
      Attempts: 0,
    },
    ...{ CreatedAt: now, UpdatedAt: now },
  };
};

async function storeJobs(campaignId: string, prefix: string, count: number): Promise<void> {
  await api.store.jobs.insertMany(Array.from({ length: count }, (_, n) => jobAt(campaignId, prefix, n)));
}

/** Random texts, which a sheet does not make small. */
async function scramble(campaignId: string): Promise<void> {
  const more = { $concat: ['$$value', { $toString: { $rand: {} } }] };
  const text = { $reduce: { input: { $range: [0, 400] }, initialValue: '', in: more } };
  await api.store.jobs.updateMany({ CampaignID: campaignId }, [{ $set: { Data: { text } } }]);
}

async function begin(campaignId: string, query: string) {
  const abort = new AbortController();
  const answer = await fetch(`${api.url}/campaigns/${campaignId}/jobs/export?${query}`, {
    headers: { authorization: `Bearer ${api.key}` },
    signal: abort.signal,
  });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const chunks = [(await reader.read()).value as Uint8Array];
  return {
    /** Reads the rest. */
    end: async (): Promise<string> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return Buffer.concat(chunks).toString();
        chunks.push(value);
      }
    },
    leave: () => abort.abort(),
  };
}

const parsed = (text: string): Exported[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Exported);

const openCursors = (): Promise<{ cursor: { cursorId: unknown } }[]> =>
  api.store.client
    .db('admin')
    .aggregate<{ cursor: { cursorId: unknown } }>(
      [
        { $currentOp: { idleCursors: true, localOps: true } },
        { $match: { ns: `${api.store.db.databaseName}.jobs`, 'cursor.cursorId': { $exists: true } } },
      ],
      // One id in a thousand fits a number of JavaScript, which MongoDB would not take back for an id.
      { promoteLongs: false },
    )
    .toArray();

describe('whatever happens while an export is read slowly', () => {
  it.each(['format=ndjson', 'format=ndjson&State=created'])(
    'no job is there twice or missing, and each is as it was (%s)',
    async (query) => {
      const { _id } = await api.storeCampaign();
      const [before, prefix, after] = [newId(), newId(), newId()];
      await storeJobs(_id, prefix, JOBS);
      const reading = await begin(_id, query);
      // An import that began before and still goes on adds jobs whose ids sort before.
      await storeJobs(_id, before, 50);
      await storeJobs(_id, after, 50);
      const { jobs, calls } = api.store;
      const all = await jobs.find({ _id: { $regex: `^${prefix}` } }, { projection: { _id: 1 } }).toArray();
      await jobs.updateMany(
        { _id: { $in: all.map(({ _id: id }) => id) } },
        { $set: { State: 'completed', Outcome: 'completed', Attempts: 1, DueAt: new Date(0) } },
      );
      await calls.insertMany(
        all.map(({ _id: JobID }) => ({
          ...{ _id: `call:${JobID}:1`, OrgID: api.orgId, CampaignID: _id, JobID, Attempt: 1, Version: 1 },
          ...{ CallerID: '+12025550100', DialledAt: new Date(), Outcome: 'completed' as const },
        })),
      );
      await jobs.deleteMany({ _id: { $in: all.slice(-100).map(({ _id: id }) => id) } });
      const lines = parsed(await reading.end());
      expect(lines.map(({ Job }) => Job.ID).sort()).toEqual(
        Array.from({ length: JOBS }, (_, n) => `${prefix}-${String(n).padStart(7, '0')}`),
      );
      expect(new Set(lines.map(({ Job }) => Job.State))).toEqual(new Set(['created']));
      expect(lines.filter(({ Calls }) => Calls.length > 0)).toEqual([]);
    },
  );

  it('a table has columns for the jobs that are in it, and for no others', async () => {
    const { _id } = await api.storeCampaign();
    await storeJobs(_id, newId(), JOBS);
    const reading = await begin(_id, 'format=csv');
    await api.store.jobs.updateMany({ CampaignID: _id }, { $set: { Data: { later: 1 } } });
    const rows = (await reading.end()).split('\r\n');
    expect(rows[0]).toContain('Data.FILLER');
    expect(rows[0]).not.toContain('Data.later');
    expect([rows.length - 2, rows.slice(1, -1).every((row) => row.includes(FILLER))]).toEqual([JOBS, true]);
  });
});

describe('an export that is not read to its end', () => {
  it.each(['csv', 'ndjson', 'xlsx'])('leaves no cursor once the client has gone (%s)', async (format) => {
    const { _id } = await api.storeCampaign();
    await storeJobs(_id, newId(), JOBS);
    await scramble(_id);
    // More than an organisation may have at once: those that have gone take no place.
    for (let i = 0; i < 3; i += 1) {
      const reading = await begin(_id, `format=${format}`);
      await eventually(async () => expect((await openCursors()).length).toBe(1));
      reading.leave();
      await eventually(async () => expect((await openCursors()).length).toBe(0));
    }
  });

  it.each(['csv', 'ndjson', 'xlsx'])(
    'is broken off when the database fails: none looks whole that is not (%s)',
    async (format) => {
      const { _id } = await api.storeCampaign();
      await storeJobs(_id, newId(), JOBS);
      await scramble(_id);
      const reading = await begin(_id, `format=${format}`);
      const cursors = await eventually(async () => {
        const ids = (await openCursors()).map(({ cursor }) => cursor.cursorId);
        expect(ids).toHaveLength(1);
        return ids;
      });
      await api.store.db.command({ killCursors: 'jobs', cursors });
      // The text itself would fill a screen.
      const ending = await reading.end().then(
        () => 'whole',
        () => 'broken off',
      );
      expect(ending).toBe('broken off');
    },
  );
});

it('an organisation has two exports at once; one more is told to come again, and comes in when there is room', async () => {
  const { _id } = await api.storeCampaign();
  await storeJobs(_id, newId(), JOBS);
  const two = [await begin(_id, 'format=ndjson'), await begin(_id, 'format=ndjson')];
  const third = await api.request('GET', `/campaigns/${_id}/jobs/export?format=xlsx`);
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '2']);
  const fourth = begin(_id, 'format=ndjson');
  expect(parsed(await (two[0] as Awaited<typeof fourth>).end())).toHaveLength(JOBS);
  expect(parsed(await (await fourth).end())).toHaveLength(JOBS);
  two[1]?.leave();
});
