import { createPublishedRules } from '../../domain/dialling/published-rules';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { claimDueJobs } from '../../activities/dialling/claiming';
import { type Clock } from '../../store/mongodb/clock';
import { newId, type Store } from '../../store/mongodb/mongo';
import { numberId } from '../../store/numbers/number-ids';
import { type Bench } from '../bench';
import { contactNumbers, queueJobs } from '../contacts';
import { type Measured } from '../measured';
import { measurePairs, ratioOfMedians } from '../pairs';
import { everyRule } from '../rules';
import { median } from '../statistics';

/** Jobs that a dispatcher claims at once when a campaign with a high cap starts. */
const CLAIMED = 100;
const WARM_UPS = 10;

/** One step of a dispatcher that claims a hundred jobs, with every rule on, against the same step without rules. */
export async function claim(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const { claimJobs, claimPairs } = bench.sizes;
  const { store } = await bench.ringmaster();
  const [none, all] = [
    await startedCampaign(store, claimJobs, {}),
    await startedCampaign(store, claimJobs, everyRule()),
  ];
  await rememberNumbers(store);
  const pair = { ours: () => claimAndGiveBack(store, all), raw: () => claimAndGiveBack(store, none) };
  const pairs = Array.from({ length: claimPairs + WARM_UPS }, () => pair);
  const times = await measurePairs(pairs, { warmUps: WARM_UPS, setDetail });
  return [
    {
      work: `claim of ${CLAIMED} of ${claimJobs.toLocaleString('en')} due jobs, every rule on, p50`,
      ours: `${median(times.ours).toFixed(1)} ms`,
      raw: `${median(times.raw).toFixed(1)} ms`,
      value: ratioOfMedians(times),
      unit: 'ratio',
      bar: { atMost: 1.3 },
      note:
        'Windows in the callee’s zones, days without calls, every rule set that can apply, a limit of attempts per number, 50 caller IDs, and dials on record of every number. ' +
        'Raw: the same claim of a campaign without rules. Both include giving the jobs back.',
    },
  ];
}

async function startedCampaign(store: Store, jobs: number, changes: Partial<CampaignData>): Promise<string> {
  const id = newId();
  const now = new Date();
  await store.campaigns.insertOne({
    _id: id,
    OrgID: 'org_default',
    Name: 'bench',
    State: 'started',
    Version: 1,
    Data: {
      CallerID: '+12025550100',
      AvailableCallerIDs: {},
      InboundMode: 'reject',
      CallRejectionMessage: '',
      MaxActiveCalls: CLAIMED,
      AnalysisSchema: {},
      BotName: 'bench',
      Constraints: { RuleSets: [] },
      ...changes,
    },
    Epoch: 1,
    ReevaluatedVersion: 1,
    Numbers: ['+12025550100'],
    Published: { ID: id, At: now, By: 'bench' },
    CreatedAt: now,
    UpdatedAt: now,
  });
  await queueJobs(store, id, jobs);
  // Due at any hour: the rules are checked at a fixed time.
  await store.jobs.updateMany({ CampaignID: id }, { $set: { DueAt: now }, $unset: { DeferredBy: '' } });
  return id;
}

/** Each number was dialled long ago: there is a document to read, and no rule forbids the dial. */
async function rememberNumbers(store: Store): Promise<void> {
  const At = new Date(Date.now() - 30 * 24 * 60 * 60 * 1_000);
  await store.numbers.bulkWrite(
    contactNumbers().map((number) => ({
      replaceOne: {
        filter: { _id: numberId('org_default', number) },
        replacement: {
          OrgID: 'org_default',
          PhoneNumber: number,
          Dials: Array.from({ length: 5 }, (_, i) => ({ CallID: `call:bench:${i}`, At })),
        },
        upsert: true,
      },
    })),
  );
}

/** The next Wednesday at 20:00 UTC: every zone of the contacts, Hawaii to the East coast, has office hours then. */
const OPEN_EVERYWHERE_MS = nextWednesdayMs(Date.now()) + 20 * 60 * 60_000;

function nextWednesdayMs(nowMs: number): number {
  const [DAY_MS, WEDNESDAY] = [24 * 60 * 60_000, 3];
  const tomorrowMs = Math.ceil(nowMs / DAY_MS) * DAY_MS;
  return tomorrowMs + ((WEDNESDAY - new Date(tomorrowMs).getUTCDay() + 7) % 7) * DAY_MS;
}

// As in a dispatcher.
const publishedRules = createPublishedRules();
const clock: Clock = {
  now: () => OPEN_EVERYWHERE_MS,
  date: () => new Date(OPEN_EVERYWHERE_MS),
  trouble: () => undefined,
  isSettled: () => true,
  close: () => undefined,
};

async function claimAndGiveBack(store: Store, campaignId: string): Promise<void> {
  const claimed = await claimDueJobs(
    {
      store,
      clock,
      provider: { name: 'http' },
      providerStates: () => Promise.resolve([]),
      publishedRules,
      turns: { take: (_campaign, wants) => Promise.resolve(wants) },
    },
    { campaignId, epoch: 1, isSchedulingEnabled: true, look: 0, nowMs: OPEN_EVERYWHERE_MS },
  );
  if (claimed.kind === 'fenced' || claimed.calls.length < CLAIMED)
    throw new Error(
      `Of ${CLAIMED} due jobs ${claimed.kind === 'fenced' ? 0 : claimed.calls.length} were claimed.`,
    );
  await store.jobs.updateMany(
    { CampaignID: campaignId, State: 'calling' },
    { $set: { State: 'created', Attempts: 0 }, $unset: { Slot: '' } },
  );
}
