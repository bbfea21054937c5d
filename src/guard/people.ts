import { GIVEN_NAMES } from './given-names.ts';
import { anyCase, exactCase, type Rule } from './rule.ts';
import {
  AGE,
  CAPITALISED,
  CASE_PERSON,
  DAY_AND_MONTH,
  INITIALS,
  LINK,
  MONTH_AND_YEAR,
  NOT_NAMES,
  NUMERIC_DATE,
  ORGANIZATION,
  NOT_SMALL_INITIALS,
  SAYS_OLD,
  SMALL_INITIALS,
  SOMEONE,
  SPACED_INITIALS,
  TWO_CAPITALS,
  YEAR,
  YEARS_OLD,
} from './words.ts';

// Dates, ages and doings of one person. Names alone, small counts and descriptions are not hard hits.

const NAME = `(?<name>${CAPITALISED})`;
/** A surname may stand between the given name and the age; a building or a service may not. */
const SURNAME = `(?: (?!(?:House|Hall|Center|Centre|Church|Street|Hospital|School|County|City|Park|Place|Program|Team|Unit)\\b)${CAPITALISED}| [A-Z]\\.)?`;
/** What may follow an age, so that "Grace, 10 minutes" and "Grace, 14 others" stay what they are. */
const AFTER_AGE = String.raw`(?= ?(?:[,;!?)\]]|\.?$|(?<=\d\d)\. [A-Z])| (?:who|is|was|has|had|needs?|wants?|ran|from|still|now|and (?:her|his)|said|told|left|went|disclosed|missing)\b)`;
const DOES = String.raw`(?:who|is|was|has|had|needs|wants|ran|said|told|left|went|lives|stays|disclosed|still|missing|her|his)`;
/** Not "a client", "any patient": that is about anyone. */
const ONE_PERSON = String.raw`(?:(?<!\b(?:a|an|any|each|every|when|if|whether|how|what|which) )${CASE_PERSON}|\b(?:she|he)\b)`;
const AGE_WORD = String.raw`(?:[Aa]ge[ds]?|AGED?)(?: is|:)? `;
/** "age 16 and older", "aged 13 to 17" are rules and counts, not someone. */
const NOT_A_RANGE = String.raw`(?! ?\+| ?(?:-|to\b|through\b|&|and\b|or\b) ?(?:\d|older|over\b|up\b|under|above|younger|below))`;

/** "16 yo HS students", "14 yo MH beds": a group or a service. */
const GROUP_AFTER =
  /^ (?:students?|youths?|kids|clients|patients|beds?|programs?|services?|courts?|units?|rules?|limits?|laws?|polic(?:y|ies)|systems?|forms?|groups?|grants?|data|visits?|cases|teams?)\b/i;

const BIRTH_DATE = String.raw`(?<![a-z])(?:d[./]? ?o[./]? ?b\b\.?|y\.?o\.?b\b\.?|date of (?:her |his |their |the )?birth\b|birth ?-?date\b|birth year\b|year of birth\b|fecha de nacimiento\b)`;
const BIRTHDAY = String.raw`(?<![a-z])(?:birth ?-?day\b|b-?day\b|born\b|birth\b)`;
const FULL_DATE = `(?:${NUMERIC_DATE}|${DAY_AND_MONTH}|${MONTH_AND_YEAR})`;
/** Between a date and what it is: ", her", " is the client's", " = ". */
const IS_HER = String.raw`(?: ?[,;:=(-])? ?(?:(?:is|was|as|for|the|her|his|their|a|an|our|listed as|given as|[a-z]{3,12}'s) ){0,3}(?:\d{1,2}th )?`;
/** What forms, laws and parties have to do with births. */
const NOT_OF_A_FORM = String.raw`(?!s?,? (?:fields?|columns?|boxes|box|lines?|checks?|formats?|rules?|polic|redact|training|entr(?:y|ies)|questions?|data|removed|never|is (?:not|never)|stays|must|should|may|will)\b)`;
const NOT_OF_A_DAY = String.raw`(?!s\b|'| (?:part(?:y|ies)|lunch|cake|cards?|gifts?|club|fund|celebration|bash|breakfast|boxes|bags|certificates?|control|cent(?:er|re)|records?|doulas?|work(?:er|shop)|parents?|mothers?|famil(?:y|ies)|out|of|from|again|into|as)\b)`;
/** From the sentence's beginning on, nobody is spoken of: "the girl of our program, born ..." is no program. */
const NOBODY = String.raw`^(?!.*(?:${CASE_PERSON}|\b(?:she|he|her|his|who|born)\b))`;
const OF_AN_ORGANIZATION = new RegExp(`${NOBODY}.*${ORGANIZATION}[^.;]{0,20}$`, 'i');
const HOLIDAY = String.raw`\b(?:king|luther|washington|lincoln|presidents?|mlk|jr\.?)`;

