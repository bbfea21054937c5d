ALTER TABLE "meeting_series" ADD COLUMN "exdates" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "meeting_series" ADD COLUMN "on_holidays" text DEFAULT 'stay' NOT NULL;--> statement-breakpoint
ALTER TABLE "meeting_series" ADD CONSTRAINT "meeting_series_holidays" CHECK ("meeting_series"."on_holidays" in ('stay', 'next', 'previous', 'skip'));