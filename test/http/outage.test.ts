import { randomUUID } from 'node:crypto';
import { type CampaignCommand, stateAfter } from '../../domain/campaigns/campaign';
import { startTcpProxy } from '../stack/tcp-proxy';
import { startDoor, type Door } from '../support/door';
import { eventually } from '../support/eventually';
import { type Answer, type Ringmaster, startRingmaster } from '../support/ringmaster';
import {
  CONTACT,
  completeData,
  NOBODY,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  const result = await work();
  return [result, performance.now() - begun];
}

const created = async (api: RunningApi): Promise<string> => {
  const { body } = await api.request<{ Campaign: { ID: string } }>('POST', '/campaigns', {
    Name: 'x',
    Data: completeData(),
  });
  return body.Campaign.ID;
};

describe('with no worker', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('GET answers the stored state within 2.5 s', async () => {
    const id = await created(api);
    // Not the state in which every campaign begins.
    await api.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started' } });
    const [{ status, body }, ms] = await timed(() =>
      api.request<{ Campaign: { State: string } }>('GET', `/campaigns/${id}?events=1`),
    );
    expect([status, body.Campaign.State]).toEqual([200, 'started']);
    expect(ms).toBeLessThan(2_500);
  });

  it('an ended campaign refuses commands at once', async () => {
    const { _id } = await api.storeCampaign();
    await api.store.campaigns.updateOne({ _id }, { $set: { State: 'ended' } });
    const [{ status, body }, ms] = await timed(() =>
      api.request<ProblemBody>('POST', `/campaigns/${_id}/start`),
    );
    expect([status, body.State]).toEqual([409, 'ended']);
    expect(ms).toBeLessThan(1_000);
  });
});

describe('with no Temporal', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ temporalAddress: NOBODY });
  });
  afterAll(() => api.stop());

  it('a command answers 503 within 6 s', async () => {
    const { _id } = await api.storeCampaign();
    const [{ status, headers }, ms] = await timed(() => api.request('POST', `/campaigns/${_id}/start`));
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(ms).toBeLessThan(6_000);
  });

  it('a campaign is created once, however often the 503 makes a client repeat', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const create = () => api.request('POST', '/campaigns', { Name: 'x', Data: completeData() }, key);
    const before = await api.store.campaigns.countDocuments();
    const [first, ms] = await timed(create);
    const second = await create();
    expect([first.status, second.status]).toEqual([503, 503]);
    expect(ms).toBeLessThan(6_000);
    expect(await api.store.campaigns.countDocuments()).toBe(before + 1);
  });

  it('reading, jobs and imports go on', async () => {
    const { _id } = await api.storeCampaign();
    const [read, ms] = await timed(() => api.request('GET', `/campaigns/${_id}`));
    expect(read.status).toBe(200);
    expect(ms).toBeLessThan(2_500);
    expect(
      (await api.request('POST', `/campaigns/${_id}/jobs`, { ContactPhoneNumber: CONTACT })).status,
    ).toBe(201);
    expect((await api.importFile(_id, `ContactPhoneNumber\n${CONTACT}\n`)).body.Accepted).toBe(1);
  });

  it('readiness names what is away, within 3 s', async () => {
    const [{ status, body }, ms] = await timed(() => api.request('GET', '/readyz'));
    expect([status, body]).toEqual([503, expect.objectContaining({ Temporal: false, MongoDB: true })]);
    expect(ms).toBeLessThan(3_000);
    expect((await api.request('GET', '/healthz')).status).toBe(200);
  });
});

/** A Ringmaster whose worker, or whose Temporal, a test takes away and gives back. */
interface Outage {
  rm: Ringmaster;
  begin(): Promise<void>;
  end(): Promise<void>;
  stop(): Promise<void>;
}

async function withoutWorker(): Promise<Outage> {
  const rm = await startRingmaster({ workers: 0 });
  const stopWorkers = await rm.startWorkers();
  return { rm, begin: stopWorkers, end: async () => void (await rm.startWorkers()), stop: rm.stop };
}

async function withoutTemporal(): Promise<Outage> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const proxy = await startTcpProxy(address);
  process.env['TEST_TEMPORAL_ADDRESS'] = proxy.address;
  const rm = await startRingmaster().finally(() => (process.env['TEST_TEMPORAL_ADDRESS'] = address));
  return {
    rm,
    begin: async () => proxy.close(),
    end: async () => proxy.open(),
    stop: async () => {
      await rm.stop();
      await proxy.stop();
    },
  };
}

const commands = ['start', 'pause', 'end'] as const;

