/**
 * A text without what looks like a phone number, for the eyes of operators and for Temporal. A provider may repeat our
 * request in its error, and people write what they have before them. Seven characters at least, as E.164's shortest numbers
 * have digits; a date in digits goes too, for too much is better than a number.
 */
export const redactNumbers = (text: string): string => text.replace(/\+?\d[\d\s().-]{5,}\d/g, '…');
