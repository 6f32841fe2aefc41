/** A world as the demo sees it, in memory: each look moves it on, so a story takes no time. */
import { type CampaignView, type DemoWorld, type JobView } from '../../stack/demo/api';
import { MAX_ACTIVE_CALLS } from '../../stack/demo/scene';

// How many calls end between two looks.
const ENDS_PER_LOOK = 4;
const CONTACTS = 320;

export interface HonestWorld extends DemoWorld {
  /** What was commanded so far. */
  commands: string[];
}

export function honestWorld(): HonestWorld {
  const jobs: JobView[] = [];
  const commands: string[] = [];
  let state = 'paused';
  const inState = (name: string): JobView[] => jobs.filter(({ State }) => State === name);

  const moveOn = (): void => {
    for (const job of inState('calling').slice(0, ENDS_PER_LOOK)) job.State = 'completed';
    if (state !== 'started') return;
    const free = MAX_ACTIVE_CALLS - inState('calling').length;
    for (const job of inState('created').slice(0, free))
      Object.assign(job, { State: 'calling', Attempts: 1 });
  };

  return {
    commands,
    createCampaign: async () => 'a-campaign',
    importContacts: async () => {
      for (let n = 0; n < CONTACTS; n += 1) jobs.push({ ID: `job-${n}`, State: 'created', Attempts: 0 });
      return { Accepted: CONTACTS, Rejected: 0 };
    },
    command: async (_id, command) => {
      commands.push(command);
      state = { start: 'started', pause: 'paused', end: 'ended' }[command];
      if (command === 'end') for (const job of inState('created')) job.State = 'failed';
    },
    view: async () => {
      moveOn();
      const names = [...new Set(jobs.map(({ State }) => State))];
      return viewOf(state, Object.fromEntries(names.map((name) => [name, inState(name).length])));
    },
    jobs: async () => jobs.map((job) => ({ ...job })),
    outcomes: async () => ['completed'],
    providerStats: async () => ({ Placements: 0, Refused: 0, MaxActiveCalls: MAX_ACTIVE_CALLS, HangUps: 0 }),
    scriptCompleted: async () => {},
  };
}

export function viewOf(state: string, jobs: Record<string, number>): CampaignView {
  const of = (name: string): number => jobs[name] ?? 0;
  const total = Object.values(jobs).reduce((sum, count) => sum + count, 0);
  return { state, counts: { of, total, incomplete: of('created') + of('calling') } };
}
