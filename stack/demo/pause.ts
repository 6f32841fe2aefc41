/** The pause in the middle: calls in flight go on to their own end, and no other number is dialled. */
import { type JobView } from './api';
import { type Scene, tell } from './scene';

/** Outcomes of a call that we ended, or whose end is unknown. */
const notByItself = ['canceled', 'time_limit', 'unknown'];

export async function pauseInTheMiddle(scene: Scene): Promise<void> {
  const { world, id, claims } = scene;
  await world.command(id, 'pause');
  const paused = await scene.look();
  const atPause = await world.jobs(id);
  const inFlight = atPause.filter(({ State }) => State === 'calling');
  claims.check('it is paused', paused.state === 'paused', tell(paused));
  claims.check(`calls are in flight (${inFlight.length})`, inFlight.length > 0, tell(paused));

  const isOver = ({ counts }: typeof paused) => counts.of('calling') + counts.of('analyzing') === 0;
  const drained = await scene.until(isOver);
  claims.check('calls in flight come to an end', isOver(drained), tell(drained));
  await scene.quiet();

  const now = await world.jobs(id);
  claims.check('nobody was dialled since the pause', ...dialledSince(atPause, now));
  const ends = await Promise.all(
    inFlight.map(async (job) => (await world.outcomes(id, job.ID)).at(-1) ?? 'none'),
  );
  const cut = ends.filter((end) => end === 'none' || notByItself.includes(end));
  claims.check(
    'each of those calls came to its own end, none was hung up by us',
    cut.length === 0,
    cut.join(),
  );
  const completed = inFlight.filter(({ ID }) => stateOf(ID, now) === 'completed').length;
  const otherwise = inFlight.length - completed;
  const grown = drained.counts.of('completed') - paused.counts.of('completed');
  claims.check(
    `${completed} of their jobs are completed${otherwise === 0 ? '' : ` (${otherwise} ended otherwise, as busy does)`}`,
    completed > 0 && grown >= completed,
    `${completed} completed, and their count grew by ${grown}`,
  );
}

/** Every request to dial is an attempt of its job. */
function dialledSince(before: JobView[], now: JobView[]): [isTrue: boolean, seen: string] {
  const attempts = new Map(before.map(({ ID, Attempts }) => [ID, Attempts]));
  const dialled = now.filter(({ ID, Attempts }) => Attempts > (attempts.get(ID) ?? 0));
  return [dialled.length === 0, `${dialled.length} jobs have one attempt more`];
}

const stateOf = (id: string, jobs: JobView[]): string | undefined => jobs.find(({ ID }) => ID === id)?.State;
