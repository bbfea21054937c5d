CREATE TABLE "link_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"task_force" text NOT NULL,
	"kind" text NOT NULL,
	"member" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "link_codes_kind" CHECK ("link_codes"."kind" in ('me', 'channel'))
);
--> statement-breakpoint
CREATE TABLE "strangers" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"account" text NOT NULL,
	"task_force" text NOT NULL,
	"name" text NOT NULL,
	"suggested" text,
	"state" text DEFAULT 'open' NOT NULL,
	"met_at" timestamp with time zone NOT NULL,
	CONSTRAINT "strangers_platform_tenant_account_task_force_pk" PRIMARY KEY("platform","tenant","account","task_force"),
	CONSTRAINT "strangers_state" CHECK ("strangers"."state" in ('open', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "lost" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "chosen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "lost" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "readers" jsonb;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "link_codes" ADD CONSTRAINT "link_codes_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "strangers_of" ON "strangers" USING btree ("task_force","state");
--> statement-breakpoint
-- Each statement of a plpgsql function sees what was committed before it began: after the lock, the chain's real end.
CREATE FUNCTION "audit_end"("of" text) RETURNS TABLE ("seq" bigint, "hash" text) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || "of", 0));
	RETURN QUERY SELECT a."seq", a."hash" FROM "audit" a WHERE a."task_force" = "of" ORDER BY a."seq" DESC LIMIT 1;
END
$$;
