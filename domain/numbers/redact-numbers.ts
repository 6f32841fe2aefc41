/**
 * Removes what looks like a phone number from a text, for operators and for Temporal. A provider may repeat our request
 * in its error, and operators may type numbers. At least seven characters, the digits of E.164's shortest numbers. A
 * date in digits is removed too: better too much than a number left in.
 */
export const redactNumbers = (text: string): string => text.replace(/\+?\d[\d\s().-]{5,}\d/g, '…');
