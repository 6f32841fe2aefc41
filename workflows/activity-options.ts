/** Every activity that a workflow may call: where it runs, how long it may take, how it is retried. */
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

// MongoDB may be away for a while; a write is tried again until it succeeds, a few seconds apart.
const untilItSucceeds = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' } as const;

// MongoDB writes that a message or a call waits for: local, since a normal activity costs 90 ms and these 12.
export const { recordCampaignState } = proxyLocalActivities<Pick<ControlActivities, 'recordCampaignState'>>({
  // Milliseconds; below the 3 s of a campaign's workflow task, which a longer one would outlast.
  startToCloseTimeout: '2s',
  retry: untilItSucceeds,
});
export const { settleCall, withdrawDial } = proxyLocalActivities<
  Pick<CallActivities, 'settleCall' | 'withdrawDial'>
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
  // waits for that worker first (2 s).
  heartbeatTimeout: '2s',
  retry: untilItSucceeds,
});

/** One per started campaign, for as long as it is started. */
export const { dispatchCalls } = proxyActivities<DispatchActivities>({
  taskQueue: queues.dispatch,
  // The dispatcher relieves itself after 6 h.
  startToCloseTimeout: '7h',
  // A dead dispatcher is replaced after this. One that is only slow does no harm beside its successor.
  heartbeatTimeout: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
  cancellationType: 'TRY_CANCEL',
});

/** Ending: as long as a million jobs take (half a minute) many times over; killed, it goes on elsewhere. */
export const { endCampaign } = proxyActivities<Pick<ControlActivities, 'endCampaign'>>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '15s',
  retry: untilItSucceeds,
});

export const { placeCall } = proxyActivities<Pick<CallActivities, 'placeCall'>>({
  // One that has begun to place a call is waited for: somebody has to follow the call.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  // A provider's request takes 4 s at most, and a call that Twilio placed too late takes two more to withdraw; a
  // campaign's pace may keep a placement waiting for 3 s.
  startToCloseTimeout: '20s',
  // No limit counts the wait for a worker, or behind the calls per second: who waits has dialled nobody. Ten minutes of
  // asking a provider that is out what became of a placement are some 60 tries; twice that, and then the call is
  // unknown.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 120 },
});

export const { analyzeCall } = proxyActivities<AnalyzingActivities>({
  taskQueue: queues.analyses,
  // Two questions, each asked three times at most, a minute each.
  startToCloseTimeout: '7m',
  heartbeatTimeout: '90s',
  // An analyst that is out for half a day has lost the question: the audit then settles the job without an answer.
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' },
});

/** On the campaigns queue, which no calls-per-second limit holds up. */
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

/** A normal activity: it may wait for days, which costs the history nothing. */
export const { honourInCallOptOut } = proxyActivities<InCallOptOutActivities>({
  // As many jobs as one number has: a second.
  startToCloseTimeout: '1m',
  // A database that is away for a month has no list any more on which the number could be missing.
  scheduleToCloseTimeout: '30 days',
  // Until then the number may be dialled again.
  retry: untilItSucceeds,
});

export const { reconcileCampaigns } = proxyActivities<ReconcileActivities>({
  // Ten thousand campaigns take about 20 s; the next round comes after this one anyway.
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  // A round that fails three times is left to the next minute's.
  retry: { initialInterval: '1s', maximumAttempts: 3 },
});

// Normal activities, although writes: they are few, and the UI shows them waiting.
export const { loadCircuit, recordCircuit } = proxyActivities<
  Pick<CircuitActivities, 'loadCircuit' | 'recordCircuit'>
>({
  startToCloseTimeout: '10s',
  retry: untilItSucceeds,
});
export const { probeProvider } = proxyActivities<Pick<CircuitActivities, 'probeProvider'>>({
  // Adapters answer within 4 s. A probe that nobody makes within a minute, the longest back-off, has failed.
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1m',
  // The back-off between probes is the circuit's.
  retry: { maximumAttempts: 1 },
});
