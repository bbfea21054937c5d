import { anyCase, exactCase, type Rule } from './rule.ts';
import { LINK, NUMBER_WORD } from './words.ts';

// Numbers that belong to one person. Logistics never needs them, so no one can override them (PRODUCT rule 2).

const NOT_A_DATE = String.raw`(?!(?:19|20)\d\d ?[-/] ?(?:(?:19|20)?\d\d|q\d|h\d)(?![\w-]))(?!\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?!\w))`;
const CODE_PARTS = String.raw`(?![a-z]{5})[a-z0-9]{1,12}(?:(?: ?[-/] ?|[:.])[a-z0-9]{1,12}){0,4}`;
/** At least so many digits, with a few letters and dashes between them. */
const digits = (count: number): string =>
  String.raw`(?=(?:[a-z]{0,6}(?:(?: ?[-/] ?|[:.])[a-z]{0,6}){0,2}\d){${count}})`;
/** A code with letters or dashes and five digits: 27-004417, NN-04512-23. Not a year, a date or a fiscal year. */
const CODE = String.raw`${NOT_A_DATE}${digits(5)}(?=\d{0,12}(?: ?[-/]|[a-z]|[:.][a-z0-9]))${CODE_PARTS}`;
/** After "no." or "#" three digits are enough. */
const SHORT_CODE = `${digits(3)}${CODE_PARTS}`;
/** Nine digits however they are grouped. */
const NINE_DIGITS = String.raw`\d(?:[ .-]{0,3}\d){8}(?!\d)`;
const CASE_WORD = String.raw`(?:case|docket|dkt|indictment|indict|ind|complaint|incident|(?:cps|abuse|police|crime|arrest|offense|incident|hotline) (?:intake|report|referral|case|call)|intake|investigation|evidence|cad|fir|cyber ?tip(?:line)?(?: report)?|ncmec(?: report)?|tip|(?<!\b(?:legislative|council|board|audit|committee|payable|accounts|county) )(?:file|matter|petition|warrant))`;

/** Letters that courts and the police put before a year and a number. */
const COURT_CODE = String.raw`(?<![\w/-])(?:cr(?:im)?|civ|c[fiv]|(?<!\d )[cm]m|fam?|f[cd]|juv?|j[dpv]|d[npr]|dv|mj|gj|nn|ir)(?![a-z])(?:[-.:# ]| ?(?:nos?|number)\b){0,4} ?`;
/** "CR 10-2026" is a month. */
const NOT_A_MONTH = String.raw`(?!(?:0[1-9]|1[0-2]) ?[-/] ?20\d\d(?!\d))`;

