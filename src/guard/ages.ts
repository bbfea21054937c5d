import { anyCase, exactCase, type Rule } from './rule.ts';
import { AGE, INITIALS, NOT_ABBREVIATED, SAYS_OLD, YEARS_OLD } from './words.ts';

// Someone without a name: an age, or initials, beside a word for a person. Groups, services and rules have ages too
// ("16 yo HS students", "a 14-year-old may consent", "child abuse protocol"), so the words around decide.

const CASE_WORDS =
  'girl boy kid teen teenager child minor juvenile youth client victim survivor witness suspect patient runaway resident student daughter son sister brother sibling niece nephew cousin stepdaughter stepson mother mom father dad boyfriend girlfriend adolescent'.split(
    ' ',
  );
const ANYONE = `${CASE_WORDS.join('|')}|(?:young )?(?:female|male|woman|man|person|lady)|individual|inmate|defendant|trafficker|pimp|buyer|perp|toddler|infant|baby|newborn|freshman|sophomore`;
/** "The victim advocate", "our child care programme" and "client files" are no one. */
const NO_SERVICE = String.raw`(?![ -](?:advoca|service|cent(?:er|re)|unit|program|protect|assist|fund|impact|leader|panel|bureau|court|welfare|specialist|coordinat|network|advis|council|outreach|hotline|shelter|care\b|abuse|compensation|rights|support|polic|law|safety|traffick|exploit|labor|sex\b|justice|detention|serving|focused|led\b|friendly|work|group|team|facilit|home|house|officer|division|detective|judge|prosecut|attorney|liaison|clinic|docket|data|file|form|record|survey|satisfaction|grant|bill|act\b|system|voice|witness|interview(?:er|ing)|session|entrance|scout|wage|fare|ticket|portal|intake|count\b|engagement|involvement|participation|representative|speaker|ambassador|member|section|segment))`;
const PERSON = String.raw`\b(?:${ANYONE})\b${NO_SERVICE}`;
/** "Youth" is more often many than one. */
const ONE = String.raw`(?:\b(?:${ANYONE})\b(?<!\byouth)|\b(?:the|this|that|a|one|our|her|his|missing|runaway|homeless|foster) youth\b)`;
/** Several of them. "Youths" and "students" are more often a group of a programme. */
const FEW =
  'girls|boys|kids|teens|teenagers|children|minors|juveniles|clients|victims|survivors|runaways|sisters|brothers|siblings';
/** "The children, 10 in total", "our clients, 12 at the shelter" are counted. */
const NO_COUNT = String.raw`(?= ?(?:[,;!?)\]]|\.?$|\. [A-Z])| (?:who|from|ran|missing|found|recovered|placed)\b)`;
const OVER = String.raw`(?! ?\+| ?(?:-|to\b|through\b|&|and\b|or\b) ?(?:\d|older|over\b|up\b|under|above|younger|below))`;
const NOT_A_RANGE_END = String.raw`(?<!\d ?(?:-|to|or|and|through|&) ?)`;
const MONTHS_OLD = String.raw`(?<![\d$])\d{1,2}[ -]?(?:months?|mos?|weeks?|wks?|days?)\.?[ -]?old\b`;
const GAP = String.raw`(?: ?[,(/:-]{1,2})? ?`;
/** One or two words about them: "14-year-old homeless girl". No "old", so that it is read once. */
const LIKE = String.raw`(?:(?!old\b)[a-z-]{3,14},? ){0,2}?`;
const ENDS = String.raw`(?= ?(?:[,;!?)\]]|\.?$|\. [A-Z])| (?:who|whose|with|is|was|has|had|needs?|wants?|ran|from|at|in|on|near|still|now|and (?:her|his)|said|told|left|went|disclosed|missing|found|recovered|placed|living|staying|seen)\b)`;
const BARE = String.raw`${AGE}${ENDS}`;
const AGE_WORD = String.raw`\bage[ds]?:? `;
const DOES = String.raw`(?:is|was|has|had|ran|said|told|left|went|lives|stays|disclosed|needs|wants|who|from|at|in|on)\b`;

const ANY_OF_THEM = /\b(?:any|every|each|average|mean|median|minimum|maximum|lowest|highest|typical) $/i;
/** "If the client is 18, ...": a rule for anyone. */
const A_RULE = /\b(?:if|when|once|until|before|after|unless|whether)\b[^.,;]{0,24}$/i;
const MAY =
  /^,? (?:may|can|must|could|should|cannot)(?: not| only)? (?:consent|sign|refuse|drive|marry|work|apply|testify)\b/i;
