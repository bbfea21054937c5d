CREATE TABLE "asks" (
	"task_force" text NOT NULL,
	"key" text NOT NULL,
	"member" text NOT NULL,
	"view" jsonb NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	"weight" integer NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"step" integer DEFAULT 1 NOT NULL,
	"told" integer DEFAULT 0 NOT NULL,
	"brief" integer,
	CONSTRAINT "asks_task_force_key_member_pk" PRIMARY KEY("task_force","key","member"),
	CONSTRAINT "asks_state" CHECK ("asks"."state" in ('open', 'done', 'declined', 'ended')),
	CONSTRAINT "asks_window" CHECK ("asks"."from_at" < "asks"."until_at")
);
--> statement-breakpoint
CREATE TABLE "unasked" (
	"task_force" text NOT NULL,
	"recipient" text NOT NULL,
	"day" text NOT NULL,
	"key" text NOT NULL,
	"personal" boolean NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "unasked_task_force_recipient_day_key_pk" PRIMARY KEY("task_force","recipient","day","key")
);
--> statement-breakpoint
CREATE TABLE "acknowledgements" (
	"task_force" text NOT NULL,
	"member" text NOT NULL,
	"version" text NOT NULL,
	"state" text NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"until" text,
	"entered_by" text,
	CONSTRAINT "acknowledgements_task_force_member_version_pk" PRIMARY KEY("task_force","member","version"),
	CONSTRAINT "acknowledgements_state" CHECK ("acknowledgements"."state" in ('asked', 'acknowledged', 'question')),
	CONSTRAINT "acknowledgements_at" CHECK (("acknowledgements"."state" = 'acknowledged') = ("acknowledgements"."acknowledged_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "promises" (
	"task_force" text NOT NULL,
	"version" text NOT NULL,
	"text" text NOT NULL,
	"lasts_until" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	CONSTRAINT "promises_task_force_version_pk" PRIMARY KEY("task_force","version")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"task_force" text NOT NULL,
	"key" text NOT NULL,
	"wording" integer NOT NULL,
	"weekly" boolean NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reminders_task_force_key_pk" PRIMARY KEY("task_force","key")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"task_force" text NOT NULL,
	"recipient" text NOT NULL,
	"state" text DEFAULT 'on' NOT NULL,
	"told_until" timestamp with time zone,
	CONSTRAINT "digests_task_force_recipient_pk" PRIMARY KEY("task_force","recipient"),
	CONSTRAINT "digests_state" CHECK ("digests"."state" in ('on', 'off'))
);
--> statement-breakpoint
CREATE TABLE "ballots" (
	"task_force" text NOT NULL,
	"poll" text NOT NULL,
	"member" text NOT NULL,
	"choices" jsonb NOT NULL,
	CONSTRAINT "ballots_task_force_poll_member_pk" PRIMARY KEY("task_force","poll","member")
);
--> statement-breakpoint
CREATE TABLE "feedback_answers" (
	"task_force" text NOT NULL,
	"poll" text NOT NULL,
	"question" integer NOT NULL,
	"choice" integer,
	"comment" text,
	CONSTRAINT "feedback_answers_one" CHECK (("feedback_answers"."choice" is null) <> ("feedback_answers"."comment" is null))
);
--> statement-breakpoint
CREATE TABLE "feedback_givers" (
	"task_force" text NOT NULL,
	"poll" text NOT NULL,
	"member" text NOT NULL,
	CONSTRAINT "feedback_givers_task_force_poll_member_pk" PRIMARY KEY("task_force","poll","member")
);
--> statement-breakpoint
CREATE TABLE "poll_questions" (
	"task_force" text NOT NULL,
	"poll" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"options" jsonb NOT NULL,
	"most" integer,
	CONSTRAINT "poll_questions_task_force_poll_position_pk" PRIMARY KEY("task_force","poll","position"),
	CONSTRAINT "poll_questions_kind" CHECK ("poll_questions"."kind" in ('scale', 'yes or no', 'one', 'many', 'comment'))
);
--> statement-breakpoint
CREATE TABLE "polls" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"title" text,
	"meeting" text,
	"subcommittee" text,
	"state" text NOT NULL,
	"opens_at" timestamp with time zone NOT NULL,
	"closes_at" timestamp with time zone NOT NULL,
	"opened_by" text,
	"eligible" integer,
	CONSTRAINT "polls_task_force_id_pk" PRIMARY KEY("task_force","id"),
	CONSTRAINT "polls_kind" CHECK ("polls"."kind" in ('feedback', 'date', 'priority', 'attendance')),
	CONSTRAINT "polls_state" CHECK ("polls"."state" in ('planned', 'open', 'closed')),
	CONSTRAINT "polls_window" CHECK ("polls"."opens_at" < "polls"."closes_at")
);
--> statement-breakpoint
CREATE TABLE "you_said" (
	"task_force" text NOT NULL,
	"meeting" text NOT NULL,
	"position" integer NOT NULL,
	"said" text NOT NULL,
	"did" text,
	"because" text,
	CONSTRAINT "you_said_task_force_meeting_position_pk" PRIMARY KEY("task_force","meeting","position"),
	CONSTRAINT "you_said_one" CHECK (("you_said"."did" is null) <> ("you_said"."because" is null))
);
--> statement-breakpoint
CREATE TABLE "report_backs" (
	"task_force" text NOT NULL,
	"task" text NOT NULL,
	"meeting" text NOT NULL,
	"state" text NOT NULL,
	"line" text,
	"by" text,
	"entered_by" text,
	"filed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "report_backs_task_force_task_meeting_pk" PRIMARY KEY("task_force","task","meeting"),
	CONSTRAINT "report_backs_state" CHECK ("report_backs"."state" in ('on track', 'need help', 'done', 'none')),
	CONSTRAINT "report_backs_by" CHECK (("report_backs"."state" = 'none') = ("report_backs"."by" is null))
);
--> statement-breakpoint
CREATE TABLE "leaves" (
	"task_force" text NOT NULL,
	"member" text NOT NULL,
	"first" text NOT NULL,
	"last" text NOT NULL,
	"delegate" text,
	CONSTRAINT "leaves_task_force_member_first_pk" PRIMARY KEY("task_force","member","first"),
	CONSTRAINT "leaves_order" CHECK ("leaves"."first" <= "leaves"."last"),
	CONSTRAINT "leaves_delegate" CHECK ("leaves"."delegate" <> "leaves"."member")
);
--> statement-breakpoint
CREATE TABLE "goals" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	CONSTRAINT "goals_task_force_id_pk" PRIMARY KEY("task_force","id")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"task_force" text NOT NULL,
	"id" text NOT NULL,
	"goal" text,
	"subcommittee" text,
	"title" text NOT NULL,
	"owner" text,
	"due" text,
	"report_at" text,
	"no_report" boolean DEFAULT false NOT NULL,
	"state" text NOT NULL,
	"done_on" text,
	"parked_until" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tasks_task_force_id_pk" PRIMARY KEY("task_force","id"),
	CONSTRAINT "tasks_state" CHECK ("tasks"."state" in ('open', 'done', 'parked')),
	CONSTRAINT "tasks_done" CHECK (("tasks"."state" = 'done') = ("tasks"."done_on" is not null)),
	CONSTRAINT "tasks_parked" CHECK (("tasks"."state" = 'parked') = ("tasks"."parked_until" is not null)),
	CONSTRAINT "tasks_report" CHECK (not ("tasks"."no_report" and "tasks"."report_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "reminder_rules" (
	"task_force" text NOT NULL,
	"kind" text NOT NULL,
	"rule" jsonb NOT NULL,
	CONSTRAINT "reminder_rules_task_force_kind_pk" PRIMARY KEY("task_force","kind")
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "less_mail" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "acknowledgements" ADD CONSTRAINT "acknowledgements_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballots" ADD CONSTRAINT "ballots_task_force_poll_polls_task_force_id_fk" FOREIGN KEY ("task_force","poll") REFERENCES "public"."polls"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_answers" ADD CONSTRAINT "feedback_answers_task_force_poll_question_poll_questions_task_force_poll_position_fk" FOREIGN KEY ("task_force","poll","question") REFERENCES "public"."poll_questions"("task_force","poll","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_givers" ADD CONSTRAINT "feedback_givers_task_force_poll_polls_task_force_id_fk" FOREIGN KEY ("task_force","poll") REFERENCES "public"."polls"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_questions" ADD CONSTRAINT "poll_questions_task_force_poll_polls_task_force_id_fk" FOREIGN KEY ("task_force","poll") REFERENCES "public"."polls"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "polls" ADD CONSTRAINT "polls_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "you_said" ADD CONSTRAINT "you_said_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_backs" ADD CONSTRAINT "report_backs_task_force_task_tasks_task_force_id_fk" FOREIGN KEY ("task_force","task") REFERENCES "public"."tasks"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_backs" ADD CONSTRAINT "report_backs_task_force_meeting_meetings_task_force_id_fk" FOREIGN KEY ("task_force","meeting") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leaves" ADD CONSTRAINT "leaves_task_force_member_members_task_force_id_fk" FOREIGN KEY ("task_force","member") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leaves" ADD CONSTRAINT "leaves_task_force_delegate_members_task_force_id_fk" FOREIGN KEY ("task_force","delegate") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_task_force_goal_goals_task_force_id_fk" FOREIGN KEY ("task_force","goal") REFERENCES "public"."goals"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_task_force_subcommittee_subcommittees_task_force_id_fk" FOREIGN KEY ("task_force","subcommittee") REFERENCES "public"."subcommittees"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_task_force_owner_members_task_force_id_fk" FOREIGN KEY ("task_force","owner") REFERENCES "public"."members"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_task_force_report_at_meetings_task_force_id_fk" FOREIGN KEY ("task_force","report_at") REFERENCES "public"."meetings"("task_force","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "asks_of" ON "asks" USING btree ("task_force","member","state");--> statement-breakpoint
CREATE UNIQUE INDEX "unasked_once_a_day" ON "unasked" USING btree ("task_force","recipient","day") WHERE "unasked"."personal";--> statement-breakpoint
CREATE INDEX "feedback_answers_poll" ON "feedback_answers" USING btree ("task_force","poll");--> statement-breakpoint
CREATE INDEX "polls_state" ON "polls" USING btree ("task_force","state");--> statement-breakpoint
CREATE INDEX "report_backs_meeting" ON "report_backs" USING btree ("task_force","meeting");--> statement-breakpoint
CREATE INDEX "tasks_owner" ON "tasks" USING btree ("task_force","owner");