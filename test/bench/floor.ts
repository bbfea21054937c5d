// The floor that starts and memory are compared with: the same imports and an open database, nothing else.
import '../../src/core.ts';
import '../../src/features.ts';
import '../../src/http.ts';
import '../../src/demo/index.ts';
import '../../src/control.ts';
import '../../src/housekeeping.ts';
import '../../src/schedule/tick.ts';
import '../../adapters/web/index.ts';
import { openDatabase } from '../../src/db/open.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const url = process.env['DATABASE_URL'];
const dataDir = process.env['CONVENER_DATA_DIR'];
const database = await openDatabase(url === undefined ? { dataDir: dataDir! } : { url }, { log });
// An open database has its tables; the product brings them up to date at every start as well.
await migrateDatabase(database, { log });
process.stdout.write('Convener is ready: floor\n');
setInterval(() => {}, 60_000);
process.on('SIGTERM', () => void database.close().then(() => process.exit(0)));
