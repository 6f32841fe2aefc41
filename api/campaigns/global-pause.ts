/** Whether a provider that a campaign uses is out, for the eyes of the campaign's owner. */
import { providersOf } from '../../domain/providers/providers';
import { type CampaignDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { listProviders } from '../../store/providers/providers';
import { type ApiDependencies } from '../http/dependencies';

/** Says of a campaign which of its providers are out, and why; undefined when none is. */
export type GlobalPauses = (campaign: Pick<CampaignDocument, 'Data'>) => string | undefined;

/** Reads once what is known of all providers, for as many campaigns as are to be shown. */
export async function globalPauses({
  store,
  providers,
}: Pick<ApiDependencies, 'store' | 'providers'>): Promise<GlobalPauses> {
  // The first places the calls of every campaign; another one only reports on them.
  const [voice] = Object.values(providers);
  const out = (await listProviders(store)).filter(({ GlobalPause }) => GlobalPause);
  return ({ Data }) => reasonFor(providersOf(Data, voice?.name ?? ''), out);
}

function reasonFor(used: string[], out: ProviderDocument[]): string | undefined {
  const reasons = out.filter(({ _id }) => used.includes(_id)).map(({ _id, Reason }) => `${_id}: ${Reason}`);
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