/** "Item 14, client files", "March 14, girl scouts", "Route 9 - child safety": a number of something else. */
const NUMBERED =
  /(?:\b(?:items?|rooms?|topics?|goals?|tasks?|sections?|chapters?|pages?|parts?|steps?|routes?|rte|hwy|lines?|tables?|seats?|weeks?|days?|sessions?|phases?|modules?|units?|districts?|wards?|slides?|questions?|total|no|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? ?#?|[:\d] ?|\bat )$/i;

const EITHER = CASE_WORDS.map(
  (word) => `[${word[0]?.toUpperCase()}${word[0]}]${word.slice(1)}|${word.toUpperCase()}`,
).join('|');
const LOWER = CASE_WORDS.join('|');
/** Offices, laws and places that are written with points. */
const NO_OFFICE = String.raw`(?!(?:[DA]\. ?A|P\. ?[DS]|A\. ?G|H\. ?[RSB]|V\. ?A|Q\. ?A|S\. ?B|A\. ?B|B\. ?A|M\. ?A|R\. ?N|F\. ?B\. ?I|C\. ?P\. ?[SR]|D\. ?[SH]\. ?S|H\. ?S\. ?I|S\. ?V\. ?U|C\. ?A\. ?C|D\. ?O\. ?J|I\. ?C\. ?E|A\. ?D\. ?A|M\. ?O\. ?U|L\. ?S\. ?W)\b)`;
const INITIALED = String.raw`${NO_OFFICE}(?:${INITIALS}|(?<![\w.])[JM]\. ?D\.)(?! ?[A-Z]\.)`;
/** "Client VA", "youth AA" are offices and groups. */
const BARE_INITIALS = String.raw`\b(?!(?:VA|AA|NA|MH|SU|BH|IL|PC|MJ|VP|PR|QA|BP|UA|RX|DX|HX|TV|PE|AI|CD|CM|SW|LW|RN|GP|PT|OT|AP|RV|HS|MS|PS|CP|CJ|JJ|YS|SO|PO|BA|MA|CV)\b)${NOT_ABBREVIATED}[A-Z]{2}(?![\w']|\.\w)`;
const AFTER_BARE = String.raw`(?= ?(?:[,;:!?()\]]|\.?$|\. [A-Z])| (?:is|was|has|had|needs?|wants?|ran|from|at|in|on|to|and|will|who|still|again|moved|missing|found|placement|hearing|update|case|court|interview|discharge|intake|visit)\b)`;
const LINKED = String.raw`(?:,? ?\(|,| -)? ?(?:is |was )?(?:(?:a|an|the|our|this|that) )?`;

export const AGES: readonly Rule[] = [
  {
    kind: 'person-age',
    words: "a person's age",
    overridable: false,
    patterns: [
      {
        says: 'an age, then a word for one person; "12 to 17 year old youth" are many',
        like: '14 year old victim at the motel',
        find: anyCase`(?:${YEARS_OLD}|${MONTHS_OLD})[,-]? ?\(?${LIKE}${PERSON}(?<!\d(?: ?-| to| or| and| through| &) ?\d{1,2}[a-z -]{3,40}youth)`,
        unless: { after: MAY },
      },
      {
        says: 'someone of an age who does or is something',
        like: 'the 14-year-old from the motel',
        find: anyCase`\b(?:the|this|that|our|her|his) ${SAYS_OLD} ${DOES}`,
      },
      {
        says: 'a word for one person, then "age 14" or "14 years old"',
        like: 'the victim, age 14',
        find: anyCase`${ONE}${NO_SERVICE}${GAP}(?:(?:who )?(?:is|was),? )?(?:an? |just |only |about )?(?:${AGE_WORD}${AGE}|${SAYS_OLD}|${MONTHS_OLD}|(?<![\d$])1\d ?[FM]\b)${OVER}`,
        unless: { before: ANY_OF_THEM },
      },
      {
        says: 'a word for one person, then a bare age set off by a comma, a bracket or a dash',
        like: 'the girl, 14, from Ellery High',
        find: anyCase`${ONE}(?: ?, ?| ?\(| ?-{1,2} ?)${BARE}`,
      },
      {
        says: 'a few people, then a bare age set off by a comma, a bracket or a dash',
        like: '3 girls, 14, from the motel',
        find: anyCase`\b(?:[2-9]|two|three|four|five|six|both|the|these|those|our) (?:${FEW})(?: ?, ?| ?\(| ?-{1,2} ?)(?:both |all |aged? )?${AGE}(?: (?:and|&) ${AGE})?${NO_COUNT}`,
        unless: { before: ANY_OF_THEM },
      },
      {
        says: 'someone who is or turned an age',
        like: 'the girl is 14',
        find: anyCase`(?:${ONE}|\b(?:she|he))(?: is|'s| was| just| turned| turns){1,2}(?: just| only| now| about| almost| turning)? ${BARE}`,
        unless: { before: A_RULE },
      },
      {
        says: '"age 14", then a word for one person',
        like: 'aged 14, female',
        find: anyCase`${AGE_WORD}${AGE}${GAP}(?:an? |the )?${PERSON}`,
        unless: { before: ANY_OF_THEM },
      },
      {
        says: 'a bare age set off by a comma, a bracket or a dash, then a word for one person',
        like: '14, girl, from the motel',
        find: anyCase`${NOT_A_RANGE_END}${AGE}(?: ?, ?| ?\(| ?- ?| ?/ ?)(?:an? |the )?${LIKE}${PERSON}${ENDS}`,
        unless: { before: NUMBERED },
      },
    ],
  },
  {
    kind: 'initials',
    words: 'the initials of a person',
    overridable: false,
    patterns: [
      {
        says: 'a word for a minor or a client, then initials',
        like: 'juvenile J.T. placement',
        find: exactCase`\b(?:${EITHER})(?:,? ?\(|,| -|:)? ?(?:named |called )?${INITIALED}`,
      },
      {
        says: 'initials, then a word for a minor or a client',
        like: 'J.T., a juvenile',
        find: exactCase`${INITIALED}${LINKED}(?:${LOWER})\b${NO_SERVICE}`,
      },
      {
        says: 'initials, then such a word in brackets',
        like: 'J.T. (Client)',
        find: exactCase`(?:${INITIALED}|${BARE_INITIALS}) ?\((?:${EITHER})\)`,
      },
      {
        says: 'a word for a minor or a client, then two capitals',
        like: 'client JT needs a placement',
        find: exactCase`\b(?:${EITHER})(?:,? ?\(|,| -|:)? ?${BARE_INITIALS}${AFTER_BARE}`,
      },
      {
        says: 'two capitals, then who that is',
        like: 'KW, the victim',
        find: exactCase`${BARE_INITIALS}(?:, ?| - ?)(?:(?:a|an|the|our|this|that) )?(?:${LOWER})\b${NO_SERVICE}${AFTER_BARE}`,
      },
    ],
  },
];
