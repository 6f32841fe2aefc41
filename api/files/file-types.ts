/** The media types of files that are read. */
export const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const fileTypes = ['text/csv', 'application/x-ndjson', WORKBOOK] as const;
export type FileType = (typeof fileTypes)[number];
