DROP INDEX "task_forces_stale";--> statement-breakpoint
CREATE INDEX "task_forces_planned" ON "task_forces" USING btree ("planned_to");--> statement-breakpoint
CREATE INDEX "task_forces_stale" ON "task_forces" USING btree ("id") WHERE "task_forces"."plan_stale";