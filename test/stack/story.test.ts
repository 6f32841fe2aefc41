import { type CampaignView, type DemoWorld } from '../../stack/demo/api';
import { tellStory } from '../../stack/demo/story';
import { type HonestWorld, honestWorld, viewOf } from './demo-world';

const impatient = { lookEveryMs: 1, stepWithinMs: 300, quietMs: 20 };

/** What was found untrue, and all that was printed. */
async function told(world: DemoWorld): Promise<{ broken: readonly string[]; printed: string }> {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  const { signal } = new AbortController();
  const broken = await tellStory({ world, csv: '+12025550189', print, signal, pace: impatient });
  return { broken, printed: printed.join('\n') };
}

/** The honest world, but for what it shows after so many commands. */
const showing =
  (after: number, lie: (view: CampaignView) => CampaignView) =>
  (world: HonestWorld): DemoWorld => ({
    ...world,
    view: async (id) => {
      const view = await world.view(id);
      return world.commands.length === after ? lie(view) : view;
    },
  });
const inState =
  (state: string) =>
  ({ counts }: CampaignView): CampaignView => ({ state, counts });
/** Some jobs are shown in another state. */
const moved =
  (n: number, from: string, to: string) =>
  ({ state, counts }: CampaignView): CampaignView => {
    const shown = ['created', 'calling', 'completed', 'failed', 'canceled'].map((name) => {
      const change = name === from ? -n : name === to ? n : 0;
      return [name, Math.max(0, counts.of(name) + change)];
    });
    return viewOf(state, Object.fromEntries(shown) as Record<string, number>);
  };
/** The second list after so many commands shows something else. */
const listing =
  (after: number, change: { State?: string; Attempts?: number }) =>
  (world: HonestWorld): DemoWorld => {
    let lists = 0;
    return {
      ...world,
      jobs: async (id) => {
        const jobs = await world.jobs(id);
        if (world.commands.length !== after || (lists += 1) !== 2) return jobs;
        return jobs.map((job) => (job.State === 'completed' ? { ...job, ...change } : job));
      },
    };
  };

// After one command it is started, after two paused, after three started again, after four paused, after five ended.
const lies: [lie: string, claims: RegExp[], world: (world: HonestWorld) => DemoWorld][] = [
  ['it begins as started', [/it is paused and has no jobs/], showing(0, inState('started'))],
  ['rows are lost in the import', [/every one of them is a job/], showing(0, moved(1, 'created', 'none'))],
  ['a start changes nothing', [/it is started/], showing(1, inState('paused'))],
  ['every call fails', [/calls complete/], showing(1, moved(999, 'completed', 'failed'))],
  ['a pause changes nothing', [/it is paused$/], showing(2, inState('started'))],
  [
    'calls in flight never end',
    [/calls in flight come to an end/],
    showing(2, moved(1, 'completed', 'calling')),
  ],
  ['a paused campaign dials', [/nobody was dialled since the pause/], listing(2, { Attempts: 2 })],
  [
    'a pause hangs up',
    [/each of those calls came to its own end/],
    (world) => ({ ...world, outcomes: async () => ['canceled'] }),
  ],
  [
    'a call in flight is lost',
    [/each of those calls came to its own end/],
    (world) => ({ ...world, outcomes: async () => [undefined] }),
  ],
  ['what is in flight fails', [/of their jobs are completed/], listing(2, { State: 'failed' })],
  ['it does not go on', [/it goes on where it stopped/], showing(3, inState('paused'))],
  [
    'nothing is left to end',
    [/some jobs are still incomplete/, /every incomplete/],
    showing(4, moved(999, 'created', 'failed')),
  ],
  ['an end changes nothing', [/it is ended/], showing(5, inState('paused'))],
  ['an end cancels', [/every incomplete job/], showing(5, moved(1, 'failed', 'canceled'))],
  [
    'an end fails what is completed',
    [/every incomplete/, /no completed job was touched/],
    showing(5, moved(1, 'completed', 'failed')),
  ],
  [
    'an end loses a job',
    [/no completed job was touched/, /no job was lost/],
    showing(5, moved(1, 'completed', 'none')),
  ],
  ['too many calls', [/never more than 20 active calls/], showing(3, moved(21, 'completed', 'calling'))],
  [
    'too many calls by the provider',
    [/never more than 20 active calls/],
    (world) => ({
      ...world,
      providerStats: async (id) => ({ ...(await world.providerStats(id)), MaxActiveCalls: 21 }),
    }),
  ],
];

describe('the story of the demo', () => {
  it('finds nothing untrue in a world that keeps its promises', async () => {
    const { broken, printed } = await told(honestWorld());
    expect(broken).toEqual([]);
    expect(printed).not.toContain('✗');
  });

  it.each(lies)('%s: exactly the claims that this breaks are given back', async (_lie, claims, world) => {
    const { broken, printed } = await told(world(honestWorld()));
    expect(broken).toEqual(claims.map((claim) => expect.stringMatching(claim) as string));
    for (const claim of broken) expect(printed).toContain(`✗ ${claim} — seen: `);
  });
});
