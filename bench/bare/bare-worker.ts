/** The bare worker process, seen from the load generator. */
import { type Client, type WorkflowHandle } from '@temporalio/client';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { bareQueue, type BareMessage } from './contract';
import { type bareCall, type bareCampaign, eventSignal } from './workflows';

interface CallTimes {
  ringMs: number;
  callMs: number;
}

export interface BareWorker {
  startCampaign(workflowId: string): Promise<WorkflowHandle<typeof bareCampaign>>;
  /**
   * Runs one bare call, the provider's events included, until it has settled. Its answer is told `ringMs` after its
   * placement, and its end `callMs` after that; absent: at once.
   */
  runCall(workflowId: string, times?: CallTimes): Promise<void>;
  stop(): Promise<void>;
}

// It bundles a few lines; on a loaded two-core machine that takes seconds.
const READY_WITHIN_MS = 60_000;
// Nothing it does takes as long.
const STOP_WITHIN_MS = 30_000;

export async function startBareWorker(
  client: Client,
  env: { TEMPORAL_ADDRESS: string; MONGODB_URI: string },
): Promise<BareWorker> {
  const child = fork(require.resolve('./worker'), {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    env: { ...process.env, ...env },
    // Ctrl-C at the terminal must reach only the bench, which stops this process in order.
    detached: true,
  });
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(lastResort);
  };

  const running = new Map<
    string,
    { times: CallTimes; settled: () => void; failed: (error: unknown) => void }
  >();
  const failAll = (error: Error): void => running.forEach(({ failed }) => failed(error));
  child.on('message', (message: BareMessage) => {
    if (message.kind === 'ready') return;
    const call = running.get(message.workflowId);
    if (message.kind === 'settled') call?.settled();
    else
      tellEvents(client, message.workflowId, call?.times ?? instant).catch((error: unknown) =>
        call?.failed(error),
      );
  });
  void gone.then(() => failAll(new Error('The bare worker ended.')));

  const ready = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
  try {
    await Promise.race([ready, gone.then(() => Promise.reject(new Error('The bare worker did not start.')))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    startCampaign: (workflowId) =>
      client.workflow.start<typeof bareCampaign>('bareCampaign', { taskQueue: bareQueue, workflowId }),
    async runCall(workflowId, times = instant) {
      const settled = new Promise<void>((resolve, reject) =>
        running.set(workflowId, { times, settled: resolve, failed: reject }),
      );
      try {
        await client.workflow.start<typeof bareCall>('bareCall', { taskQueue: bareQueue, workflowId });
        await settled;
      } finally {
        running.delete(workflowId);
      }
    },
    stop,
  };
}

const instant: CallTimes = { ringMs: 0, callMs: 0 };

/** One after the other, as the provider does. */
async function tellEvents(client: Client, workflowId: string, { ringMs, callMs }: CallTimes): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  if (ringMs > 0) await pause(ringMs);
  await handle.signal(eventSignal, 'answered');
  if (callMs > 0) await pause(callMs);
  await handle.signal(eventSignal, 'ended');
}
