import { timestamp } from 'drizzle-orm/pg-core';

/** A column for a moment: UTC with its zone; wall-clock times live in the schedule and in renderers. */
export const instant = () => timestamp({ withTimezone: true });
