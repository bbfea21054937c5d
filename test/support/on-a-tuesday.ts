// Tests are the same by night, on a Sunday and on a holiday: for them, and for the servers that they start, it is always
// a Tuesday morning. The clock runs on from there.
const MORNING = Date.parse('2026-10-06T14:00:00Z'); // 10:00 in New York

const shift = (process.env['CONVENER_TEST_SHIFT_MS'] ??= String(MORNING - Date.now()));
// A worker runs many files, and each begins with this one: the clock is turned once.
const turned = globalThis as { realDate?: DateConstructor };
const real = (turned.realDate ??= Date);

globalThis.Date = new Proxy(real, {
  construct: (target, args: [], from) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + Number(shift)] : args, from) as Date,
  apply: () => new Date().toString(),
  get: (target, name) =>
    name === 'now' ? () => target.now() + Number(shift) : (Reflect.get(target, name) as unknown),
});
