import type { TestProject } from 'vitest/node';
import { startPostgres, type TestServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of the PostgreSQL server of this run. */
    postgresUrl: string;
  }
}

let server: TestServer | undefined;

/** Starts one PostgreSQL per run of vitest. */
export async function setup(project: TestProject): Promise<void> {
  server = await startPostgres({ fsync: false });
  console.log(`PostgreSQL ${server.version} for the tests, from ${server.origin}`);
  project.provide('postgresUrl', server.url);
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
