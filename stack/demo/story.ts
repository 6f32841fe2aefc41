/** The life of one campaign, told and checked through the public API. */
import { type DemoWorld } from './api';
import { pauseInTheMiddle } from './pause';
import { atLeisure, MAX_ACTIVE_CALLS, type Pace, Scene, tell } from './scene';

// For these endings the simulator loses an event, never ends the call or fails as a provider.
// Each takes minutes to resolve, by the limits of a call, and this demo lasts two.
const SLOW_ENDINGS = /(89|90|9[5-9])$/;

/** Its contacts are fictional and answer at any hour, so it chooses no rule sets. */
const campaignData = {
  CallerID: '+12025550100',
  AvailableCallerIDs: {},
  InboundMode: 'reject',
  CallRejectionMessage: '',
  MaxActiveCalls: MAX_ACTIVE_CALLS,
  AnalysisSchema: {},
  BotName: 'demo',
  Constraints: { RuleSets: [] },
};

export interface Telling {
  world: DemoWorld;
  csv: string;
  print: (line: string) => void;
  signal: AbortSignal;
  pace?: Pace;
}

/** Returns the claims that were not true. */
export async function tellStory({
  world,
  csv,
  print,
  signal,
  pace = atLeisure,
}: Telling): Promise<readonly string[]> {
  print('\n1. Create a campaign');
  const id = await world.createCampaign('Demo', campaignData);
  const scene = new Scene(id, { world, print, signal, pace });
  const { claims } = scene;
  const created = await world.view(id);
  const isNew = created.state === 'paused' && created.counts.total === 0;
  claims.check('it is paused and has no jobs', isNew, tell(created));

  scene.say('\n2. Import examples/contacts.csv');
  await world.scriptCompleted(numbersOf(csv).filter((number) => SLOW_ENDINGS.test(number)));
  const { Accepted, Rejected } = await world.importContacts(id, csv);
  scene.say(`  ${Accepted} accepted, ${Rejected} rejected`);
  const imported = await world.view(id);
  claims.check('at least 300 contacts were accepted', Accepted >= 300, `${Accepted}`);
  claims.check(
    'every one of them is a job, not yet called',
    imported.counts.of('created') === Accepted,
    tell(imported),
  );

  scene.say('\n3. Start it');
  await world.command(id, 'start');
  const started = await scene.look();
  claims.check('it is started', started.state === 'started', tell(started));
  const middle = await scene.until(({ counts }) => counts.total - counts.incomplete >= Accepted * 0.2);
  claims.check('calls complete', middle.counts.of('completed') > 0, tell(middle));

  scene.say('\n4. Pause it in the middle');
  await pauseInTheMiddle(scene);

  scene.say('\n5. Start it again');
  const before = attemptsOf(await world.jobs(id));
  await world.command(id, 'start');
  const again = await scene.until(({ counts }) => counts.total - counts.incomplete >= Accepted * 0.4);
  const more = attemptsOf(await world.jobs(id)) - before;
  claims.check(
    'it goes on where it stopped',
    again.state === 'started' && more > 0,
    `${tell(again)}, ${more} more attempts`,
  );

  scene.say('\n6. Pause, and end it');
  await endIt(scene, Accepted);

  const attempts = attemptsOf(await world.jobs(id));
  const provider = await world.providerStats(id);
  const most = Math.max(scene.mostActive, provider.MaxActiveCalls);
  claims.check(
    `never more than ${MAX_ACTIVE_CALLS} active calls, by the API and by the provider`,
    most <= MAX_ACTIVE_CALLS,
    `${most}`,
  );
  scene.say(
    `  By the API: ${attempts} attempts, at most ${scene.mostActive} calls at a time.\n` +
      `  By the provider: ${provider.Placements} calls placed and ${provider.Refused} refused, ` +
      `at most ${provider.MaxActiveCalls} at a time; ${provider.HangUps} hung up by us.`,
  );
  return claims.failures;
}

async function endIt(scene: Scene, accepted: number): Promise<void> {
  const { world, id, claims } = scene;
  await world.command(id, 'pause');
  const before = await scene.until(({ counts }) => counts.of('calling') + counts.of('analyzing') === 0);
  const { incomplete } = before.counts;
  claims.check('some jobs are still incomplete', incomplete > 0, tell(before));
  await world.command(id, 'end');
  const ended = await scene.until(({ state, counts }) => state === 'ended' && counts.incomplete === 0);
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
  claims.check('no job was lost', ended.counts.total === accepted, tell(ended));
}

/** Every request to dial is an attempt of its job. */
const attemptsOf = (jobs: { Attempts: number }[]): number =>
  jobs.reduce((sum, { Attempts }) => sum + Attempts, 0);

const numbersOf = (csv: string): string[] => csv.match(/\+[1-9]\d{6,14}/g) ?? [];
