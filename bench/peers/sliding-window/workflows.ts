/**
 * The batch of Temporal's sample "batch-sliding-window" (temporalio/samples-typescript, the same in Go and Java), with
 * a real record in place of its sleep: a batch workflow divides records and window among a few window workflows, each
 * of which starts a child for every record. Children start side by side, as in Go and Java, so that only the window
 * holds them back; in TypeScript the sample waits for each start.
 */
import {
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { type Placement } from '../placement';
import { type WindowActivities } from './worker';

export interface BatchInput {
  batch: string;
  /** Children that a window starts before it continues as new, so that its history stays short. */
  pageSize: number;
  /** Most children at a time, of all windows together. */
  windowSize: number;
  windows: number;
}

interface WindowInput {
  batch: string;
  pageSize: number;
  windowSize: number;
  /** The first record that is not started yet. */
  from: number;
  /** After the last one. */
  until: number;
  done: number;
  /** Children of earlier runs that have not reported yet. */
  running: number[];
}

// The limit of the sample's activities: so long a record waits whose worker was killed.
const { countRecords, loadRecords, processRecord } = proxyActivities<WindowActivities>({
  startToCloseTimeout: '5 seconds',
});

const reportCompletion = defineSignal<[id: number]>('reportCompletion');

/** @returns how many records were processed. */
export async function processBatch({ batch, pageSize, windowSize, windows }: BatchInput): Promise<number> {
  const records = await countRecords(batch);
  const { workflowId } = workflowInfo();
  const done = await Promise.all(
    Array.from({ length: windows }, (_, i) =>
      executeChild(slidingWindow, {
        workflowId: `${workflowId}/${i}`,
        args: [
          {
            batch,
            pageSize,
            windowSize: shareUntil(windowSize, i + 1, windows) - shareUntil(windowSize, i, windows),
            from: shareUntil(records, i, windows),
            until: shareUntil(records, i + 1, windows),
            done: 0,
            running: [],
          },
        ],
      }),
    ),
  );
  return done.reduce((all, one) => all + one, 0);
}

/** Where the share of the n-th of some windows begins. */
const shareUntil = (total: number, n: number, windows: number): number => Math.floor((total * n) / windows);

/** Keeps as many children running as its window has places, and continues as new after each page. */
export async function slidingWindow(input: WindowInput): Promise<number> {
  const running = new Set(input.running);
  let { done } = input;
  // A child may report twice.
  setHandler(reportCompletion, (id) => {
    if (running.delete(id)) done += 1;
  });
  const { batch, pageSize, windowSize, from, until } = input;
  const records = from < until ? await loadRecords(batch, from, Math.min(from + pageSize, until)) : [];
  const { workflowId } = workflowInfo();
  const starts: Promise<unknown>[] = [];
  for (const record of records) {
    await condition(() => running.size < windowSize);
    running.add(record.id);
    starts.push(
      startChild(recordProcessor, {
        workflowId: `${workflowId}/${record.id}`,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [record],
      }),
    );
  }
  // A child that has not started would not outlive this run.
  await Promise.all(starts);
  const next = from + records.length;
  if (next < until)
    await continueAsNew<typeof slidingWindow>({ ...input, from: next, done, running: [...running] });
  await condition(() => running.size === 0);
  return done;
}

/** Processes one record and reports to the current run of its window, whichever that is by then. */
export async function recordProcessor(record: Placement): Promise<void> {
  await processRecord(record);
  const { parent } = workflowInfo();
  if (parent) await getExternalWorkflowHandle(parent.workflowId).signal(reportCompletion, record.id);
}
