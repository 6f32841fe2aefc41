/** How much each row does: the bars were set for a full run, a quick one ends within eight minutes or so. */
export interface Sizes {
  /** Pairs of our operation and the raw one. */
  commandPairs: number;
  metricsPairs: number;
  /** Due jobs of each campaign whose claims are compared. */
  claimJobs: number;
  claimPairs: number;
  /** Calls that wait behind a cap of 10. */
  handOverCalls: number;
  /** Calls dispatched by us, and as many bare workflows. */
  dispatchCalls: number;
  dispatchRounds: number;
  importRows: number;
  importRounds: number;
  /** Called jobs that are taken out as a file, in each format. */
  exportRows: number;
  exportRounds: number;
  endedJobs: number;
  endRounds: number;
  metricsJobs: number;
  metricsCalls: number;
  /** Jobs among which a caller's is found, and inbound calls. */
  inboundJobs: number;
  inboundCalls: number;
  /** Jobs queued in the growth rows: many against few. */
  fewQueued: number;
  manyQueued: number;
  growthCalls: number;
  growthImportRows: number;
  growthRounds: number;
  /** Calls of one campaign whose history is watched. */
  historyCalls: number;
  /** Campaigns that are woken, for each kind of event. */
  wakingSamples: number;
  /** Campaigns with one slot beside two workers, and the calls of each. */
  twoWorkersCampaigns: number;
  twoWorkersCalls: number;
  /** Campaigns paused at once. */
  pausingCampaigns: number;
  /** Campaigns among which the calls are spread: as many as the cap of the one that they are compared with. */
  spreadCampaigns: number;
  spreadCalls: number;
  /** Calls whose CPU time is measured, and how long the idle processes are watched. */
  costCalls: number;
  costIdleSeconds: number;
  /** Due jobs of the large campaign, and small campaigns beside it. */
  fairnessLargeJobs: number;
  fairnessSmall: number;
  /** Started campaigns without a due job, and the jobs that wait in each. */
  idleCampaigns: number;
  idleJobs: number;
  /** Until what a start leaves to do (code to compile, first looks) is over; then how long CPU time is measured. */
  idleSettleSeconds: number;
  idleSeconds: number;
  /** Whether the calls are enough to warm the processes up, so that their memory figures mean something. */
  watchMemory: boolean;
}

export const full: Sizes = {
  commandPairs: 200,
  metricsPairs: 50,
  claimJobs: 10_000,
  claimPairs: 100,
  handOverCalls: 400,
  dispatchCalls: 2_000,
  dispatchRounds: 2,
  importRows: 100_000,
  importRounds: 6,
  exportRows: 100_000,
  exportRounds: 3,
  endedJobs: 100_000,
  endRounds: 3,
  metricsJobs: 100_000,
  metricsCalls: 5_000,
  inboundJobs: 100_000,
  inboundCalls: 300,
  fewQueued: 10_000,
  manyQueued: 1_000_000,
  growthCalls: 300,
  growthImportRows: 10_000,
  growthRounds: 3,
  historyCalls: 10_000,
  wakingSamples: 40,
  twoWorkersCampaigns: 8,
  twoWorkersCalls: 11,
  pausingCampaigns: 200,
  spreadCampaigns: 200,
  spreadCalls: 1_200,
  costCalls: 1_000,
  costIdleSeconds: 15,
  fairnessLargeJobs: 50_000,
  fairnessSmall: 50,
  idleCampaigns: 500,
  idleJobs: 2_000,
  idleSettleSeconds: 15,
  idleSeconds: 60,
  watchMemory: true,
};

export const quick: Sizes = {
  commandPairs: 60,
  metricsPairs: 20,
  claimJobs: 10_000,
  claimPairs: 30,
  handOverCalls: 80,
  dispatchCalls: 400,
  dispatchRounds: 1,
  importRows: 20_000,
  importRounds: 4,
  exportRows: 40_000,
  exportRounds: 2,
  endedJobs: 20_000,
  endRounds: 2,
  metricsJobs: 20_000,
  metricsCalls: 2_000,
  inboundJobs: 20_000,
  inboundCalls: 100,
  fewQueued: 10_000,
  manyQueued: 100_000,
  growthCalls: 100,
  growthImportRows: 10_000,
  growthRounds: 1,
  historyCalls: 600,
  wakingSamples: 12,
  twoWorkersCampaigns: 4,
  twoWorkersCalls: 7,
  pausingCampaigns: 40,
  spreadCampaigns: 40,
  spreadCalls: 240,
  costCalls: 200,
  costIdleSeconds: 5,
  fairnessLargeJobs: 5_000,
  fairnessSmall: 10,
  idleCampaigns: 100,
  idleJobs: 200,
  idleSettleSeconds: 8,
  idleSeconds: 20,
  // The worker keeps 500 calls in its cache, and V8 grows its heap for the first minutes.
  watchMemory: false,
};
