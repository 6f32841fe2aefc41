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
import { type Claim, claimDueJobs, MAX_CLAIMS } from './claiming';
import { type ActivityDeps } from '../ports/deps';
import { createIdling } from './idling';
import { reclaimExpiredSlots, settleLostAnalyses } from '../recovery/slot-audit';

// How often a dispatcher looks when nothing announces what it waits for: claims that queue, calls that another process
// started, or a broken stream of events.
const TICK_MS = 1_000;
// A dispatcher that hears of everything looks all the same, with its audit: an event may be lost.
const SAFETY_LOOK_MS = 5_000;
// A heartbeat may be this late: well below its timeout.
const HEARTBEAT_EVERY_MS = 2_000;
// Slots that are freed close together are claimed together. A higher cap has more of them: with a cap of 10 there are
// 20 ms between claims, a fraction of a hand-over; with 50 and more, 100 ms, which costs a full campaign nothing and
// saves MongoDB two thirds of the claims.
const CLAIM_SPACING_PER_SLOT_MS = 2;
const CLAIM_SPACING_MOST_MS = 100;
// While the campaign ramps up, its cap grows constantly, and no event announces that.
const RAMP_TICK_MS = 100;
// When the rules have just deferred due jobs, the next step looks at more: it gets past ten thousand that wait for a
// window in a second or so. The most in one step need a read and a write that take well under a heartbeat.
const LOOK_GROWTH = 4;
const MOST_LOOKED_AT = 1_000;
// Workflow starts in flight: enough to hide the round trip, few enough to leave the server room for other work.
const STARTS_IN_FLIGHT = 20;
// How often claims, slots and analyses are audited.
const AUDIT_EVERY_MS = 5_000;
// After this a new dispatcher takes over, so that no activity lives for ever.
const WATCH_MS = 6 * 60 * 60 * 1_000;
// A start that the server has not accepted by then is left to the audit.
const START_DEADLINE_MS = 10_000;

export function createDispatchActivities(deps: ActivityDeps) {
  const { store, clock, client, taskQueues, slotNotifier, limits, stopping } = deps;

  return {
    async dispatchCalls(input: DispatchInput): Promise<DispatchEnding> {
      const context = Context.current();
      const { cancellationSignal } = context;
      /**
       * Heartbeats before every step that may take long; otherwise Temporal starts a second dispatcher beside a busy
       * one.
       */
      const alive = (): void => {
        cancellationSignal.throwIfAborted();
        context.heartbeat();
      };
      const interrupted = AbortSignal.any([cancellationSignal, stopping]);
      // Durations by this process's own clock: MongoDB's clock may be set meanwhile.
      const relievedAt = performance.now() + WATCH_MS;
      const sleeper = slotNotifier.sleeper(input.CampaignID);
      const tickOf = ({ ramping, queueing, activeCalls }: Extract<Claim, { kind: 'claimed' }>): number => {
        if (ramping) return RAMP_TICK_MS;
        return queueing || !slotNotifier.hearsEvents() || !sleeper.hearsOf(activeCalls)
          ? TICK_MS
          : SAFETY_LOOK_MS;
      };
      let nextAudit = 0;
      let lastClaimAt = 0;
      let nextLookAtOrganisation = 0;
      let isSchedulingEnabled = true;
      let look = 0;
      const idling = createIdling(deps, input);
      const untilMs = (at: Date | undefined): number =>
        at ? Math.max(at.getTime() - clock.now(), 0) : Infinity;
      /** Sleeps until there is a reason to look, or for `ms`. */
      const sleep = async (ms: number): Promise<void> => {
        const until = performance.now() + ms;
        for (let left = ms; left > 0 && !stopping.aborted; left = until - performance.now()) {
          if (await sleeper.sleep(Math.min(left, HEARTBEAT_EVERY_MS), interrupted)) return;
          alive();
        }
      };
      try {
        while (performance.now() < relievedAt && !stopping.aborted) {
          alive();
          if (performance.now() >= nextAudit) {
            await audit(input, alive);
            nextAudit = performance.now() + AUDIT_EVERY_MS;
          }
          if (idling.isMarked() || performance.now() >= nextLookAtOrganisation) {
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
            fresh: idling.isMarked(),
          });
          if (claim.kind === 'fenced') return { Kind: 'fenced' };
          const { campaign, rest } = claim;
          const isReevaluated = campaign.ReevaluatedVersion < campaign.Version;
          if (isReevaluated) {
            await reevaluateDeferredJobs(
              store,
              { campaignId: campaign._id, version: campaign.Version, now: clock.date() },
              alive,
            );
          }
          await startCalls(input, claim.calls, alive);
          look = claim.more ? Math.min(Math.max(look * LOOK_GROWTH, MAX_CLAIMS), MOST_LOOKED_AT) : 0;
          if (isReevaluated || claim.more || claim.calls.length === MAX_CLAIMS) continue;
          const next = await idling.after(campaign, rest);
          if (next === 'end')
            return { Kind: 'idle', ...(rest?.until ? { RestMs: untilMs(rest.until) } : {}) };
          if (next === 'look') continue;
          await sleep(Math.min(tickOf(claim), untilMs(claim.nextDueAt), next.withinMs));
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

  /** Starts again claims that never began to dial, checks slots whose lease has expired, and settles lost analyses. */
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
    slotNotifier.callStarted(CampaignID, call.JobID);
    try {
      await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
        client.workflow.start(workflowTypes.call, {
          taskQueue: taskQueues.calls,
          workflowId: callId(call),
          args,
          // An attempt given back by a pause is claimed again under its number, so another run may follow a closed one.
          // The slot prevents a second dial: it lets one run dial, once.
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
      // It runs already: an earlier dispatcher started it.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
