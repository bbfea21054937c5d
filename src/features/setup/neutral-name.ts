// The neutral name stands on lock screens and in calendars, so it must not say what the group is about (product rule 4).

/** Beginnings of words, so that "children" and "abused" are found as well. */
const SUBJECT =
  /(?<!\p{L})(?:human trade|traffick|exploit|child|minors?(?!\p{L})|juvenile|victim|surviv|abus|assault|sex|rape(?!\p{L})|prostitut|porn|csec|csam|violen|slaver)/iu;

export const saysSubject = (name: string): boolean => SUBJECT.test(name);

export const NEUTRAL = "Lock screens show this. Please leave out what it is about, like 'County TF'.";
