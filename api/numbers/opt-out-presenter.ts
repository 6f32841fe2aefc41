import { type OptOutEntry } from '../../store/numbers/opt-outs';

export const presentOptOut = ({ PhoneNumber, OptOut }: OptOutEntry) => ({
  PhoneNumber,
  Source: OptOut.Source,
  CreatedAt: OptOut.At,
});
