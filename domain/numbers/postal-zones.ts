/**
 * In which time zones may a postal code lie? The table is written by `postal-zones/generate.py` from GeoNames' postal
 * codes (CC BY 4.0) and holds the countries that have several times: in the others a code says nothing that the number
 * does not say.
 */
import table from './postal-zones/postal-zones.json';

type Zones = readonly string[];

interface Plan {
  /** A whole code, without spaces and hyphens. */
  pattern: RegExp;
  /** Field post and the like: such a code may be anywhere. */
  nowhere: readonly string[];
  zonesByPrefix: ReadonlyMap<string, Zones>;
}

const plans: ReadonlyMap<string, Plan> = new Map(
  Object.entries(table.plans).map(([country, { pattern, nowhere, zones }]) => [
    country,
    {
      pattern: new RegExp(`^${pattern}$`),
      nowhere: nowhere.split(' ').filter((prefix) => prefix !== ''),
      zonesByPrefix: new Map(
        Object.entries(zones).flatMap(([names, prefixes]) => {
          const set = names.split(' ');
          return prefixes.split(' ').map((prefix) => [prefix, set] as const);
        }),
      ),
    },
  ]),
);

/** The countries whose postal codes are known, ISO 3166-1. */
export const postalCountries: readonly string[] = [...plans.keys()];

export type PostalAnswer =
  /** The same set is always the same array. */
  { kind: 'zones'; zones: Zones } | { kind: 'unknown_country' } | { kind: 'malformed' } | { kind: 'nowhere' };

export function zonesOfPostalCode(country: string, postalCode: string): PostalAnswer {
  const plan = plans.get(country);
  if (!plan) return { kind: 'unknown_country' };
  const code = postalCode.replace(/[ -]/g, '').toUpperCase();
  if (!plan.pattern.test(code)) return { kind: 'malformed' };
  if (plan.nowhere.some((prefix) => code.startsWith(prefix))) return { kind: 'nowhere' };
  const zones = byLongestPrefix(plan.zonesByPrefix, code);
  return zones ? { kind: 'zones', zones } : { kind: 'nowhere' };
}

/** A code newer than the table has the zones of all codes that share the longest beginning with it. */
function byLongestPrefix(zonesByPrefix: ReadonlyMap<string, Zones>, code: string): Zones | undefined {
  const beginnings = Array.from(code, (_, n) => code.slice(0, code.length - n));
  for (const prefix of beginnings) {
    const zones = zonesByPrefix.get(prefix);
    if (zones) return zones;
  }
  for (const beginning of beginnings) {
    const zones = unionUnder(zonesByPrefix, beginning);
    if (zones) return zones;
  }
  return undefined;
}

/** Shorter prefixes than the table has, so at most some thousands; filled as they are asked for. */
const unions = new WeakMap<ReadonlyMap<string, Zones>, Map<string, Zones | undefined>>();

function unionUnder(zonesByPrefix: ReadonlyMap<string, Zones>, prefix: string): Zones | undefined {
  // A prefix as long as a whole one of the table has nothing under it.
  if (prefix.length > LONGEST_UNION) return undefined;
  const known = unions.get(zonesByPrefix) ?? new Map<string, Zones | undefined>();
  unions.set(zonesByPrefix, known);
  if (!known.has(prefix)) {
    const under = [...zonesByPrefix].filter(([longer]) => longer.startsWith(prefix));
    const zones = [...new Set(under.flatMap(([, set]) => set))].toSorted();
    known.set(prefix, zones.length > 0 ? zones : undefined);
  }
  return known.get(prefix);
}
/** The longest prefixes of the table have five characters (96799), so shorter ones have at most four. */
const LONGEST_UNION = 4;
