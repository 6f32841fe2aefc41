import Holidays from 'date-holidays';

/** Every calendar by its library's own lists. */
export function calendarsOf(): string[] {
  const library = new Holidays();
  const names = (regions: object | undefined) => Object.keys(regions ?? {});
  return names(library.getCountries()).flatMap((country) => [
    country,
    ...names(library.getStates(country)).flatMap((state) => [
      `${country}-${state}`,
      ...names(library.getRegions(country, state)).map((region) => `${country}-${state}-${region}`),
    ]),
  ]);
}