describe.each([
  ['no worker', withoutWorker],
  ['no Temporal', withoutTemporal],
])('a command that meets %s', (_what, prepare) => {
  let outage: Outage;
  const asked = {} as Record<
    CampaignCommand,
    { id: string; key: { 'idempotency-key': string }; epoch: number; answer: Answer; ms: number }
  >;
  const epochOf = async (id: string): Promise<number> =>
    (await outage.rm.store.campaigns.findOne({ _id: id }))?.Epoch ?? NaN;

  // All three meet the same outage: each waits for its full 5 s.
  beforeAll(async () => {
    outage = await prepare();
    const { rm } = outage;
    const campaigns = await Promise.all(
      commands.map(async (command) => {
        const id = await rm.createCampaign();
        if (command === 'pause') await rm.obey(id, 'start');
        return { command, id, epoch: await epochOf(id) };
      }),
    );
    await outage.begin();
    await Promise.all(
      campaigns.map(async ({ command, id, epoch }) => {
        const key = { 'idempotency-key': randomUUID() };
        const [answer, ms] = await timed(() => rm.command(id, command, key));
        asked[command] = { id, key, epoch, answer, ms };
      }),
    );
    await outage.end();
  });
  afterAll(() => outage?.stop());

  it.each(commands)(
    '(%s) answers 503 within 6 s; with the same Idempotency-Key it later gets the true answer, and was obeyed once',
    async (command) => {
      const { rm } = outage;
      const { id, key, epoch, answer, ms } = asked[command];
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(answer.body['detail']).toMatch(/outcome is unknown.*same Idempotency-Key/s);
      expect(ms).toBeLessThan(6_000);

      // As its `Retry-After` says, a client asks until it is told.
      const repeat = () => rm.command(id, command, key);
      await eventually(async () => expect((await repeat()).status).toBe(202));
      const again = await repeat();
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
      expect(await rm.state(id)).toBe(stateAfter(command));
      expect(await epochOf(id)).toBe(epoch + 1);
    },
  );
});

describe('with no MongoDB', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({ mongodbUri: `mongodb://${NOBODY}/` });
  });
  afterAll(() => api.stop());

  it('every request answers 503 within 6 s, without a word about our insides', async () => {
    const [{ status, headers, body }, ms] = await timed(() => api.request<ProblemBody>('GET', '/campaigns'));
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(JSON.stringify(body)).not.toMatch(/ECONNREFUSED|Topology|127\.0\.0\.1|stack/);
    expect(ms).toBeLessThan(6_000);
  });

  it('readiness names it', async () => {
    expect((await api.request('GET', '/readyz')).body).toMatchObject({ Temporal: true, MongoDB: false });
  });
});

describe('with a MongoDB whose connections may be silent, or cut', () => {
  let door: Door;
  let api: RunningApi;
  beforeAll(async () => {
    const uri = process.env['TEST_MONGODB_URI'] ?? '';
    door = await startDoor(uri);
    // Direct: the members of a replica set tell each other's addresses, and ours would be passed by.
    process.env['TEST_MONGODB_URI'] = `mongodb://${new URL(door.url).host}/?directConnection=true`;
    api = await startApi().finally(() => (process.env['TEST_MONGODB_URI'] = uri));
  });
  afterAll(async () => {
    door?.thaw();
    await api?.stop();
    await door?.shut();
  });

  it('every request answers 503 within 6 s, and goes on once it speaks again', async () => {
    const { _id } = await api.storeCampaign();
    const job = { ContactPhoneNumber: CONTACT };
    const requests: [string, string, unknown?][] = [
      ['GET', '/campaigns'],
      ['GET', `/campaigns/${_id}`],
      ['GET', `/campaigns/${_id}/jobs`],
      ['GET', `/campaigns/${_id}/preflight`],
      ['GET', '/opt-outs'],
      ['PUT', `/opt-outs/${CONTACT}`],
      ['POST', `/campaigns/${_id}/jobs`, job],
      ['POST', `/campaigns/${_id}/start`],
    ];
    door.freeze();
    const answers = await Promise.all([
      ...requests.map((request) => timed(() => api.request(...request))),
      timed(() => api.importFile(_id, `ContactPhoneNumber\n${CONTACT}\n`)),
    ]);
    for (const [{ status, headers }, ms] of answers) {
      expect([status, headers.get('retry-after')]).toEqual([503, '2']);
      expect(ms).toBeLessThan(6_000);
    }
    door.thaw();
    await eventually(async () => expect((await api.request('GET', `/campaigns/${_id}`)).status).toBe(200));
    expect((await api.request('POST', `/campaigns/${_id}/jobs`, job)).status).toBe(201);
  });

  it.each([
    ['a job', 'jobs', ['insertOne', 'insertMany']],
    ['an opt-out', 'numbers', ['findOneAndUpdate', 'updateOne', 'bulkWrite']],
  ] as const)(
    '%s that is being stored when it falls silent is answered 503 within 6 s',
    async (_, name, writes) => {
      const { _id } = await api.storeCampaign();
      for (const write of writes) {
        const store = api.store[name] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
        const asked = store[write]?.bind(store);
        jest.spyOn(store, write).mockImplementationOnce((...args) => {
          door.freeze();
          return asked?.(...args) ?? Promise.reject(new Error(`there is no ${write}`));
        });
      }
      const [{ status }, ms] = await timed(() =>
        name === 'jobs'
          ? api.request('POST', `/campaigns/${_id}/jobs`, { ContactPhoneNumber: CONTACT })
          : api.request('PUT', `/opt-outs/${CONTACT}`),
      );
      jest.restoreAllMocks();
      door.thaw();
      expect(status).toBe(503);
      expect(ms).toBeLessThan(6_000);
      await eventually(async () => expect((await api.request('GET', `/campaigns/${_id}`)).status).toBe(200));
    },
  );

  it('whoever asks just as its connections are cut is answered, or told that it is away', async () => {
    const { _id } = await api.storeCampaign();
    const statuses = new Set<number>();
    // Each time a connection that nobody knows to be cut may be written to.
    for (let round = 0; round < 20; round += 1) {
      await door.shut();
      await door.open();
      statuses.add((await api.request('GET', `/campaigns/${_id}`)).status);
    }
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await eventually(async () => expect((await api.request('GET', `/campaigns/${_id}`)).status).toBe(200));
  });
});
