/**
 * How large the young generation of the heap may grow, for V8. Beside the embedded database it is kept small, which
 * saves some 150 MB. With a database server there is no such neighbour, and there many are served at once: with 4 MB
 * what a request leaves behind grows old too early, and the pauses to clear it (20 to 30 ms) are what the slowest
 * requests wait for. 16 MB costs some 35 MB of memory.
 */
export const youngGeneration = (env) => `--max-semi-space-size=${env.DATABASE_URL ? 16 : 4}`;
