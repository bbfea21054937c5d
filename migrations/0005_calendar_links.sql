CREATE TABLE "calendar_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"task_force" text NOT NULL,
	"member" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "calendar_links_member" UNIQUE("task_force","member")
);
--> statement-breakpoint
ALTER TABLE "calendar_links" ADD CONSTRAINT "calendar_links_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;