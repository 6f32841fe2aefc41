/** Why jobs wait and until when, from the functions that decide about them. */
import { chooseCallerId } from '../domain/caller-id';
import { effectiveConstraints } from '../domain/campaign-data';
import { waitingFor, type WaitingReason } from '../domain/dial-rules';
import { countedAttempts, lineTakenUntil } from '../domain/judgement';
import { outlookOf, standingWait } from '../domain/outlook';
import { paceMsOf } from '../domain/pace';
import { providersOf } from '../domain/providers';
import { type Width, widthOf } from '../domain/width';
import { type CampaignDocument, type JobDocument, type NumberDocument } from '../store/documents';
import { countActiveCalls } from '../store/jobs';
import { type Store } from '../store/mongo';
import { loadNumbers } from '../store/numbers';
import { loadOrganisation } from '../store/organisations';
import { nextPlacementAt } from '../store/paces';
import { listProviders } from '../store/providers';
import { type ApiDependencies } from './dependencies';
import { isWaiting } from './job-presenter';

export interface Waiting {
  WaitingFor: WaitingReason;
  /** Absent: nobody can say. */
  WaitingUntil?: Date;
}

/** What is the same for all jobs of a campaign. */
interface CampaignFacts extends Width {
  nowMs: number;
  schedulingEnabled: boolean;
  globalPause: boolean;
  activeCalls: number;
  nextPlacementAtMs: number;
}

/** Why these jobs of a campaign wait, by id; those that do not wait are absent. */
export async function whyTheyWait(
  { store, providers }: Pick<ApiDependencies, 'store' | 'providers'>,
  campaign: CampaignDocument,
  jobs: JobDocument[],
): Promise<Map<string, Waiting>> {
  const waiting = jobs.filter(isWaiting);
  if (waiting.length === 0) return new Map();
  const phoneNumbers = [...new Set(waiting.map((job) => job.ContactPhoneNumber))];
  const [facts, numbers] = await Promise.all([
    // The first places the calls of every campaign; another one only reports on them.
    factsOf(store, campaign, Object.values(providers)[0]?.name ?? ''),
    loadNumbers(store, campaign.OrgID, phoneNumbers),
  ]);
  return new Map(
    waiting.map((job) => [job._id, whyItWaits(campaign, job, numbers.get(job.ContactPhoneNumber), facts)]),
  );
}

async function factsOf(store: Store, campaign: CampaignDocument, voice: string): Promise<CampaignFacts> {
  const paceMs = paceMsOf(campaign.Data.Constraints);
  const [organisation, activeCalls, known, nextAt] = await Promise.all([
    loadOrganisation(store, campaign.OrgID),
    countActiveCalls(store, campaign._id),
    listProviders(store),
    paceMs === undefined
      ? undefined
      : nextPlacementAt(store, campaign._id, { intervalMs: paceMs, now: new Date() }),
  ]);
  const nowMs = Date.now();
  const needed = providersOf(campaign.Data, voice);
  return {
    nowMs,
    schedulingEnabled: organisation?.SchedulingEnabled !== false,
    globalPause: known.some(({ _id, GlobalPause }) => GlobalPause && needed.includes(_id)),
    activeCalls,
    ...widthOf({ campaign, providers: known, voiceProvider: voice, nowMs }),
    nextPlacementAtMs: nextAt?.getTime() ?? -Infinity,
  };
}

function whyItWaits(
  campaign: CampaignDocument,
  job: JobDocument,
  number: NumberDocument | undefined,
  facts: CampaignFacts,
): Waiting {
  const { nowMs } = facts;
  const from = chooseCallerId(campaign.Data, job);
  const reason = waitingFor({
    ...facts,
    campaignState: campaign.State,
    allowedActiveCalls: job.Overrides?.Constraints?.DisableJitter ? facts.full : facts.ramped,
    phoneNumber: job.ContactPhoneNumber,
    constraints: effectiveConstraints(campaign.Data.Constraints, job.Overrides),
    job: {
      createdAtMs: job.CreatedAt.getTime(),
      attempts: countedAttempts(job),
      retryNotBeforeMs: standingWait(job)?.untilMs,
    },
    dials: (number?.Dials ?? []).map(({ At }) => At.getTime()),
    inboundOnly: job.InboundOnly,
    optedOut: number?.OptOut !== undefined,
    lineBusy: lineTakenUntil(number) > nowMs,
    hasCallerId: from !== undefined && from !== job.RefusedCallerID,
    paced: facts.nextPlacementAtMs > nowMs,
  });
  if (reason === 'pace') return { WaitingFor: reason, WaitingUntil: new Date(facts.nextPlacementAtMs) };
  // Only what the job's own rules say has a time: nobody knows when a person presses start or a slot is free.
  const outlook = outlookOf(campaign.Data, job, number, nowMs);
  const own = reason === 'retry' && outlook.kind === 'later' ? outlook.reason : reason;
  return outlook.kind === 'later' && outlook.reason === own
    ? { WaitingFor: own, WaitingUntil: new Date(outlook.untilMs) }
    : { WaitingFor: own };
}
