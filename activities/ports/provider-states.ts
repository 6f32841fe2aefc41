/** Whether the providers may be used, as their circuit workflows last stored it. */
import { type ProviderDocument } from '../../store/mongodb/documents';
import { listProviders } from '../../store/providers/providers';
import { type Store } from '../../store/mongodb/mongo';

/** @param how fresh: what was read before does not count */
export type ProviderStates = (
  names: string[],
  how?: { fresh?: boolean | undefined },
) => Promise<ProviderDocument[]>;

// A dispatcher hears of a global pause at most this late. That only affects claims: the pre-dial check reads the
// database itself.
const REMEMBERED_MS = 500;

export function createProviderStates(store: Store): ProviderStates {
  let known: { at: number; providers: Promise<ProviderDocument[]> } | undefined;
  return async (names, { fresh = false } = {}) => {
    if (!known || fresh || performance.now() - known.at > REMEMBERED_MS) {
      const asked = { at: performance.now(), providers: listProviders(store) };
      known = asked;
      // After a failure the next caller reads again.
      asked.providers.catch(() => {
        if (known === asked) known = undefined;
      });
    }
    return (await known.providers).filter(({ _id }) => names.includes(_id));
  };
}
