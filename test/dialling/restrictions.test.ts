/** What the API acknowledges as a restriction holds from then on, also while the provider is slow to take calls. */
import { type CampaignData, type Constraints } from '../../domain/campaigns/campaign-data';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { circuitsOf } from '../support/provider-circuit';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

// Long enough that placements are on their way whenever a restriction is acknowledged, and well under a permission's
// 4.5 s.
const SLOW_MS = 1_500;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 1, callMs: 50, ringMs: 10 });
});
afterAll(() => rm?.stop());
beforeEach(() => rm.simulator.set({ PlacementDelayMs: SLOW_MS }));

const JOBS = 40;
const CAP = 5;
const numbers = (): string[] => Array.from({ length: JOBS }, (_, n) => numberEnding('11', n));

/** A started campaign whose placements are on their way. */
async function dialling(data: Partial<CampaignData> = {}): Promise<string> {
  const id = await rm.createCampaign({ MaxActiveCalls: CAP, ...data });
  await rm.importJobs(id, numbers());
  await rm.obey(id, 'start');
  await eventually(async () =>
    expect(await rm.store.jobs.countDocuments({ CampaignID: id, 'Slot.Stage': 'dialling' })).toBe(CAP),
  );
  return id;
}

async function publish(id: string, change: (data: CampaignData) => Partial<CampaignData>): Promise<void> {
  const { Campaign } = await rm.get(id);
  const { status } = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, ...change(Campaign.Data) } },
    { 'if-match': `"${Campaign.Version}"` },
  );
  expect(status).toBe(200);
}

const constraints =
  (changes: Constraints) =>
  ({ Constraints }: CampaignData): Partial<CampaignData> => ({ Constraints: { ...Constraints, ...changes } });

const placements = async (id: string): Promise<number> => (await rm.simulator.stats(id)).Placements;

/**
 * Two placements after another fit into it, and a look of the dispatcher: one that missed the restriction, or was
 * permitted before it, shows within it.
 */
const LATEST_PLACEMENT_MS = 2 * SLOW_MS + 1_000;

async function expectNoMorePlacements(id: string, atMost: number): Promise<void> {
  const until = performance.now() + LATEST_PLACEMENT_MS;
  while (performance.now() < until) {
    expect(await placements(id)).toBeLessThanOrEqual(atMost);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.each<[string, (id: string) => Promise<void>]>([
  ['windows that never open', (id) => publish(id, constraints({ CallWindows: [], TimeZone: 'UTC' }))],
  ['an end of all calls', (id) => publish(id, constraints({ NotAfter: '2020-01-01T00:00:00Z' }))],
  ['a cap of no calls', (id) => publish(id, () => ({ MaxActiveCalls: 0 }))],
  [
    'a disabled caller ID',
    (id) => publish(id, ({ CallerID }) => ({ AvailableCallerIDs: { [CallerID]: { Disabled: true } } })),
  ],
  ['a pause', (id) => rm.obey(id, 'pause')],
  [
    'an organisation that dials nobody',
    async () => {
      const { status } = await rm.request('PATCH', '/org', { SchedulingEnabled: false });
      expect(status).toBe(200);
    },
  ],
  [
    'opt-outs of all numbers',
    async () => {
      const { status } = await rm.request(
        'POST',
        '/opt-outs/import',
        ['PhoneNumber', ...numbers()].join('\n'),
        {
          'content-type': 'text/csv',
        },
      );
      expect(status).toBe(200);
    },
  ],
  [
    'a cancellation of each job',
    async (id) => {
      const jobs = await rm.store.jobs.find({ CampaignID: id }).toArray();
      for (const { _id } of jobs) {
        const { status } = await rm.request('POST', `/campaigns/${id}/jobs/${_id}/cancel`);
        expect([202, 409]).toContain(status);
      }
    },
  ],
])('%s', (_what, restrict) => {
  afterEach(async () => {
    await rm.request('PATCH', '/org', { SchedulingEnabled: true });
    await rm.store.numbers.deleteMany({ _id: { $exists: true } });
  });

  it('once acknowledged lets no call be placed any more, also not one that was on its way', async () => {
    const id = await dialling();
    await restrict(id);
    await expectNoMorePlacements(id, await placements(id));
  });
});

it("a provider's pause lets no call be placed once its workflow says that it is in force", async () => {
  const circuits = circuitsOf(rm);
  const id = await dialling();
  await circuits.pause('maintenance');
  await eventually(async () => expect(await circuits.view()).toMatchObject({ GlobalPause: true }), {
    everyMs: 20,
  });
  await expectNoMorePlacements(id, await placements(id));
  await circuits.forget();
});

it('a slower pace holds from its acknowledgement on, also for calls that were claimed at the faster one', async () => {
  await rm.simulator.set({ PlacementDelayMs: 100 });
  const id = await rm.createCampaign({
    MaxActiveCalls: 20,
    Constraints: { DisableJitter: true, MaxCallsPerSecond: 5 },
  });
  await rm.importJobs(id, numbers());
  await rm.obey(id, 'start');
  await eventually(async () => expect(await placements(id)).toBeGreaterThan(3));
  await publish(id, constraints({ MaxCallsPerSecond: 0.01 }));
  // The first at the new pace is the next one.
  await expectNoMorePlacements(id, (await placements(id)) + 1);
});

it('a pace that is published for the first time holds from its acknowledgement on', async () => {
  await rm.simulator.set({ PlacementDelayMs: 500 });
  const id = await dialling();
  await publish(id, constraints({ MaxCallsPerSecond: 0.01 }));
  await expectNoMorePlacements(id, (await placements(id)) + 1);
});
