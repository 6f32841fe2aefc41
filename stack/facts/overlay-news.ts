/** Area codes of North America: which of our own rows the newest library makes superfluous, and which lack zones. */
import { type News } from './news';

/** Does this release of the phone library take numbers of the area code? */
export type KnowsAreaCode = (areaCode: string) => boolean;

export function overlayNews({
  overlays,
  newest,
  hasZones,
}: {
  overlays: readonly { code: string }[];
  newest: KnowsAreaCode;
  /** Whether numbers of the area code are in zones of their own, and not anywhere in North America. */
  hasZones: (areaCode: string) => boolean;
}): News[] {
  const rows = new Set(overlays.map(({ code }) => code));
  return allAreaCodes().flatMap((code): News[] => {
    if (!newest(code)) return [];
    if (rows.has(code))
      return [
        {
          what: `+1 ${code} is known to the newest libphonenumber-js`,
          update: 'libphonenumber-js in package.json; then its row in domain/numbers/overlays.ts goes',
        },
      ];
    if (hasZones(code)) return [];
    return [
      {
        what: `+1 ${code} is an area code without zones here: its numbers may be anywhere in North America`,
        update: 'a row in domain/numbers/overlays.ts, if it is laid over another code',
      },
    ];
  });
}

/** From 200 to 999: no area code begins with 0 or 1. */
const allAreaCodes = (): string[] => Array.from({ length: 800 }, (_, n) => String(n + 200));
