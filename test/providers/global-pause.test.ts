/** A provider that is out pauses every campaign that uses it, visibly, and loses nothing. */
import { ANALYST } from '../../domain/providers/providers';
import { eventually } from '../support/eventually';
import { circuitsOf, impatient } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 500, ringMs: 10, circuit: impatient });
  circuits = circuitsOf(rm);
});
afterAll(() => rm?.stop());
beforeEach(() => circuits.forget());

interface Shown {
  ID: string;
  State: string;
  GlobalPause?: boolean;
  GlobalPauseReason?: string;
}
const shown = async (campaignId: string): Promise<Shown> =>
  (await rm.request<{ Campaign: Shown }>('GET', `/campaigns/${campaignId}`)).body.Campaign;
const listed = async (campaignId: string): Promise<Shown | undefined> =>
  (await rm.request<{ Campaigns: Shown[] }>('GET', '/campaigns')).body.Campaigns.find(
    ({ ID }) => ID === campaignId,
  );

it('a global pause and its reason are shown with each campaign while it lasts, whose own state stays', async () => {
  const id = await rm.createCampaign();
  await rm.obey(id, 'start');
  expect(await shown(id)).not.toHaveProperty('GlobalPause');
  await circuits.pause('maintenance');
  await circuits.untilStored({ GlobalPause: true });
  const GlobalPauseReason = 'http: Paused by an operator: maintenance';
  for (const campaign of [await shown(id), await listed(id)])
    expect(campaign).toMatchObject({ State: 'started', GlobalPause: true, GlobalPauseReason });
  await circuits.resume();
  await circuits.untilStored({ GlobalPause: false });
  for (const campaign of [await shown(id), await listed(id)]) {
    expect(campaign).toMatchObject({ State: 'started' });
    expect(campaign).not.toHaveProperty('GlobalPause');
    expect(campaign).not.toHaveProperty('GlobalPauseReason');
  }
});

it('an analyst that is out pauses the campaigns that ask it, and no other', async () => {
  const plain = await rm.createCampaign();
  const asking = await rm.createCampaign({ CampaignObjectivePrompt: 'Did they agree?' });
  for (const id of [plain, asking]) await rm.importJobs(id, [numberEnding('11')]);
  await circuits.pause('the bill was not paid', ANALYST);
  await circuits.untilStored({ GlobalPause: true }, ANALYST);
  for (const id of [asking, plain]) await rm.obey(id, 'start');
  expect((await rm.settled(plain)).completed).toBe(1);
  expect(await shown(plain)).not.toHaveProperty('GlobalPause');
  expect(await shown(asking)).toMatchObject({
    GlobalPause: true,
    GlobalPauseReason: 'analyst: Paused by an operator: the bill was not paid',
  });
  expect((await rm.simulator.stats(asking)).Placements).toBe(0);
  await circuits.resume(ANALYST);
  await eventually(async () => expect((await rm.simulator.stats(asking)).Placements).toBe(1));
  await rm.settled(asking);
});
