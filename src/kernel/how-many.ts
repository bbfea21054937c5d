/** "1 topic", "3 topics". */
export const howMany = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
