/** Cancels the jobs of an undone import that were not called yet. */
import { isUndone, type UndoneJobs, undoStep } from '../../store/jobs/imports';
import { type ApiDependencies } from '../http/dependencies';
import { Problem } from '../http/problems';

type Dependencies = Pick<ApiDependencies, 'store' | 'clock'>;
interface ImportKey {
  campaignId: string;
  importId: string;
}

/** The import is stored as undone already. One that was interrupted is completed by doing it again. */
export async function undoJobs({ store, clock }: Dependencies, key: ImportKey): Promise<UndoneJobs> {
  const total: UndoneJobs = { canceled: 0, canceledBefore: 0, called: 0, others: 0 };
  let afterId: string | undefined;
  do {
    const { throughId, ...step } = await undoStep(store, { ...key, afterId, now: clock.date() });
    for (const name of Object.keys(total) as (keyof UndoneJobs)[]) total[name] += step[name];
    afterId = throughId;
  } while (afterId !== undefined);
  return total;
}

/**
 * For an import that has just stored jobs. An undo first writes that the import is undone, and then looks for jobs;
 * this looks at the import after its jobs are written. One of the two sees the other, so none of them waits.
 */
export async function stopIfUndone(deps: Dependencies, key: ImportKey): Promise<void> {
  if (!(await isUndone(deps.store, key.importId))) return;
  await undoJobs(deps, key);
  throw importUndone();
}

export const importUndone = (): Problem =>
  new Problem(
    'conflict',
    'This import was undone, and takes no more rows. To import the file after all, send it with a new Idempotency-Key.',
    { members: { State: 'undone' } },
  );
