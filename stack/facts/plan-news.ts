/** Numbering plans: the countries whose numbers the newest release of the phone library knows otherwise. */
import { type News } from './news';

/** What the library's metadata says of each country, opaque to us. */
export interface PlanMetadata {
  countries: Readonly<Record<string, unknown>>;
}

export function planNews(here: PlanMetadata, newest: PlanMetadata): News[] {
  const said = ({ countries }: PlanMetadata, country: string): string =>
    JSON.stringify(countries[country] ?? null);
  return [...new Set([...Object.keys(here.countries), ...Object.keys(newest.countries)])]
    .filter((country) => said(here, country) !== said(newest, country))
    .toSorted()
    .map((country) => ({
      what: `the numbering plan of ${country} has changed`,
      update: 'libphonenumber-js in package.json; numbers of the country are refused or accepted anew',
    }));
}
