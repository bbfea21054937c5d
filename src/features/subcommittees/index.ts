// The action plan: subcommittees, goals and tasks, each with an owner and the meeting that hopes to hear of it.
export { goals, tasks, type TaskState } from './table.ts';
