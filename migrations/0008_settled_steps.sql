CREATE TABLE "settled_steps" (
	"task_force" text NOT NULL,
	"step" text NOT NULL,
	CONSTRAINT "settled_steps_task_force_step_pk" PRIMARY KEY("task_force","step")
);
