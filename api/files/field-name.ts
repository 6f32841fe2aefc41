/** A JSON pointer as the name of a CSV column: `/Data/city` is `Data.city`. */
export const fieldOf = (location: string): string =>
  location.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
