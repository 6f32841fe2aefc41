/**
 * Whether a provider may be used: a circuit breaker, with time as a parameter. Plain JSON that survives continue-as-new.
 *
 *             it fails                      an operator's pause
 *   closed ─────────────► open     closed, open ─────────────► held
 *     ▲  a probe succeeds  │                                     │
 *     └────────────────────┴───────── an operator's resume ──────┘
 *
 * closed: calls go out, after a resumption gradually. open: none does, and probes ask whether it answers again.
 * held: none does until an operator says so; no probe ends it.
 */
import { redactNumbers } from '../numbers/redact-numbers';

export const circuitStates = ['closed', 'open', 'held'] as const;
export type CircuitState = (typeof circuitStates)[number];

export interface Circuit {
  state: CircuitState;
  /** For people: why the state is what it is. */
  reason: string;
  /** When calls were last stopped, or let go again. */
  sinceMs: number;
  /** Number of the latest change that others must hear of; 0 while there was none. */
  epoch: number;
  /** What was heard while closed, oldest first: as much as `circuitLimits` looks at. */
  recent: { atMs: number; ok: number; failed: number }[];
  /** From one probe to the next. It outlives a resumption, so that a provider that only seems well is asked ever less. */
  backOffMs: number;
  /** While open. */
  nextProbeMs?: number;
  lastProbe?: { atMs: number; answers: boolean; note: string };
}

/** How many requests to the provider, and calls that it took, went well and how many did not: see `health-window.ts`. */
export interface HealthReport {
  ok: number;
  failed: number;
  reason: string;
}

/** A worker reports about once a second, and makes thousands of requests in it at the very most. */
const MOST_REPORTED = 1_000_000;
/** Of a reason some two hundred are kept. */
const MOST_REASON = 10_000;

/** Signals can be sent by hand. */
export function isHealthReport(value: unknown): value is HealthReport {
  const { ok, failed, reason } = Object(value) as Record<string, unknown>;
  return isCount(ok) && isCount(failed) && typeof reason === 'string' && reason.length <= MOST_REASON;
}

export interface CircuitLimits {
  windowOutcomes: number;
  windowMs: number;
  minFailures: number;
  minFailuresWhileGrowing: number;
  failureShare: number;
  firstBackOffMs: number;
  mostBackOffMs: number;
  growthMs: number;
}

export const circuitLimits: CircuitLimits = {
  // The latest 20 requests decide: a busy provider is known to be out after a second of them, however well it did before.
  windowOutcomes: 20,
  // None of them older than this, so that a campaign of one call at a time, whose requests run into a deadline of 4 s,
  // still gathers enough, and yesterday's failures do not count.
  windowMs: 60_000,
  // Fewer are an accident of the network.
  minFailures: 5,
  // Just resumed, few calls go out: two that fail confirm what was known a moment ago. One may still be an accident.
  minFailuresWhileGrowing: 2,
  // Below that most calls go out, and those that do not are tried again.
  failureShare: 0.5,
  // A restart or a lost connection is over within seconds.
  firstBackOffMs: 2_000,
  // Nobody minds an outage that lasts a minute longer when it has lasted for many.
  mostBackOffMs: 60_000,
  // From one call to the full cap: a provider that has just got up is not knocked over again. Six times as slow as the
  // start of a campaign, which no outage preceded.
  growthMs: 30_000,
};

export const newCircuit = (nowMs: number, { firstBackOffMs } = circuitLimits): Circuit => ({
  state: 'closed',
  reason: '',
  sinceMs: nowMs,
  epoch: 0,
  recent: [],
  backOffMs: firstBackOffMs,
});

/** Out, or back for so short a time that a call which fails speaks of the provider rather than of its number. */
export const isDoubtful = (
  { GlobalPause, Since }: { GlobalPause: boolean; Since: Date },
  nowMs: number,
  { growthMs } = circuitLimits,
): boolean => GlobalPause || nowMs - Since.getTime() < growthMs;

/** True while no call may go out. */
export const isOut = ({ state }: Circuit): boolean => state !== 'closed';

/** Requests went well or failed. Heard only while closed: out, the provider is not used, and stragglers prove nothing. */
export function afterReport(
  circuit: Circuit,
  report: HealthReport,
  nowMs: number,
  limits = circuitLimits,
): Circuit {
  if (circuit.state !== 'closed' || report.ok + report.failed === 0) return circuit;
  const { ok, failed } = report;
  const recent = latest([...circuit.recent, { atMs: nowMs, ok, failed }], nowMs, limits);
  const failures = sum(recent.map((seen) => seen.failed));
  const outcomes = failures + sum(recent.map((seen) => seen.ok));
  const growing = circuit.epoch > 0 && nowMs - circuit.sinceMs < limits.growthMs;
  const enough = growing ? limits.minFailuresWhileGrowing : limits.minFailures;
  if (failures < enough || failures < outcomes * limits.failureShare) return { ...circuit, recent };
  const backOffMs = growing ? longer(circuit.backOffMs, limits) : limits.firstBackOffMs;
  return {
    ...changed(circuit, 'open', brief(`${failures} of ${outcomes} requests failed: ${report.reason}`), nowMs),
    backOffMs,
    nextProbeMs: nowMs + backOffMs,
  };
}

/** The provider was asked whether it would take calls now. Only an open circuit closes by that. */
export function afterProbe(
  circuit: Circuit,
  probe: { answers: boolean; note: string },
  nowMs: number,
  limits = circuitLimits,
): Circuit {
  if (circuit.state !== 'open') return circuit;
  const lastProbe = { atMs: nowMs, answers: probe.answers, note: brief(probe.note) };
  if (probe.answers) return { ...changed(circuit, 'closed', 'It answers again', nowMs), lastProbe };
  const backOffMs = longer(circuit.backOffMs, limits);
  return { ...circuit, lastProbe, backOffMs, nextProbeMs: nowMs + backOffMs };
}

/** An operator stops the provider, or says better why it is stopped. */
export function afterPause(circuit: Circuit, why: string, nowMs: number): Circuit {
  const reason = brief(why === '' ? 'Paused by an operator' : `Paused by an operator: ${redactNumbers(why)}`);
  if (circuit.state === 'held' && circuit.reason === reason) return circuit;
  return changed(circuit, 'held', reason, nowMs);
}

/** An operator lets the provider be used again, gradually, whoever had stopped it. */
export const afterResume = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'closed' ? circuit : changed(circuit, 'closed', 'Resumed by an operator', nowMs);

function changed(circuit: Circuit, state: CircuitState, reason: string, nowMs: number): Circuit {
  const { nextProbeMs: _, ...rest } = circuit;
  const turned = isOut(circuit) !== (state !== 'closed');
  return {
    ...rest,
    state,
    reason,
    sinceMs: turned ? nowMs : circuit.sinceMs,
    epoch: circuit.epoch + 1,
    recent: [],
  };
}

/** Whole reports from the newest back, until they hold enough requests or grow too old. */
function latest(recent: Circuit['recent'], nowMs: number, limits: CircuitLimits): Circuit['recent'] {
  const from = recent.findIndex(
    ({ atMs }, i) =>
      nowMs - atMs < limits.windowMs &&
      sum(recent.slice(i + 1).map(({ ok, failed }) => ok + failed)) < limits.windowOutcomes,
  );
  return recent.slice(from);
}

const longer = (backOffMs: number, { mostBackOffMs }: CircuitLimits): number =>
  Math.min(backOffMs * 2, mostBackOffMs);

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST_REPORTED;

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** A line for people, not a page of some gateway's HTML. */
const brief = (text: string): string => text.slice(0, 200);
