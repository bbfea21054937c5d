import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/db/schema.ts', './src/**/table.ts'],
  out: './migrations',
  // The same casing as in src/db: columns are camelCase in code, snake_case in SQL.
  casing: 'snake_case',
});
