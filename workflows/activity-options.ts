/** Every activity that a workflow may call: where it runs, its timeouts and its retries. */
import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import { taskQueuesBeside } from './contract';
// Types only: the code stays outside the sandbox.
import {
  type AnalyzingActivities,
  type CallActivities,
  type CircuitActivities,
  type CommandActivities,
  type InCallOptOutActivities,
  type ControlActivities,
  type DispatchActivities,
  type ReconcileActivities,
} from '../activities';

// Temporal loads this module anew for each workflow. An activity without a `taskQueue` runs on the workflow's own.
const queues = taskQueuesBeside(workflowInfo().taskQueue);

// MongoDB may be away for a while: a write is retried until it succeeds, a few seconds apart.
const untilItSucceeds = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' } as const;

// Steps in MongoDB that a message or a call waits for. They are local: a normal activity takes 90 ms, a local one 12.
export const { recordCampaignState } = proxyLocalActivities<Pick<ControlActivities, 'recordCampaignState'>>({
  // It takes milliseconds. Below the 3 s of a campaign's workflow task.
  startToCloseTimeout: '2s',
  retry: untilItSucceeds,
});
export const { findAnswer, settleCall, withdrawDial } = proxyLocalActivities<
  Pick<CallActivities, 'findAnswer' | 'settleCall' | 'withdrawDial'>
>({
  // Below the 10 s of a call's workflow task.
  startToCloseTimeout: '8s',
  retry: untilItSucceeds,
});

/** The second half of a pause that finds dials in flight. Not local: it may wait for longer than a workflow task. */
export const { awaitDialsInFlight } = proxyActivities<Pick<ControlActivities, 'awaitDialsInFlight'>>({
  // Above the 5 s after which a dial that does not end is a failure.
  startToCloseTimeout: '10s',
  // A worker that dies meanwhile is replaced while the API still waits, for 5 s, also if the next task of the campaign
  // waits for that worker first (2 s). It is seen up to 1.5 s after this. One that is only slow does no harm beside its
  // replacement.
  heartbeatTimeout: '1s',
  retry: untilItSucceeds,
});

/** One per started campaign, for as long as it is started. */
export const { dispatchCalls } = proxyActivities<DispatchActivities>({
  taskQueue: queues.dispatch,
  // The dispatcher ends itself after 6 h, and another takes over.
  startToCloseTimeout: '7h',
  // A dead dispatcher is replaced after this. One that is only slow does no harm beside its replacement.
  heartbeatTimeout: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
  cancellationType: 'TRY_CANCEL',
});

/** Many times what a million jobs take (half a minute). If its worker is killed, it continues on another. */
export const { endCampaign } = proxyActivities<Pick<ControlActivities, 'endCampaign'>>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '15s',
  retry: untilItSucceeds,
});

export const { placeCall } = proxyActivities<Pick<CallActivities, 'placeCall'>>({
  // A placement that has begun is awaited: the workflow has to follow its call.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  // A provider's request takes 4 s at most, and a call that Twilio placed too late takes two more to withdraw; a
  // campaign's pace may keep a placement waiting for 3 s.
  startToCloseTimeout: '20s',
  // No limit counts the wait for a worker, or behind the calls per second: nothing is dialled meanwhile. Ten minutes of
  // asking a provider that is out what became of a placement are some 60 tries; twice that, and then the call is
  // unknown.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 120 },
});

export const { analyzeCall } = proxyActivities<AnalyzingActivities>({
  taskQueue: queues.analyses,
  // Two questions, each asked at most three times, a minute each.
  startToCloseTimeout: '7m',
  heartbeatTimeout: '90s',
  // If the analyst is out for half a day, the audit settles the job without an answer.
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** On the campaigns queue, which no calls-per-second limit delays. */
export const { hangUpCall, lookUpCall } = proxyActivities<Pick<CallActivities, 'hangUpCall' | 'lookUpCall'>>({
  taskQueue: queues.campaigns,
  startToCloseTimeout: '10s',
  // About 4 s of tries. The call workflow asks again, for as many rounds as `MOST_ROUNDS` of `follow-call.ts` says.
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumAttempts: 4 },
});

export const { sendCommand } = proxyActivities<CommandActivities>({
  startToCloseTimeout: '20s',
  // A command that cannot be delivered in 10 minutes is stale: the next one of its schedule counts.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A normal activity: it may be retried for days without adding to the history. */
export const { honourInCallOptOut } = proxyActivities<InCallOptOutActivities>({
  // The jobs of one number take about a second.
  startToCloseTimeout: '1m',
  // A database that is away for a month is lost, and the opt-out list with it.
  scheduleToCloseTimeout: '30 days',
  // Until then the number may be dialled again.
  retry: untilItSucceeds,
});

export const { reconcileCampaigns } = proxyActivities<ReconcileActivities>({
  // Ten thousand campaigns take about 20 s; the next round comes after this one anyway.
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  // After three failures the next minute's round takes over.
  retry: { initialInterval: '1s', maximumAttempts: 3 },
});

// Normal activities, although they write: they are few, and the Temporal UI shows when they wait.
export const { loadCircuit, recordCircuit } = proxyActivities<
  Pick<CircuitActivities, 'loadCircuit' | 'recordCircuit'>
>({
  startToCloseTimeout: '10s',
  retry: untilItSucceeds,
});
export const { probeProvider } = proxyActivities<Pick<CircuitActivities, 'probeProvider'>>({
  // Adapters answer within 4 s. A probe that no worker makes within a minute (the longest back-off) has failed.
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1m',
  // The circuit sets the back-off between probes.
  retry: { maximumAttempts: 1 },
});