export const NUMBERS: readonly Rule[] = [
  {
    kind: 'ssn',
    words: 'a Social Security number',
    overridable: false,
    patterns: [
      {
        says: 'three, two and four digits',
        like: '078-05-1120',
        find: anyCase`(?<!\d[-.]?)\d{3} ?[-. ] ?\d{2} ?[-. ] ?\d{4}(?![-.]?\d)`,
      },
      {
        says: 'nine digits after "SSN" or "social"',
        like: 'her social is 078051120',
        find: anyCase`(?<![a-z])(?:s\.?s\.?n|ss ?#|ss no|social(?: security)?)(?![a-z])${LINK}${NINE_DIGITS}`,
      },
      {
        says: 'its last four digits',
        like: 'SSN ending in 1120',
        find: anyCase`(?<![a-z])(?:s\.?s\.?n|social(?: security)?(?: number)?)\b(?:,| is|:)? (?:ending|ends|ended|last (?:4|four))(?: (?:in|with|digits|of|is|are)|:){0,4} ?\d{4}(?!\d)`,
      },
      {
        says: 'its last four digits, said the other way round',
        like: 'last four of her social: 1120',
        find: anyCase`\blast (?:4|four)(?: digits)?(?: of| on)?(?: the| her| his| their)? (?:ssn|social)\b${LINK}\d{4}(?!\d)`,
      },
      {
        says: 'crossed out but for the last four',
        like: 'xxx-xx-1120',
        find: anyCase`(?<![\w*])[x*]{3} ?-? ?[x*]{2} ?-? ?\d{4}(?!\d)`,
      },
    ],
  },
  {
    kind: 'alien-number',
    words: 'an immigration number',
    overridable: false,
    patterns: [
      {
        says: 'the letter A and eight or nine digits',
        like: 'A 208 445 917',
        find: anyCase`(?<![a-z])a[- #]{0,3}\d{3}[- ]{0,3}\d{3}[- ]{0,3}\d{2,3}(?!-?\d)`,
      },
      {
        says: 'seven to nine digits after "alien number", "A-number" or "USCIS"',
        like: 'alien number 208445917',
        find: anyCase`(?<![a-z])(?:alien(?: registration)?|a-? ?(?:number|num|no\.|#)|uscis|i-94)(?![a-z])${LINK}a?[- ]?\d(?:[ -]?\d){6,10}(?!\d)`,
      },
      {
        says: 'an immigration receipt number',
        like: 'IOE0912345678',
        find: anyCase`(?<![a-z])(?:eac|wac|lin|src|msc|nbc|ioe|ysc)[- ]?\d{2}[- ]?\d{3}[- ]?\d{5}(?!\d)`,
      },
    ],
  },
  {
    kind: 'passport',
    words: 'a passport or visa number',
    overridable: false,
    patterns: [
      {
        says: 'six or more digits after "passport" or "visa"',
        like: 'her passport, number 561234987',
        find: anyCase`\b(?:passport|visa(?: foil)?)(?: book| card)?\b${LINK}[a-z]{0,2}[- ]?\d(?:[ -]?\d){5,10}(?!\d)`,
      },
      {
        says: 'the number first, then "passport"',
        like: 'P1234567 passport',
        find: anyCase`(?<![\w$,.-])(?:[a-z]{1,2}-?\d{6,9}|[b-z] \d{6,9}|\d{8,9})(?:,| ?[(-])?(?: (?:is|was|from|on|in|of|as|the|her|his|their|a|an|us|u\.s\.|old|new|expired|foreign|[a-z]{3,8}an)){0,4} ?\(?(?:passport|visa (?:foil|number|no\b))`,
        unless: { after: /^s? (?:fairs?|photos?|fees?|applications?|forms?|cards? for|renewals?|day)\b/i },
      },
    ],
  },
  {
    kind: 'medical-record',
    words: 'a medical record number',
    overridable: false,
    patterns: [
      {
        says: 'four or more digits after "MRN"',
        like: 'MRN 00381245',
        find: anyCase`(?<![a-z])m\.?r\.?n(?![a-z])${LINK}[a-z]{0,3}-?\d(?:[ -]?\d){3,11}`,
      },
      {
        says: 'four or more digits after "MR #", or six after "MR"',
        like: 'MR# 12345',
        find: anyCase`(?<![a-z])m\.?r\.?(?:${NUMBER_WORD}[a-z]{0,3}-?\d(?:-?\d){3,11}|:? ?\d{6,12}(?![\d,-]))`,
      },
      {
        says: 'a number after "med rec"',
        like: 'med rec 482913',
        find: anyCase`\bmed(?:ical)?\.? rec(?![a-z])\.?${LINK}[a-z]{0,3}-?\d(?:-?\d){4,11}`,
      },
      {
        says: 'a number after "medical record", "patient number", "Medicaid ID"',
        like: 'patient number 448213',
        find: anyCase`\b(?:(?:medical|health|hospital|dental) (?:records?|chart)|(?:patient|chart|medicaid|medicare|insurance|member|policy holder)${NUMBER_WORD})${LINK}[a-z]{0,3}-?\d(?:[ -]?\d){4,11}`,
      },
      {
        says: 'a Medicaid or Medicare number',
        like: 'Medicaid AB12345C',
        find: anyCase`\b(?:medicaid|medicare|cin)\b${LINK}(?:[a-z]{2}\d{5}[a-z]|\d{8,12})(?!\w)`,
      },
    ],
  },
  {
    kind: 'case-number',
    words: 'a case, docket or report number',
    overridable: false,
    patterns: [
      {
        says: 'a code with letters or dashes after "case", "docket", "intake", "file"',
        like: 'case 27-004417',
        find: anyCase`(?<![a-z])${CASE_WORD}(?:'?s)?(?![a-z])${LINK}${CODE}`,
      },
      {
        says: 'five or more digits after the same words',
        like: 'CPS intake 30448217',
        find: anyCase`(?<![a-z])(?<!\b(?:in|any|that|each|every) )${CASE_WORD}(?![a-z])${LINK}\d{5,12}(?![\d,-])`,
        unless: {
          after: /^ (?:people|copies|posters|flyers|visitors|residents|names|dollars|cards|kits|for \$)/i,
        },
      },
      {
        says: 'any number after "case no." or "docket #"',
        like: 'Ind. No. 2023-0417',
        find: anyCase`(?<![a-z])${CASE_WORD}\.?${NUMBER_WORD}${SHORT_CODE}`,
      },
      {
        says: 'a family court docket',
        like: 'NN-04512-23',
        find: anyCase`(?<![\w-])[a-z]{1,2} ?- ?\d{4,6} ?- ?\d{2}(?:/\d\d[a-z]?)?(?![\w-])`,
      },
      {
        says: 'a federal court number',
        like: '1:23-cr-00456',
        find: anyCase`(?<!\d)\d:\d{2} ?- ?(?:cr|cv|mj|mc|sw|po|ap|bk) ?- ?\d{3,6}(?!\d)`,
      },
      {
        says: 'a state court number with its letters',
        like: '2023-CV-01234',
        find: anyCase`(?<![\w-])(?:20)?\d\d ?-? ?(?:cr|cv|cf|fa|jv|dv|mj|dp|jd|cm|mm|gj|juv) ?-? ?\d{3,7}(?!\w)`,
      },
      {
        says: 'court letters, a year and a number',
        like: 'CR 27-004417',
        find: anyCase`${COURT_CODE}${NOT_A_DATE}${NOT_A_MONTH}(?:(?:(?:19|20)\d\d|\d\d) ?- ?\d{4,7}|(?:20)?\d\d ?(?:/ ?0\d{3,6}|0\d{4,6}))(?!\d)`,
      },
      {
        says: 'the same with a short number, unless it is a room, a road or a resolution',
        like: 'JV 27-112',
        find: anyCase`(?<![\w/-])(?:cr(?:im)?|fam?|juv|jv|gj)[- ]?#?(?:20)?\d\d-\d{3}(?![\d,]|-\d)`,
        unless: {
          before: /\b(?:room|rm|suite|hall|roads?|resolution|account|fund|line|budget|motion)\.? $/i,
          after: /^,? (?:(?:is|was) )?(?:passed|adopted|tabled|budget|line|account|fund)\b/i,
        },
      },
      {
        says: 'a federal bureau file',
        like: '305C-AL-3304412',
        find: anyCase`(?<![\w-])\d{2,3}[a-z]? ?- ?[a-z]{2} ?- ?\d{5,8}(?![\w-])`,
        unless: { before: /\b(?:award|grant|contract)\b[^.]{0,20}$/i },
      },
    ],
  },
  {
    kind: 'student-id',
    words: 'a student number',
    overridable: false,
    patterns: [
      {
        says: 'four or more digits after "student ID", "OSIS" or "NYSSIS"',
        like: 'Student ID 20194452',
        find: anyCase`\b(?:(?:student|pupil|school|district)${NUMBER_WORD}|osis|nyssis|sasid|lasid)${LINK}[a-z]{0,2}\d(?:[ -]?\d){3,11}`,
      },
    ],
  },
  {
    kind: 'identity-number',
    words: 'a personal ID number',
    overridable: false,
    patterns: [
      {
        says: 'a code after "driver\'s licence", "state ID", "NYSID", "inmate"',
        like: "driver's license S530-4601-2233",
        find: anyCase`\b(?:driver'?s? licen[cs]e|dl${NUMBER_WORD}|state id|non-?driver id|nysid|inmate|prisoner|booking${NUMBER_WORD}|din|matricula|consular id|cedula|curp)\b${LINK}(?=(?:[a-z]{0,3}(?:[ -][a-z]{0,3}){0,2}\d){5})[a-z0-9]{1,18}(?:[ -][a-z0-9]{1,8}){0,4}`,
      },
      {
        says: 'a number after "client ID" or "participant no."',
        like: 'client ID 40417',
        find: anyCase`\b(?:client|hmis|participant|victim|survivor|youth|consumer|resident)${NUMBER_WORD}${SHORT_CODE}`,
      },
    ],
  },
  {
    kind: 'plate',
    words: 'a vehicle plate or number',
    overridable: false,
    patterns: [
      {
        says: 'letters and digits after "plate"',
        like: 'NY plate KDR 4471',
        find: exactCase`(?<![A-Za-z])(?:[Pp]lates?|PLATES?|[Ll]ic(?:ense)? ?(?:pl|tag)|[Rr]eg(?:istration)? (?:no|number|#)|[Ll]icense tag)(?![A-Za-z])(?: ?(?:number|no|is|was|reads|of|in|from|#|:|\.|,|\(|[A-Z]{2}(?= [A-Z0-9]))){0,4} ?(?:[A-Z]{1,4}[- ]{0,3}\d{1,5}[A-Z]{0,3}|\d{1,4}[- ]{0,3}[A-Z]{1,4}[- ]{0,3}\d{0,4}|[a-z]{2,3}[- ]{0,3}\d{3,4}|[A-Z0-9]*\d[A-Z0-9]{2,6})(?![A-Za-z0-9])`,
      },
      {
        says: 'a vehicle identification number',
        like: 'VIN 1HGCM82633A004352',
        find: anyCase`(?<![a-z])vin(?![a-z])${LINK}(?=[a-z]{0,16}\d)[a-hj-npr-z0-9]{6,17}(?!\w)`,
      },
    ],
  },
  {
    kind: 'ip-address',
    words: 'the internet address of a device',
    overridable: false,
    patterns: [
      {
        says: 'four numbers with points',
        like: '203.0.113.77',
        find: anyCase`(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?: ?\. ?(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\.?\d)`,
        unless: {
          before: /(?:\b(?:section|sec|clause|version|ver|v|chapter|item|part|rule|standard|goal)\.?|§) ?$/i,
        },
      },
      {
        says: 'four numbers with points after "IP"',
        like: 'IP 203.0.113.77',
        find: anyCase`(?<![a-z])ip(?: address)?(?![a-z])${LINK}\d{1,3}(?: ?\. ?\d{1,3}){3}(?!\d)`,
      },
      {
        says: 'the long form, with colons',
        like: '2001:db8:0:0:0:ff00:42:8329',
        find: anyCase`(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){1,5}:(?:[0-9a-f]{1,4}:){0,4}[0-9a-f]{1,4}(?![\w:])`,
      },
    ],
  },
];
