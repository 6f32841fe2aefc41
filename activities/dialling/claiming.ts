/** One step of a dispatcher: claims as many due jobs as may be called now, and none while the campaign is held back. */
import { holdOf } from '../../domain/dialling/dial-gates';
import { lineIsBusy, mayDial, type NotDialled } from '../../domain/dialling/may-dial';
import { FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { afterVerdict } from '../../domain/dialling/uncounted-attempts';
import { placementsBy } from '../../domain/dialling/call-rate';
import { ANALYST, isAnyOut, providersOf } from '../../domain/providers/providers';
import { concurrencyCapOf, freeSlots } from '../../domain/dialling/concurrency-cap';
import { paceOf } from '../../store/dialling/call-rates';
import {
  type ClaimedCall,
  type DueJob,
  findDispatchedCampaign,
  firstWaitingJobs,
  giveBackClaims,
  isDispatched,
  takenSlots,
  writeClaims,
} from '../../store/dialling/claims';
import { type CampaignDocument } from '../../store/mongodb/documents';
import { newId, type Store } from '../../store/mongodb/mongo';
import { oneByOne } from '../../store/mongodb/one-by-one';
import { awaitLines, wakeNext } from '../../store/numbers/line-waits';
import { loadNumbers } from '../../store/numbers/numbers';
import { type ActivityDeps } from '../ports/deps';
import { type VoiceProvider } from '../ports/voice-provider';

// Jobs claimed in one step: a campaign with a high cap starts up in several short steps.
export const MAX_CLAIMS = 100;
// A campaign with a limit of calls per second claims no more than may be placed in this time.
const PACE_AHEAD_MS = 1_000;
// Between the claim and the placement's answer, a call may wait in a queue behind the calls-per-second limit.
const CLAIM_LEASE_MS = 10 * 60 * 1_000;

export interface ClaimStep {
  campaignId: string;
  epoch: number;
  isSchedulingEnabled: boolean;
  /** The least number of jobs to look at: more than there are slots when the rules have just deferred many. */
  look: number;
  nowMs: number;
  /** Read the providers anew: what they said a moment ago does not count. */
  fresh?: boolean;
}

/** A campaign that needs no dispatcher for now: none of its calls is active, and no job can be claimed. */
export interface Rest {
  /** When the next job falls due, or may be placed at the campaign's pace. Absent: when it is announced. */
  until?: Date | undefined;
  /** Its organisation or a provider holds it back. */
  onHold: boolean;
}

export type Claim =
  /** The campaign is not started, or a dispatcher of another epoch is in charge: this one ends. */
  | { kind: 'fenced' }
  | {
      kind: 'claimed';
      calls: ClaimedCall[];
      campaign: CampaignDocument;
      activeCalls: number;
      /** Jobs may wait for a slot, and there will be more of them without an event: the cap is growing. */
      ramping: boolean;
      /** Jobs may be claimed soon, without an announcement: when their turn comes, or their time at a pace. */
      queueing: boolean;
      /** The rules deferred so many due jobs that slots are left for more due jobs. */
      more: boolean;
      /** When the next job falls due, if known and a slot is left for it. */
      nextDueAt?: Date;
      rest?: Rest;
    };

type ClaimDeps = Pick<ActivityDeps, 'store' | 'clock' | 'providerStates' | 'publishedRules' | 'turns'> & {
  provider: Pick<VoiceProvider, 'name'>;
};

/**
 * Reads the campaign again after the claim, and gives back what was claimed while it was being paused. A claim alone
 * dials no one; the permit to dial (`grantDial`) checks the campaign once more.
 */
export async function claimDueJobs(deps: ClaimDeps, step: ClaimStep): Promise<Claim> {
  const { store, clock, provider, providerStates, turns } = deps;
  const { campaignId, epoch, nowMs } = step;
  const [providers, campaign, taken] = await Promise.all([
    providerStates([provider.name, ANALYST], { fresh: step.fresh }),
    findDispatchedCampaign(store, { campaignId, epoch }),
    takenSlots(store, campaignId),
  ]);
  if (!campaign) return { kind: 'fenced' };
  const cap = concurrencyCapOf({ campaign, providers, voiceProvider: provider.name, nowMs: clock.now() });
  const isGrowing = cap.ramped < campaign.Data.MaxActiveCalls;
  const activeCalls = taken.size;
  const claimed = {
    kind: 'claimed',
    campaign,
    activeCalls,
    ramping: false,
    queueing: false,
    more: false,
    calls: [] as ClaimedCall[],
  } as const;
  const resting = (until: Date | undefined, onHold = false) => {
    const isNever = until && until.getTime() >= FAR_FUTURE_MS;
    return activeCalls === 0 ? { rest: { until: isNever ? undefined : until, onHold } } : {};
  };
  const hold = holdOf({
    campaignState: campaign.State,
    schedulingEnabled: step.isSchedulingEnabled,
    globalPause: isAnyOut(providers, providersOf(campaign.Data, provider.name)),
  });
  if (hold) return { ...claimed, queueing: true, ...resting(undefined, true) };

  const { most, nextAt } = await mostClaims(store, campaign, clock.date());
  if (most === 0) return { ...claimed, queueing: true, ...resting(nextAt) };
  const ramped = freeSlots(taken, cap.ramped, most);
  // Jobs that do not wait for the ramp may use the slots that it keeps free.
  const urgent = ramped.length === 0 && cap.ramped < cap.full;
  const free = urgent ? freeSlots(taken, cap.full, most) : ramped;
  if (free.length === 0) {
    return { ...claimed, ramping: isGrowing, ...(isGrowing ? {} : resting(undefined)) };
  }

  const limit = Math.max(free.length, step.look);
  const waiting = await firstWaitingJobs(store, { campaignId, limit, urgent });
  const voice = providers.find(({ _id }) => _id === provider.name);
  const due = waiting.filter(({ DueAt }) => DueAt.getTime() <= nowMs).map((job) => afterVerdict(job, voice));
  const next = waiting.at(due.length);
  if (due.length === 0)
    return {
      ...claimed,
      // Due jobs that are not urgent may wait for the ramp.
      ramping: urgent,
      ...(next ? { nextDueAt: next.DueAt } : {}),
      ...(urgent ? {} : resting(next?.DueAt)),
    };

  const { allowed, notDialled, busyNumbers, freeNumbers } = await askRules(deps, campaign, {
    due,
    most: free.length,
    nowMs,
  });
  const wanted = allowed.length;
  // All campaigns share the calls per second.
  const given = wanted === 0 ? 0 : await turns.take({ campaignId, orgId: campaign.OrgID }, wanted);
  const claimId = newId();
  const now = new Date(nowMs);
  const calls = await writeClaims(store, {
    campaign,
    claimId,
    claims: allowed.slice(0, given).flatMap((job, i) => {
      const slotNumber = free[i];
      return slotNumber === undefined ? [] : [{ job, slotNumber }];
    }),
    notDialled,
    leaseMs: CLAIM_LEASE_MS,
    now,
  });
  await awaitLines(store, { orgId: campaign.OrgID, phoneNumbers: busyNumbers, now });
  await wakeNext(store, { orgId: campaign.OrgID, phoneNumbers: freeNumbers, now });
  if (await isDispatched(store, { campaignId, epoch }))
    return {
      ...claimed,
      calls,
      activeCalls: activeCalls + calls.length,
      ramping: isGrowing && (urgent || wanted === free.length),
      // Also for a job that something else took: its slot is free.
      queueing: calls.length < wanted || nextAt !== undefined,
      more: due.length === limit && wanted < free.length,
      nextDueAt: earliest([
        ...(next ? [next.DueAt.getTime()] : []),
        ...notDialled.flatMap(({ answer }) => (answer.kind === 'wait' ? [answer.untilMs] : [])),
      ]),
    };
  await giveBackClaims(store, { campaignId, claimId });
  return { kind: 'fenced' };
}

interface Answers {
  allowed: DueJob[];
  notDialled: { job: DueJob; answer: NotDialled }[];
  /** Numbers whose line is taken: one of their jobs is woken when the line is free. */
  busyNumbers: string[];
  /** Numbers whose job waited for the line but no longer wants it: the next job is woken. */
  freeNumbers: string[];
}

/**
 * Asks the rules about each due job, until as many are allowed as there are slots. Of two jobs for one number only one
 * is allowed.
 */
async function askRules(
  { store, publishedRules }: Pick<ClaimDeps, 'store' | 'publishedRules'>,
  campaign: CampaignDocument,
  { due, most, nowMs }: { due: DueJob[]; most: number; nowMs: number },
): Promise<Answers> {
  const phoneNumbers = [...new Set(due.map((job) => job.ContactPhoneNumber))];
  const numbers = await loadNumbers(store, campaign.OrgID, phoneNumbers);
  const rules = publishedRules.of(campaign);
  const allowed: DueJob[] = [];
  const notDialled: Answers['notDialled'] = [];
  const called = new Set<string>();
  const busy = new Set<string>();
  const free = new Set<string>();
  for await (const job of oneByOne(due)) {
    if (allowed.length === most) break;
    const { ContactPhoneNumber: phoneNumber } = job;
    const answer = mayDial(rules, { job, number: numbers.get(phoneNumber), nowMs });
    if (answer.kind === 'dial') {
      if (called.has(phoneNumber)) notDialled.push({ job, answer: lineIsBusy(nowMs) });
      else allowed.push(job);
      called.add(phoneNumber);
      continue;
    }
    if (answer.kind === 'wait' && answer.reason === 'number_busy') busy.add(phoneNumber);
    else if (job.DeferredBy === 'number_busy') free.add(phoneNumber);
    notDialled.push({ job, answer });
  }
  return { allowed, notDialled, busyNumbers: [...busy], freeNumbers: [...free] };
}

/** How many jobs may be claimed now. With a limit of calls per second: those of the next second. */
async function mostClaims(
  store: Store,
  campaign: CampaignDocument,
  now: Date,
): Promise<{ most: number; nextAt?: Date }> {
  const pace = await paceOf(store, campaign, now);
  if (!pace) return { most: MAX_CLAIMS };
  return {
    most: Math.min(placementsBy(now.getTime() + PACE_AHEAD_MS, pace), MAX_CLAIMS),
    nextAt: new Date(pace.nextAtMs - PACE_AHEAD_MS),
  };
}

const earliest = (times: number[]): Date => new Date(Math.min(...times, FAR_FUTURE_MS));
