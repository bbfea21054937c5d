import { anyCase, type Rule } from './rule.ts';

const PLAN = String.raw`(?: is| are| was| has been| is being| will be| is to be| to be| being)?(?: now| again)? (?:planned|scheduled|set|going(?: down)?|happening|on for|moved|(?<=to be |will be |being )(?:served|executed|carried out))\b`;
const TARGET = String.raw`\b(?:motel|hotel|inn|house|apartment|truck stop|massage|spa|parlor|route|street|st|avenue|road|park|mall|casino|bar|club|farm|salon|trailer)s?\b`;
const SOON = String.raw`\b(?:tonight|tomorrow|(?:this|next|on) (?:week(?:end)?|month|morning|afternoon|evening|night|mon|tues?|wed|wednes|thurs?|fri|sat|satur|sun)(?:day)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:night|morning|evening))?)\b`;
const TALK = 'training|debrief|review|lessons|exercise|tabletop|drill|presentation|webinar|hours of|policy';
const REVIEW = {
  before: new RegExp(`\\b(?:${TALK})\\b[^.;,:(]{0,20}$`, 'i'),
  after: new RegExp(`^ (?:${TALK})\\b`, 'i'),
};

/** What the police plan to do, and where or when. Talking about it afterwards, or in a training, is not this. */
export const OPERATIONS: Rule = {
  kind: 'operation',
  words: 'a planned police operation',
  overridable: false,
  patterns: [
    {
      says: 'an operation planned for a place and a time',
      like: 'Operation planned for the motel on Route 9 this Thursday night',
      find: anyCase`\b(?:operation|op)${PLAN}[^.;!?]{0,60}?${TARGET}[^.;!?]{0,60}?${SOON}`,
      unless: REVIEW,
    },
    {
      says: 'a raid, sting, takedown or surveillance with a time to come',
      like: 'sting planned for Friday night',
      find: anyCase`\b(?:sting|raid|bust|take-?down|buy-?bust|surveillance|stake-?out|decoy|undercover (?:operation|op|buy)|police operation|search warrant|arrest warrants?|arrests?)(?: (?:on|at|of) (?:the |a )?[a-z' -]{1,30}?)?${PLAN}[^.;!?]{0,60}?${SOON}`,
      unless: REVIEW,
    },
    {
      says: 'a warrant to be served at a time to come',
      like: 'serving the search warrant tomorrow',
      find: anyCase`\b(?:serv(?:e|ing)|execut(?:e|ing)) (?:a |the |their |our |two |three )?(?:search |arrest )?warrants?[^.;!?]{0,60}?${SOON}`,
      unless: REVIEW,
    },
    {
      says: 'detectives who will raid a place',
      like: 'we will raid the motel tonight',
      find: anyCase`\b(?:will|going to|plan(?:ning)? to|gonna) (?:(?:raid|surveil|stake out)\b[^.;!?]{0,60}?(?:${TARGET}|${SOON})|hit (?:the|that|a) [^.;!?]{0,20}?${TARGET})`,
      unless: REVIEW,
    },
  ],
};
