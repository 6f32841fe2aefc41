/** What the histories of calls say: how much work they were for Temporal, and which processes did it. */
import { type Client } from '@temporalio/client';
import { type temporal } from '@temporalio/proto';
import { historyLength } from './history-length';

type Event = temporal.api.history.v1.IHistoryEvent;

export interface CallHistory {
  events: number;
  workflowTasks: number;
  /** The process that started it. */
  startedBy: string;
  /** The process that did its last workflow task, and so settled it. */
  settledBy: string;
}

/** Of a call that has completed, or is about to. */
export async function callHistory(client: Client, workflowId: string): Promise<CallHistory> {
  const events = await historyLength(client, workflowId);
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const all: Event[] = history.events ?? [];
  const tasks = all.flatMap(({ workflowTaskCompletedEventAttributes: task }) => (task ? [task] : []));
  return {
    events,
    workflowTasks: tasks.length,
    startedBy: all[0]?.workflowExecutionStartedEventAttributes?.identity ?? '',
    settledBy: tasks.at(-1)?.identity ?? '',
  };
}
