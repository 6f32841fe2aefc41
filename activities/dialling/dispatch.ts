/** The dispatcher: claims due jobs and starts their call workflows, for as long as its campaign is started. */
import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { callId } from '../../domain/jobs/job';
import {
  callTimeoutMs,
  type CallInput,
  type DispatchEnding,
  type DispatchInput,
  searchAttributes,
  workflowTypes,
} from '../../workflows/contract';
import { type ClaimedCall, listUnstartedClaims } from '../../store/dialling/claims';
import { reevaluateDeferredJobs } from '../../store/jobs/reevaluation';
import { loadOrganisation } from '../../store/organisations/organisations';
import { claimDueJobs, MAX_CLAIMS } from './claiming';
import { type ActivityDeps } from '../ports/deps';
import { reclaimExpiredSlots, settleLostAnalyses } from '../recovery/slot-audit';

// A job that falls due, or a slot freed by another process, is seen after a second at the latest.
const TICK_MS = 1_000;
// Slots that are freed close together are claimed together. The wider the campaign the more of them there are: a cap of 10
// waits 20 ms from one claim to the next, a fraction of a hand-over; one of 50 and more waits 100 ms, which costs a full
// campaign nothing and spares MongoDB two thirds of the claims.
const CLAIM_SPACING_PER_SLOT_MS = 2;
const CLAIM_SPACING_MOST_MS = 100;
// While the campaign ramps up its width grows by the moment, and no event announces that.
const RAMP_TICK_MS = 100;
// When the rules have just sent due jobs away, more are looked at: ten thousand that wait for a window to open are passed in
// a second or so. Most in one step: a read and a write that take well under a heartbeat.
const LOOK_GROWTH = 4;
const MOST_LOOKED_AT = 1_000;
// Workflow starts in flight: enough to hide the round trip, few enough not to starve the server's other work.
const STARTS_IN_FLIGHT = 20;
// How often slots are looked into.
const AUDIT_EVERY_MS = 5_000;
// A dispatcher is relieved after this, so that no activity lives for ever.
const WATCH_MS = 6 * 60 * 60 * 1_000;
// A start that the server has not taken by then is left to the audit.
const START_DEADLINE_MS = 10_000;

export function createDispatchActivities(deps: ActivityDeps) {
  const { store, clock, client, taskQueues, slotNotifier, limits, stopping } = deps;

  return {
    async dispatchCalls(input: DispatchInput): Promise<DispatchEnding> {
      const context = Context.current();
      const { cancellationSignal } = context;
      /** Said before every step that may take long, or a second dispatcher is started beside a busy one. */
      const alive = (): void => {
        cancellationSignal.throwIfAborted();
        context.heartbeat();
      };
      const interrupted = AbortSignal.any([cancellationSignal, stopping]);
      // Stretches of this process's own time: MongoDB's clock may be set meanwhile.
      const relievedAt = performance.now() + WATCH_MS;
      const sleeper = slotNotifier.sleeper(input.CampaignID);
      let nextAudit = 0;
      let lastClaimAt = 0;
      let nextLookAtOrganisation = 0;
      let isSchedulingEnabled = true;
      let look = 0;
      try {
        while (performance.now() < relievedAt && !stopping.aborted) {
          alive();
          if (performance.now() >= nextAudit) {
            await audit(input, alive);
            nextAudit = performance.now() + AUDIT_EVERY_MS;
          }
          if (performance.now() >= nextLookAtOrganisation) {
            isSchedulingEnabled = (await loadOrganisation(store, input.OrgID))?.SchedulingEnabled !== false;
            nextLookAtOrganisation = performance.now() + TICK_MS;
          }
          lastClaimAt = performance.now();
          const claim = await claimDueJobs(deps, {
            campaignId: input.CampaignID,
            epoch: input.Epoch,
            isSchedulingEnabled,
            look,
            nowMs: clock.now(),
          });
          if (claim.kind === 'fenced') return { Kind: 'fenced' };
          const { campaign } = claim;
          if (campaign.JudgedVersion < campaign.Version) {
            await reevaluateDeferredJobs(
              store,
              { campaignId: campaign._id, version: campaign.Version, now: clock.date() },
              alive,
            );
          }
          await startCalls(input, claim.calls, alive);
          look = claim.more ? Math.min(Math.max(look * LOOK_GROWTH, MAX_CLAIMS), MOST_LOOKED_AT) : 0;
          if (claim.more || claim.calls.length === MAX_CLAIMS) continue;
          const untilDue = (claim.nextDueAt?.getTime() ?? Infinity) - clock.now();
          const tick = Math.min(claim.ramping ? RAMP_TICK_MS : TICK_MS, Math.max(untilDue, 0));
          await sleeper.sleep(tick, interrupted);
          const spacing = Math.min(
            campaign.Data.MaxActiveCalls * CLAIM_SPACING_PER_SLOT_MS,
            CLAIM_SPACING_MOST_MS,
          );
          const untilNextClaim = lastClaimAt + spacing - performance.now();
          if (untilNextClaim > 0) await pause(untilNextClaim);
        }
        return { Kind: 'relieved' };
      } finally {
        sleeper.close();
      }
    },
  };

  /** Starts again what was claimed but never began to dial, and looks into slots whose lease has run out. */
  async function audit(input: DispatchInput, alive: () => void): Promise<void> {
    const unstarted = await listUnstartedClaims(store, {
      campaignId: input.CampaignID,
      claimedBefore: new Date(clock.now() - limits.unstartedClaimMs),
      limit: MAX_CLAIMS,
    });
    await startCalls(input, unstarted, alive);
    await reclaimExpiredSlots(deps, input.CampaignID, alive);
    await settleLostAnalyses(deps, input.CampaignID, alive);
  }

  async function startCalls(input: DispatchInput, calls: ClaimedCall[], alive: () => void): Promise<void> {
    for (let i = 0; i < calls.length; i += STARTS_IN_FLIGHT) {
      alive();
      await Promise.all(calls.slice(i, i + STARTS_IN_FLIGHT).map((call) => startCall(input, call)));
    }
  }

  async function startCall({ CampaignID, OrgID }: DispatchInput, call: ClaimedCall): Promise<void> {
    const args: [CallInput] = [{ CampaignID, ...call }];
    slotNotifier.callStarted(CampaignID, callId(call));
    try {
      await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
        client.workflow.start(workflowTypes.call, {
          taskQueue: taskQueues.calls,
          workflowId: callId(call),
          args,
          // An attempt given back by a pause is claimed again under its number, so a closed run may be followed by
          // another. What refuses a second dial is the slot, which lets one run dial, once.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          workflowExecutionTimeout: callTimeoutMs,
          typedSearchAttributes: [
            { key: searchAttributes.CampaignID, value: CampaignID },
            { key: searchAttributes.OrgID, value: OrgID },
          ],
        }),
      );
    } catch (error) {
      // It runs already: a dispatcher before this one started it.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
