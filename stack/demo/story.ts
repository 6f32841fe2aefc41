/** The life of one campaign, told and checked through the public API. */
import { type CampaignView, type DemoClient } from './api';
import { Claims } from './claims';
import { ProgressBar } from './progress-bar';

const MAX_ACTIVE_CALLS = 20;
// At about ten calls a second each wait takes some fifteen seconds; the bound only ends a demo that hangs.
const STEP_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;
// How long nobody may be dialled after a pause: twice the time in which a running campaign looks for work.
const QUIET_MS = 3_000;
// Endings of numbers for which the simulator plays a lost event, a call that never ends or a provider in trouble.
// Each of those resolves after minutes, by the limits of a call, and this demo has two.
const SLOW_ENDINGS = /(89|90|9[5-9])$/;

const campaignData = {
  CallerID: '+12025550100',
  AvailableCallerIDs: {},
  InboundMode: 'reject',
  CallRejectionMessage: '',
  MaxActiveCalls: MAX_ACTIVE_CALLS,
  AnalysisSchema: {},
  BotName: 'demo',
  Constraints: {},
};

export interface Telling {
  client: DemoClient;
  csv: string;
  print: (line: string) => void;
  signal: AbortSignal;
}

/** Returns the claims that were not true. */
export async function tellStory({ client, csv, print, signal }: Telling): Promise<readonly string[]> {
  const bar = new ProgressBar(MAX_ACTIVE_CALLS);
  const say = (line: string): void => {
    bar.close();
    print(line);
  };
  const claims = new Claims(say);
  let mostActive = 0;

  say('\n1. Create a campaign');
  const id = await client.createCampaign('Demo', campaignData);
  const look = async (): Promise<CampaignView> => {
    signal.throwIfAborted();
    const view = await client.view(id);
    mostActive = Math.max(mostActive, view.counts.of('calling'));
    bar.show(view);
    return view;
  };
  /** Looks until it is so, or too late; either way returns what was seen last. */
  const until = async (
    isSo: (view: CampaignView) => boolean,
    withinMs = STEP_WITHIN_MS,
  ): Promise<CampaignView> => {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const view = await look();
      if (isSo(view) || Date.now() > deadline) return view;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
  const created = await client.view(id);
  claims.check(
    'it is paused and has no jobs',
    created.state === 'paused' && created.counts.total === 0,
    tell(created),
  );

  say('\n2. Import examples/contacts.csv');
  await client.scriptCompleted(numbersOf(csv).filter((number) => SLOW_ENDINGS.test(number)));
  const { Accepted, Rejected } = await client.importContacts(id, csv);
  say(`  ${Accepted} accepted, ${Rejected} rejected`);
  const imported = await client.view(id);
  claims.check('at least 300 contacts were accepted', Accepted >= 300, `${Accepted}`);
  claims.check(
    'every one of them is a job, not yet called',
    imported.counts.of('created') === Accepted,
    tell(imported),
  );

  say('\n3. Start it');
  await client.command(id, 'start');
  const started = await look();
  claims.check('it is started', started.state === 'started', tell(started));
  const middle = await until(({ counts }) => counts.total - counts.incomplete >= Accepted * 0.3);
  claims.check('calls complete', middle.counts.of('completed') > 0, tell(middle));
  claims.check('calls are in progress', middle.counts.of('calling') > 0, tell(middle));

  say('\n4. Pause it in the middle');
  await client.command(id, 'pause');
  const atPause = await client.providerStats(id);
  const paused = await look();
  claims.check('it is paused', paused.state === 'paused', tell(paused));
  say(`  ${atPause.ActiveCalls} calls in flight`);
  const drained = await until(({ counts }) => counts.of('calling') + counts.of('analyzing') === 0);
  claims.check(
    'calls in flight came to their own end',
    drained.counts.of('calling') + drained.counts.of('analyzing') === 0,
    tell(drained),
  );
  const quietUntil = Date.now() + QUIET_MS;
  await until(() => Date.now() > quietUntil);
  const quiet = await client.providerStats(id);
  claims.check(
    'no new call was placed since the pause',
    quiet.Placements === atPause.Placements,
    `${quiet.Placements - atPause.Placements} new`,
  );

  say('\n5. Start it again');
  await client.command(id, 'start');
  const again = await until(({ counts }) => counts.total - counts.incomplete >= Accepted * 0.6);
  const stats = await client.providerStats(id);
  claims.check(
    'it goes on where it stopped',
    again.state === 'started' && stats.Placements > quiet.Placements,
    tell(again),
  );

  say('\n6. Pause, and end it');
  await client.command(id, 'pause');
  const before = await until(({ counts }) => counts.of('calling') + counts.of('analyzing') === 0);
  const { incomplete } = before.counts;
  claims.check('some jobs are still incomplete', incomplete > 0, tell(before));
  await client.command(id, 'end');
  const ended = await until(({ state, counts }) => state === 'ended' && counts.incomplete === 0);
  claims.check('it is ended', ended.state === 'ended', tell(ended));
  claims.check(
    `every incomplete job (${incomplete}) failed`,
    ended.counts.incomplete === 0 && ended.counts.of('failed') === before.counts.of('failed') + incomplete,
    tell(ended),
  );
  claims.check(
    'no completed job was touched',
    ended.counts.of('completed') === before.counts.of('completed'),
    tell(ended),
  );
  claims.check('no job was lost', ended.counts.total === Accepted, tell(ended));

  const provider = await client.providerStats(id);
  claims.check(
    `never more than ${MAX_ACTIVE_CALLS} active calls`,
    mostActive <= MAX_ACTIVE_CALLS && provider.MaxActiveCalls <= MAX_ACTIVE_CALLS,
    `${mostActive} by the API, ${provider.MaxActiveCalls} by the provider`,
  );
  return claims.failures;
}

const tell = ({ state, counts }: CampaignView): string =>
  `${state}, ${['created', 'scheduled', 'calling', 'analyzing', 'completed', 'failed', 'canceled']
    .map((name) => `${counts.of(name)} ${name}`)
    .join(', ')}`;

const numbersOf = (csv: string): string[] => csv.match(/\+[1-9]\d{6,14}/g) ?? [];
