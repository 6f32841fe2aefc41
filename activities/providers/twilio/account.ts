/** Our account at Twilio. Reading it costs nothing and places nothing. */
import { type Twilio } from 'twilio';
import { faultOf, unanswered } from './errors';

export function createTwilioAccount(client: Twilio, accountSid: string) {
  const fetchAccount = () => client.api.v2010.accounts(accountSid).fetch();

  return {
    async isActive(): Promise<boolean> {
      try {
        return (await fetchAccount()).status === 'active';
      } catch {
        return false;
      }
    },

    /**
     * Makes Twilio answer, whatever it says.
     * @returns why there was no answer.
     */
    async ask(): Promise<string | undefined> {
      try {
        await fetchAccount();
        return undefined;
      } catch (error) {
        const fault = faultOf(error);
        return fault.status === undefined ? unanswered(fault) : undefined;
      }
    },
  };
}
