CREATE TABLE "private_words" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"writer" text NOT NULL,
	"words" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "private_words_task_force_id_pk" PRIMARY KEY("task_force","id")
);
--> statement-breakpoint
ALTER TABLE "private_words" ADD CONSTRAINT "private_words_task_force_writer_members_task_force_id_fk" FOREIGN KEY ("task_force","writer") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;