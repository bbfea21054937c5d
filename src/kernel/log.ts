/** What every part may say to whoever runs us. Fields are ids and codes, never text (src/log.ts leaves out the rest). */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
