/** Releases an unused permit to dial: nothing rings, and the job waits again or is settled. */
import { type DialAnswer } from '../../domain/dialling/may-dial';
import { type CallRef } from '../../domain/jobs/job';
import { providersOf } from '../../domain/providers/providers';
import { type Deferral, forgetDial, returnDial } from '../../store/calls/dial-permits';
import { reevaluateIfPublished } from '../../store/jobs/reevaluation';
import { type CampaignDocument, type JobDocument } from '../../store/mongodb/documents';
import { awaitLines } from '../../store/numbers/line-waits';
import { releaseNumber } from '../../store/numbers/numbers';
import { type ActivityDeps } from '../ports/deps';
import { type PlacedCall } from '../../workflows/contract';
import { settleUndialled } from './settle-call';

/** An activity's permit to dial: it is in use until it is returned or the call is placed. */
export interface Dial {
  ref: CallRef;
  callId: string;
  jobId: string;
  runId: string;
  until: Date;
  job: JobDocument;
}

type NotDialled = Extract<PlacedCall, { Kind: 'not_dialled' }>;

// How many times in a row a job's provider may be away before that counts as a failed attempt. A provider that is out
// for all jobs pauses the campaign before a job comes here twice; one that is out only for this job must not delay it
// for ever.
const MOST_TIMES_AWAY = 5;

export function createDialPermitRelease(deps: ActivityDeps) {
  const { store, clock, provider, limits, logger } = deps;

  return { giveBack, refrain, wait, waitForProvider };

  /** Gives back an unused permit, frees the number's line and deletes the record: nothing rings. */
  async function giveBack(
    dial: Dial,
    deferral?: Deferral,
    because: { away?: true; refusedCallerId?: string } = {},
  ): Promise<NotDialled> {
    const { OrgID: orgId, ContactPhoneNumber: phoneNumber } = dial.job;
    const now = clock.date();
    const line = { orgId, phoneNumber, callId: dial.callId };
    await releaseNumber(store, { ...line, undialledUntil: dial.until, now });
    if (await returnDial(store, { ...dial, deferral, ...because })) await forgetDial(store, dial.callId);
    return { Kind: 'not_dialled' };
  }

  async function refrain(
    dial: Dial,
    campaign: CampaignDocument,
    answer: Exclude<DialAnswer, { kind: 'dial' }>,
  ): Promise<NotDialled> {
    if (answer.kind === 'held_back') return giveBack(dial);
    if (answer.kind === 'wait')
      return wait(dial, campaign, { dueAt: new Date(answer.untilMs), reason: answer.reason });
    if (await settleUndialled(deps, dial, answer)) await forgetDial(store, dial.callId);
    return { Kind: 'not_dialled' };
  }

  /** The job waits until its campaign's rules allow it, which a new version may do at any time. */
  async function wait(
    dial: Dial,
    campaign: CampaignDocument,
    deferral: Deferral,
    because: { refusedCallerId?: string } = {},
  ): Promise<NotDialled> {
    const answer = await giveBack(dial, deferral, because);
    if (deferral.reason === 'number_busy') {
      const { OrgID: orgId, ContactPhoneNumber } = dial.job;
      await awaitLines(store, { orgId, phoneNumbers: [ContactPhoneNumber], now: clock.date() });
    }
    const published = { campaignId: campaign._id, version: campaign.Version, now: clock.date() };
    await reevaluateIfPublished(store, published, [dial.jobId]);
    return answer;
  }

  /**
   * The provider certainly did not place the call, and the job is not to blame: up to a limit, its attempt does not
   * count.
   */
  async function waitForProvider(
    dial: Dial,
    campaign: CampaignDocument,
    reason: string,
  ): Promise<Extract<PlacedCall, { Kind: 'not_dialled' | 'refused' }>> {
    const timesAway = (dial.job.ProviderAway ?? 0) + 1;
    const states = await deps.providerStates(providersOf(campaign.Data, provider.name));
    const isOutForAll = states.some(({ GlobalPause }) => GlobalPause);
    if (timesAway >= MOST_TIMES_AWAY && !isOutForAll) {
      logger.warn({ callId: dial.callId, reason }, 'the provider was away for one job too often');
      return { Kind: 'refused', Outcome: 'provider_failed' };
    }
    const waitMs = limits.providerAwayMs * 2 ** Math.min(timesAway - 1, MOST_TIMES_AWAY);
    const dueAt = new Date(clock.now() + waitMs);
    return giveBack(dial, { dueAt, reason: 'global_pause' }, { away: true });
  }
}
