CREATE TABLE "inbox" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"delivery_id" text NOT NULL,
	"task_force" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "inbox_platform_tenant_delivery_id_pk" PRIMARY KEY("platform","tenant","delivery_id")
);
--> statement-breakpoint
CREATE TABLE "records" (
	"adapter" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "records_adapter_kind_key_pk" PRIMARY KEY("adapter","kind","key")
);
--> statement-breakpoint
CREATE TABLE "task_forces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"neutral_name" text NOT NULL,
	"zone" text NOT NULL,
	"mission" text DEFAULT '' NOT NULL,
	"contact_phone" text DEFAULT '' NOT NULL,
	"public_body" boolean DEFAULT false NOT NULL,
	"formed" text,
	"state" text DEFAULT 'setup' NOT NULL,
	"started_at" timestamp with time zone,
	"plan_stale" boolean DEFAULT true NOT NULL,
	"planned_to" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "task_forces_id" CHECK ("task_forces"."id" <> '*'),
	CONSTRAINT "task_forces_state" CHECK ("task_forces"."state" in ('setup', 'running', 'paused')),
	CONSTRAINT "task_forces_started" CHECK ("task_forces"."state" = 'setup' or "task_forces"."started_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"task_force" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"entered_for" text,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_task_force_seq_pk" PRIMARY KEY("task_force","seq")
);
--> statement-breakpoint
CREATE TABLE "agenda_items" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"meeting" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"minutes" integer,
	"kind" text NOT NULL,
	"segment" text NOT NULL,
	"owner" text,
	"state" text NOT NULL,
	"carried_over" boolean DEFAULT false NOT NULL,
	"declared" boolean DEFAULT false NOT NULL,
	"task" text,
	CONSTRAINT "agenda_items_task_force_id_pk" PRIMARY KEY("task_force","id"),
	CONSTRAINT "agenda_items_minutes" CHECK ("agenda_items"."minutes" between 0 and 480),
	CONSTRAINT "agenda_items_segment" CHECK ("agenda_items"."segment" in ('open', 'members', 'closed')),
	CONSTRAINT "agenda_items_case" CHECK ("agenda_items"."kind" <> 'case' or "agenda_items"."segment" = 'closed'),
	CONSTRAINT "agenda_items_state" CHECK ("agenda_items"."state" in ('suggested', 'proposed', 'accepted', 'withdrawn', 'done', 'carried'))
);
--> statement-breakpoint
CREATE TABLE "agendas" (
	"task_force" text NOT NULL,
	"meeting" text NOT NULL,
	"phase" text NOT NULL,
	"held" boolean DEFAULT false NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "agendas_task_force_meeting_pk" PRIMARY KEY("task_force","meeting"),
	CONSTRAINT "agendas_phase" CHECK ("agendas"."phase" in ('collecting', 'closed', 'draft', 'published')),
	CONSTRAINT "agendas_published" CHECK (("agendas"."phase" = 'published') = ("agendas"."published_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "attendance" (
	"task_force" text NOT NULL,
	"meeting" text NOT NULL,
	"member" text NOT NULL,
	"answer" text NOT NULL,
	CONSTRAINT "attendance_task_force_meeting_member_pk" PRIMARY KEY("task_force","meeting","member"),
	CONSTRAINT "attendance_answer" CHECK ("attendance"."answer" in ('in person', 'remote', 'regrets'))
);
--> statement-breakpoint
CREATE TABLE "holidays" (
	"task_force" text NOT NULL,
	"date" text NOT NULL,
	"name" text NOT NULL,
	"agency" text DEFAULT '' NOT NULL,
	CONSTRAINT "holidays_task_force_date_agency_pk" PRIMARY KEY("task_force","date","agency")
);
--> statement-breakpoint
CREATE TABLE "meeting_series" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"rrule" text NOT NULL,
	"dtstart" text NOT NULL,
	"zone" text NOT NULL,
	"duration_minutes" integer NOT NULL,
	"location" text NOT NULL,
	"facilitators" text[] NOT NULL,
	"note_takers" text[] NOT NULL,
	"timeline" jsonb NOT NULL,
	CONSTRAINT "meeting_series_task_force_id_pk" PRIMARY KEY("task_force","id")
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"series" text NOT NULL,
	"occurrence" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"zone" text NOT NULL,
	"state" text NOT NULL,
	"facilitator" text,
	"note_taker" text,
	"location" text NOT NULL,
	CONSTRAINT "meetings_task_force_id_pk" PRIMARY KEY("task_force","id"),
	CONSTRAINT "meetings_occurrence" UNIQUE("task_force","series","occurrence"),
	CONSTRAINT "meetings_state" CHECK ("meetings"."state" in ('scheduled', 'cancelled', 'closed')),
	CONSTRAINT "meetings_order" CHECK ("meetings"."starts_at" < "meetings"."ends_at")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"account" text NOT NULL,
	"task_force" text NOT NULL,
	"member" text NOT NULL,
	"sessions_since" timestamp with time zone,
	CONSTRAINT "accounts_platform_tenant_account_task_force_pk" PRIMARY KEY("platform","tenant","account","task_force")
);
--> statement-breakpoint
CREATE TABLE "agencies" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"sector" text NOT NULL,
	"segments" text[] NOT NULL,
	CONSTRAINT "agencies_task_force_id_pk" PRIMARY KEY("task_force","id")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"place" text NOT NULL,
	"task_force" text NOT NULL,
	CONSTRAINT "channels_platform_tenant_place_pk" PRIMARY KEY("platform","tenant","place")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"hash" text PRIMARY KEY NOT NULL,
	"task_force" text NOT NULL,
	"member" text NOT NULL,
	"once" boolean NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"agency" text NOT NULL,
	"roles" text[] NOT NULL,
	"zone" text NOT NULL,
	"platform" text NOT NULL,
	"state" text NOT NULL,
	"joined" text NOT NULL,
	"left" text,
	"hours" jsonb,
	"introduce_as" text,
	"greeted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "members_task_force_id_pk" PRIMARY KEY("task_force","id"),
	CONSTRAINT "members_state" CHECK ("members"."state" in ('active', 'left'))
);
--> statement-breakpoint
CREATE TABLE "subcommittees" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"lead" text,
	"vice_lead" text,
	"members" text[] NOT NULL,
	"rule" text,
	"cadence" text,
	CONSTRAINT "subcommittees_task_force_id_pk" PRIMARY KEY("task_force","id")
);
--> statement-breakpoint
CREATE TABLE "lanes" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"place" text NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"busy_until" timestamp with time zone,
	"lease" uuid,
	CONSTRAINT "lanes_platform_tenant_place_pk" PRIMARY KEY("platform","tenant","place")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"task_force" text NOT NULL,
	"key" text NOT NULL,
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"place" text NOT NULL,
	"view" jsonb NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'live' NOT NULL,
	"wanted" integer DEFAULT 1 NOT NULL,
	"shown" integer DEFAULT 0 NOT NULL,
	"shown_hash" text,
	"ref" text,
	"shown_at" timestamp with time zone,
	"edited_at" timestamp with time zone,
	"in_flight" boolean DEFAULT false NOT NULL,
	"possible_repeats" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "messages_once" UNIQUE("task_force","key","platform","tenant","place"),
	CONSTRAINT "messages_state" CHECK ("messages"."state" in ('live', 'dead', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "cues" (
	"task_force" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"what" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"settled_at" timestamp with time zone,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	CONSTRAINT "cues_task_force_key_pk" PRIMARY KEY("task_force","key"),
	CONSTRAINT "cues_state" CHECK ("cues"."state" in ('planned', 'done', 'missed')),
	CONSTRAINT "cues_settled" CHECK (("cues"."state" = 'planned') = ("cues"."settled_at" is null))
);
--> statement-breakpoint
ALTER TABLE "agenda_items" ADD CONSTRAINT "agenda_items_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agendas" ADD CONSTRAINT "agendas_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_task_force_series_meeting_series_task_force_id_fk" FOREIGN KEY ("task_force","series") REFERENCES "public"."meeting_series"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_task_force_agency_agencies_task_force_id_fk" FOREIGN KEY ("task_force","agency") REFERENCES "public"."agencies"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subcommittees" ADD CONSTRAINT "subcommittees_task_force_lead_members_task_force_id_fk" FOREIGN KEY ("task_force","lead") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subcommittees" ADD CONSTRAINT "subcommittees_task_force_vice_lead_members_task_force_id_fk" FOREIGN KEY ("task_force","vice_lead") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbox_received" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "task_forces_stale" ON "task_forces" USING btree ("planned_to") WHERE "task_forces"."plan_stale";--> statement-breakpoint
CREATE INDEX "agenda_items_meeting" ON "agenda_items" USING btree ("task_force","meeting","position");--> statement-breakpoint
CREATE INDEX "meetings_start" ON "meetings" USING btree ("task_force","starts_at");--> statement-breakpoint
CREATE INDEX "accounts_member" ON "accounts" USING btree ("task_force","member");--> statement-breakpoint
CREATE INDEX "channels_of" ON "channels" USING btree ("task_force");--> statement-breakpoint
CREATE INDEX "invites_member" ON "invites" USING btree ("task_force","member");--> statement-breakpoint
CREATE INDEX "messages_waiting" ON "messages" USING btree ("platform","tenant","place") WHERE "messages"."wanted" > "messages"."shown" and "messages"."state" <> 'dead';--> statement-breakpoint
CREATE INDEX "messages_standing" ON "messages" USING btree ("task_force","platform","tenant","place");--> statement-breakpoint
CREATE INDEX "cues_due" ON "cues" USING btree ("due_at") WHERE "cues"."state" = 'planned';