export function youngGeneration(env: Readonly<Record<string, string | undefined>>): string;
