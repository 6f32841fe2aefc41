/**
 * Reports a provider's answers to its circuit workflow. The counts in memory are only a buffer: a process that dies
 * loses at most a second of them.
 */
import { type Client } from '@temporalio/client';
import { type Logger } from 'pino';
import { type CircuitLimits, circuitLimits, type HealthReport } from '../../domain/providers/circuit';
import { afterTurn, type HealthWindow, emptyHealthWindow } from '../../domain/providers/health-window';
import { redactNumbers } from '../../domain/numbers/redact-numbers';
import { type Store } from '../../store/mongodb/mongo';
import { loadProvider } from '../../store/providers/providers';
import {
  type ProviderInput,
  providerWorkflowId,
  reportSignal,
  type TaskQueues,
  workflowTypes,
} from '../../workflows/contract';

export interface ProviderHealth {
  /**
   * `ok`: a request to the provider went well. `failed`: it failed by the provider's fault. `dropped`: a call was
   * dropped whose placement had gone well. Cheap, and never throws.
   */
  record(provider: string, how: 'ok' | 'failed' | 'dropped', reason?: string): void;
  /** Sends what is not reported yet. */
  stop(): Promise<void>;
}

export interface ProviderHealthOptions {
  client: Client;
  store: Store;
  /** The providers that this process uses. */
  providers: string[];
  taskQueues: TaskQueues;
  logger: Logger;
  limits?: CircuitLimits | undefined;
}

// An outage costs a second of failures before it is reported. More often, twenty workers together would send more than
// one workflow can take in.
const REPORT_EVERY_MS = 1_000;
// The workflow of a provider that is out may have been terminated. An unused provider has no failures that would start
// it again. As often as the reconciler looks at campaigns.
const LOOK_EVERY_MS = 60_000;
// The next second tries again.
const DEADLINE_MS = 3_000;

export function createProviderHealth(options: ProviderHealthOptions): ProviderHealth {
  const { client, store, providers, taskQueues, logger, limits } = options;
  const seen = new Map<string, HealthWindow>();
  let sending: Promise<unknown> | undefined;

  const timers = [setInterval(flush, REPORT_EVERY_MS), setInterval(() => void lookAfter(), LOOK_EVERY_MS)];
  // These timers alone keep no process alive.
  for (const timer of timers) timer.unref();
  void lookAfter();

  return {
    record(provider, how, reason = 'no reason given') {
      const counts = seen.get(provider) ?? emptyHealthWindow;
      seen.set(provider, {
        ...counts,
        [how]: counts[how] + 1,
        ...(how === 'ok' ? {} : { reason: brief(redactNumbers(reason)) }),
      });
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await sending;
      flush();
      await sending;
    },
  };

  /** Reports only failures: a healthy provider costs nothing. */
  function flush(): void {
    // The server is slow: what comes meanwhile is counted and sent in one report.
    if (sending) return;
    const reports = [...seen].flatMap(([provider, evidence]) => {
      const { report: said, next } = afterTurn(evidence, limits ?? circuitLimits);
      seen.set(provider, next);
      return said ? [report(provider, said)] : [];
    });
    if (reports.length > 0) sending = Promise.all(reports).finally(() => (sending = undefined));
  }

  async function lookAfter(): Promise<void> {
    for (const provider of providers)
      try {
        if ((await loadProvider(store, provider))?.GlobalPause)
          // An empty report: it starts the workflow if there is none, which loads what is stored.
          await report(provider, { ok: 0, failed: 0, reason: '' });
      } catch (error) {
        logger.warn({ err: error, provider }, 'whether a provider is out could not be read: trying again');
      }
  }

  async function report(provider: string, health: HealthReport): Promise<void> {
    const args: [ProviderInput] = [{ Provider: provider, ...(limits ? { Limits: limits } : {}) }];
    try {
      await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.signalWithStart(workflowTypes.provider, {
          workflowId: providerWorkflowId(provider, taskQueues),
          taskQueue: taskQueues.campaigns,
          args,
          signal: reportSignal,
          signalArgs: [health],
        }),
      );
    } catch (error) {
      logger.warn(
        { err: error, provider },
        'how a provider does could not be told: the next second tries again',
      );
    }
  }
}

/** A line for people, which keeps the report small. */
const brief = (text: string): string => text.slice(0, 200);
