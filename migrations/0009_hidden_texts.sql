ALTER TABLE "agenda_items" ADD COLUMN "hidden" text;--> statement-breakpoint
ALTER TABLE "agenda_items" ADD CONSTRAINT "agenda_items_hidden" CHECK ("agenda_items"."hidden" in ('hidden', 'removed'));