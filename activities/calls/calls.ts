/** The effects of a call workflow: it places, hangs up, looks up and settles a call. */
import { callId, type CallRef } from '../../domain/jobs/job';
import { type HangUpCause } from '../../domain/calls/outcome';
import { withdrawDial } from '../../store/calls/dial-permits';
import { findCallAnswer } from '../../store/calls/answers';
import { recordProviderCallId } from '../../store/calls/calls';
import { loadJob } from '../../store/jobs/jobs';
import { holdsLine } from '../../store/numbers/numbers';
import { type ActivityDeps } from '../ports/deps';
import { keepToldTranscript, callToLookUp } from './call-lookup';
import { createPlacingActivities } from './place-call';
import {
  type EndedCall,
  type HeardAnswer,
  type LookedUp,
  type SettledAs,
  type Withdrawal,
} from '../../workflows/contract';
import { settleCall } from './settle-call';

export function createCallActivities(deps: ActivityDeps) {
  const { store, clock, provider, health, slotNotifier } = deps;

  return {
    ...createPlacingActivities(deps),

    /** Asks the provider to end the call. Throws while the provider cannot be told. */
    async hangUpCall(ref: CallRef): Promise<void> {
      if (!(await provider.hangUp(await callToLookUp(store, ref))))
        throw new Error(`The provider could not be told to hang up ${callId(ref)}`);
    },

    /**
     * What the provider knows of the call; never throws for a provider that does not know it.
     * @param Routine a check with no overdue event. If it is not answered, that does not count against the provider:
     * there are many such checks, none counts in its favour, and an outage shows in placements.
     */
    async lookUpCall({ Routine, ...ref }: CallRef & { Routine?: true }): Promise<LookedUp> {
      const id = callId(ref);
      const found = await provider.lookUp(await callToLookUp(store, ref));
      if (found.kind === 'unavailable' && !Routine)
        health.record(provider.name, 'failed', 'a look-up was not answered');
      if (found.kind !== 'found') return { Kind: found.kind };
      if (found.providerCallId !== undefined) await recordProviderCallId(store, id, found.providerCallId);
      await keepToldTranscript(deps, ref, found);
      return { Kind: 'found', Progress: found.progress };
    },

    /**
     * Gives back a call that has not been dialled, when it is withdrawn before it is known to ring, or its placement
     * failed for good. If it was hung up, its job is cancelled; an ending fails the job.
     * @returns `withdrawn` also for a call that has neither its job nor its number's line: it does not dial.
     */
    async withdrawDial({
      HangUpCause,
      ...ref
    }: CallRef & { HangUpCause?: HangUpCause }): Promise<Withdrawal> {
      const id = callId(ref);
      const cancel = HangUpCause !== undefined && HangUpCause !== 'campaign_ended';
      const withdrawal = await withdrawDial(store, {
        jobId: ref.JobID,
        callId: id,
        cancel,
        now: clock.date(),
      });
      if (withdrawal === 'withdrawn') slotNotifier.slotFreed(ref.CampaignID, ref.JobID);
      if (withdrawal !== 'gone') return withdrawal;
      const job = await loadJob(store, ref.JobID);
      return job && (await holdsLine(store, job, id)) ? 'dialling' : 'withdrawn';
    },

    /** The answer that the provider has reported, if it has: a stored one does not wake the call's workflow. */
    async findAnswer(ref: CallRef): Promise<HeardAnswer | null> {
      const answer = await findCallAnswer(store, callId(ref));
      if (!answer) return null;
      const agoMs = clock.now() - answer.heardAt.getTime();
      return { AtMs: answer.atMs, By: answer.by, AgoMs: Math.max(agoMs, 0) };
    },

    async settleCall(ended: EndedCall): Promise<SettledAs> {
      return settleCall(deps, ended);
    },
  };
}