export const PEOPLE: readonly Rule[] = [
  {
    kind: 'birth-date',
    words: 'a birth date',
    overridable: false,
    patterns: [
      {
        says: 'a date or a year after "DOB", "date of birth"',
        like: 'DOB 03/14/2009',
        find: anyCase`(?<![a-z])(?:d[./]? ?o[./]? ?b\.?|y\.?o\.?b\.?|date of birth|birth ?-?date|fecha de nacimiento)(?![a-z])${LINK}(?:${NUMERIC_DATE}|${DAY_AND_MONTH}|${MONTH_AND_YEAR}|\d{8}(?!\d)|\d{6}(?!\d)|(?:19|20)\d\d\b)`,
      },
      {
        says: 'a day after "born"',
        like: 'born on the 9th of May 2010',
        find: anyCase`\b(?:born|birth:|nacid[oa] el|b\.)(?: on| in)?(?: the)?[ :,(]{1,2}(?:${NUMERIC_DATE}|${DAY_AND_MONTH}|${MONTH_AND_YEAR})`,
        unless: { before: OF_AN_ORGANIZATION },
      },
      {
        // Groups are born in a month or a year; a day in figures is a person's.
        says: 'a day in figures after "born"',
        like: 'born 3/14/2012',
        find: anyCase`\bborn(?: on)?(?: the)?[ :,(]{1,2}\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{2,4}(?!\d)`,
      },
      {
        says: 'a birth year of someone',
        like: 'she was born in 2010',
        find: anyCase`(?:${SOMEONE}|\bwho\b)(?: was| is)? born(?: in| around)? ${YEAR}`,
      },
      {
        says: 'a day beside "birthday"',
        like: 'her birthday is March 14',
        find: anyCase`\b(?:birth ?-?day|b-?day)\b(?: is| was| on| this| next| coming up| the| today| yesterday| tomorrow|[ :,(]){0,4} ?(?:${NUMERIC_DATE}|${DAY_AND_MONTH})`,
        unless: {
          before: new RegExp(
            `(?:${ORGANIZATION}|\\b(?:king|luther|washington|lincoln|presidents?|mlk|jr\\.?))(?:'s)? $`,
            'i',
          ),
        },
      },
      {
        says: 'a day that is her birthday',
        like: 'March 14 is her 15th birthday',
        find: anyCase`(?:${NUMERIC_DATE}|${DAY_AND_MONTH}),?(?: is| was| =)? (?:her|his|(?:the|our) [a-z]{3,10}'s)(?: \d{1,2}th)? birth ?day\b`,
      },
      {
        says: 'a date or a year, then "birth date", "DOB"',
        like: '3/14/2012 birth date',
        find: anyCase`(?:${FULL_DATE}|${YEAR})${IS_HER}\)?${BIRTH_DATE}${NOT_OF_A_FORM}`,
      },
      {
        says: 'a date, then "birthday", "born"',
        like: 'March 14, 2012 (born)',
        find: anyCase`${FULL_DATE}${IS_HER}${BIRTHDAY}${NOT_OF_A_DAY}`,
        unless: { before: new RegExp(`${NOBODY}.*(?:${ORGANIZATION}|${HOLIDAY})[^.;]{0,20}$`, 'i') },
      },
      {
        says: 'a date after "birth", a year after "birth year"',
        like: 'date of her birth, 3/14/2012',
        find: anyCase`(?:${BIRTH_DATE}|\bbirth)${IS_HER}${FULL_DATE}|\b(?:birth year|year of birth)${IS_HER}${YEAR}`,
      },
      {
        says: 'the day someone reaches an age',
        like: 'turns 15 on March 3',
        find: anyCase`\bturn(?:s|ed|ing) ${AGE},? (?:on|this|next)?,? ?(?:the )?(?:${NUMERIC_DATE}|${DAY_AND_MONTH})`,
        unless: { before: OF_AN_ORGANIZATION },
      },
      {
        says: 'initials with a full date',
        like: 'J.M. 7-2-08',
        find: exactCase`${INITIALS},? \(?\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d\d)(?!\d)`,
      },
    ],
  },
  {
    kind: 'initials-age',
    words: 'initials with an age',
    overridable: false,
    patterns: [
      {
        says: 'initials, then "age" and a number',
        like: 'J.T., age 14',
        find: exactCase`${INITIALS}[ ,(]{0,3}(?:(?:who is |is |was )?${AGE_WORD}${AGE}|(?:is|turns|turned) ${AGE}(?! ?(?:min|hour|day|week|month|people|percent)))`,
      },
      {
        says: 'initials, then "15 y/o" or "15F"',
        like: 'K.W., 16 y/o F',
        find: exactCase`${INITIALS}[ ,(]{0,3}(?:an? )?${YEARS_OLD}`,
      },
      {
        says: 'initials, then a bare age',
        like: 'K.W. (16)',
        find: exactCase`${INITIALS}(?:, ?| ?\()${AGE}${AFTER_AGE}`,
      },
      {
        says: 'an age, then initials',
        like: '14-year-old J.T.',
        find: exactCase`${YEARS_OLD},?(?: (?:girl|boy|female|male|client|victim|youth|[FM]))?,?(?: named)? ${INITIALS}`,
      },
      {
        says: 'initials, then a bare age without a comma, unless they are of a bill, a school or a year',
        like: 'J. T. 14',
        find: exactCase`(?!(?:[HSA]\. ?[BRJF]|L\. ?[BDL]|[PIMH]\. ?S|J\. ?H\. ?S|P\. ?L|E\. ?O|F\. ?Y|C\. ?[DR])\.)${INITIALS} ${AGE}${AFTER_AGE}`,
      },
      {
        says: 'initials with spaces, and "age 14" or "14 y/o"',
        like: 'J T, age 14',
        find: exactCase`${SPACED_INITIALS}[ ,(]{0,3}(?:(?:who is |is |was )?${AGE_WORD}${AGE}${NOT_A_RANGE}|(?:is )?${YEARS_OLD})`,
      },
      {
        says: 'initials with spaces, then a bare age',
        like: 'J T (14)',
        find: exactCase`${SPACED_INITIALS}(?:, ?| ?\()${AGE}${AFTER_AGE}`,
        unless: {
          before:
            /\b(?:rows?|tables?|seats?|lots?|gates?|parts?|groups?|options?|plans?|rooms?|items?|sections?|hep(?:atitis)?|vitamins?)(?: [A-Z](?: [A-Z])?(?: ?\(\d{1,3}\))?,){0,4} $/i,
        },
      },
      {
        says: 'two small letters, and "age 14" or "14 y/o"',
        like: 'jt 14 yo',
        find: exactCase`${SMALL_INITIALS}[ ,(]{0,3}(?:(?:is |was )?${AGE_WORD}${AGE}${NOT_A_RANGE}|(?:is )?${SAYS_OLD})`,
        name: { not: NOT_SMALL_INITIALS },
      },
      {
        says: 'an age, then two capitals or capitals with spaces',
        like: '14 yo JT',
        find: exactCase`(?:${SAYS_OLD}|(?<![\d$.,])1\d[FMfm]\b),?(?: (?:girl|boy|female|male|client|victim|youth|[FM]))?,?(?: named)? (?:${TWO_CAPITALS}|${SPACED_INITIALS})`,
        unless: { after: GROUP_AFTER },
      },
      {
        says: 'an age, then two small letters',
        like: '14 yo jt',
        find: exactCase`${SAYS_OLD},?(?: (?:girl|boy|female|male|client|victim|youth))?,?(?: named)? ${SMALL_INITIALS}`,
        name: { not: NOT_SMALL_INITIALS },
        unless: { after: GROUP_AFTER },
      },
      {
        says: 'two capitals without points, and "age 14" or "14 y/o"',
        like: 'JT, age 14',
        find: exactCase`${TWO_CAPITALS}[ ,(]{0,3}(?:${AGE_WORD}${AGE}${NOT_A_RANGE}|${YEARS_OLD})`,
      },
    ],
  },
  {
    kind: 'name-age',
    words: 'a name with an age',
    overridable: false,
    patterns: [
      {
        says: 'a common given name and an age',
        like: 'Destiny (14)',
        find: exactCase`(?<![\w'])(?<name>[A-Za-z][a-z]{1,14}|[A-Z]{2,14})(?![\w])${SURNAME}(?:(?:, ?| ?\()(?:${AGE}${AFTER_AGE}|${AGE_WORD}${AGE})|,? ?\(?${YEARS_OLD})`,
        name: { among: GIVEN_NAMES },
      },
      {
        says: 'a common given name that "is" or "turned" an age',
        like: 'Keisha just turned 15',
        find: exactCase`(?<![\w'])(?<name>[A-Za-z][a-z]{1,14}|[A-Z]{2,14})(?![\w])${SURNAME},?(?: who)?(?:(?:'s| is| was| just){1,2}(?: now| only| about| almost)? (?:${YEARS_OLD}|${AGE}(?:${AFTER_AGE}|(?= and\b)))|(?: just| is)? turn(?:s|ed|ing) ${AGE}(?:${AFTER_AGE}|(?= (?:last|this|next|on|in|today|tomorrow|yesterday|and)\b)))`,
        name: { among: GIVEN_NAMES },
      },
      {
        says: 'any capitalised word and "age 15" or "15 years old"',
        like: 'Xiadani, age 15',
        find: exactCase`${NAME}${SURNAME}[ ,(]{1,3}(?:who )?(?:is )?(?:${AGE_WORD}${AGE}${NOT_A_RANGE}|${YEARS_OLD})`,
        name: { not: NOT_NAMES },
      },
      {
        says: 'any capitalised word, an age, and what that person does',
        like: 'Xiadani, 15, who ran',
        find: exactCase`${NAME},? ?[,(] ?${AGE}[,)]{1,2} ${DOES}\b`,
        name: { not: NOT_NAMES },
        unless: { before: /\b(?:at|in|of|county|city) $/i },
      },
      {
        says: 'a person in a case, a capitalised word and an age',
        like: 'placement for client Xiadani (15)',
        find: exactCase`(?:[Vv]ictim|[Cc]lient|[Gg]irl|[Bb]oy|[Mm]inor|[Tt]een|[Ww]itness|[Ss]uspect|[Ss]urvivor|[Dd]aughter|[Ss]on|[Ss]ister|[Bb]rother|named|called|[Pp]lacement (?:needed )?for|[Ii]nterview (?:of|with|for)|[Ss]earch for),? ${NAME}${SURNAME}(?:, ?| ?\()${AGE}${AFTER_AGE}`,
        name: { not: NOT_NAMES },
      },
      {
        says: 'an age, then a name',
        like: '14-year-old Keisha',
        find: exactCase`${YEARS_OLD}(?: (?:girl|boy|female|male|client|victim|youth|runaway|[FM]))?(?:,? named|,? called)? ${NAME}`,
        name: { not: NOT_NAMES },
      },
      {
        says: 'an age, then a common given name in small letters',
        like: '14 yo keisha',
        find: exactCase`${SAYS_OLD}(?: (?:girl|boy|female|male|client|victim|youth|runaway))?(?:,? named|,? called)? (?<name>[a-z]{3,14})(?![\w'-])`,
        name: { among: GIVEN_NAMES },
      },
    ],
  },
  {
    kind: 'treatment',
    words: "a person's treatment or health",
    overridable: false,
    patterns: [
      {
        says: 'one person in substance use or mental health treatment (42 CFR Part 2)',
        like: 'Client started methadone',
        find: anyCase`${ONE_PERSON}(?:'s)?(?: (?:has|had|is|was|just|back|still|now|been|who|again)){0,3} (?:started|restarted|stopped|on|takes|taking|off|in|into|entered|left|completed|began|relapsed on|overdosed on|prescribed|refused|missed)(?: (?:on|a|an|her|his|taking|to|the)){0,2} (?:methadone|suboxone|buprenorphine|naltrexone|vivitrol|sublocade|detox|rehab|inpatient|outpatient treatment|drug treatment|psych(?:iatric)? (?:ward|unit|hold|hospital)|antipsychotics?|antidepressants?|psych meds|dialysis|chemo|heroin|fentanyl|meth)\b`,
      },
      {
        says: 'one person who overdosed, relapsed, is pregnant or tested positive',
        like: 'she tested positive for chlamydia',
        find: anyCase`${ONE_PERSON}(?: (?:has|had|is|was|just|also|now|again)){0,3} (?:relapsed|overdosed|od'?d|(?:\d{1,2} (?:weeks|months) )?pregnant|miscarried|tested positive|suicidal|hiv positive|self-harm(?:ed|ing))\b`,
      },
    ],
  },
  {
    kind: 'criminal-history',
    words: "a person's criminal record",
    overridable: false,
    patterns: [
      {
        says: 'a record check on someone (CJIS)',
        like: 'Ran his plate and history',
        find: anyCase`\b(?:ran|run|running|pulled|checked) (?:his|her|(?:the )?(?:suspect|trafficker|pimp|buyer|boyfriend|client|victim|defendant)'s) (?:plates?|tags?|licen[cs]e|prints|fingerprints|record|rap sheet|history|background|priors|criminal|name through)`,
      },
      {
        says: 'a count of earlier convictions',
        like: 'two priors',
        find: anyCase`\b(?:\d{1,2}|one|two|three|four|five|six|several|multiple|some) (?:felony |misdemeanor |drug |prostitution |violent ){0,2}priors\b`,
      },
      {
        says: 'the record or warrant of someone',
        like: 'her rap sheet',
        find: anyCase`\b(?:his|her|(?:suspect|trafficker|pimp|buyer|boyfriend|client|victim|defendant)'s) (?:priors|rap ?sheet|criminal (?:history|record)|arrest record|open warrants?|outstanding warrants?|prior (?:arrests?|convictions?))\b`,
        unless: { before: /\b(?:his|her)(?: or |\/)$/i },
      },
    ],
  },
];
