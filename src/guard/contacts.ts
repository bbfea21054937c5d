import { anyCase, exactCase, type Rule } from './rule.ts';
import { CASE_PERSON, SOMEONE } from './words.ts';

// Where a person is or can be reached. Offices and public places have addresses and phones too, so a chair may
// declare those two (PRODUCT rule 2). A venue or a dial-in that says what it is passes by its wording.

const TOLL_FREE = String.raw`(?!(?:\+?1[-. ]{0,3})?\(?8(?:00|33|44|55|66|77|88)\)? ?[-. ]? ?\d)`;
const TEN_DIGITS = String.raw`(?<!\d[-.]?)${TOLL_FREE}(?:\+?1[-. ]{0,3})?(?:\(\d{3}\) ?[-. ]{0,3}|\d{3} ?[-./ ] ?|(?<![=/?&])[2-9]\d\d)(?:\d{3} ?[-. ] ?\d{4}|[2-9]\d{6})(?!-?\d)`;
const SEVEN_DIGITS = String.raw`(?<!\d\)? ?[-. ]? ?)\d{3} ?[-. ] ?\d{4}(?!-?\d)`;
const LINE_BEFORE =
  /(?:\b(?:dial|call|phone)(?:s|ing|ed)?[- ]?in\b|\bjoin\b|\b(?:conference|bridge|zoom|teams|webex|webinar|meeting id|audio|passcode|access code|hotline|helpline|warm ?line|crisis line|tip ?line|lifeline|text line|\w{3,8} line|language line|on-call line|main (?:line|number|desk)|front desk|switchboard|reception|office|fax|dispatch|non-emergency)\b)[^!?;]{0,40}$/i;
const LINE_AFTER =
  /^ ?[,(]? ?(?:ext\b|x ?\d|extension|\(?(?:office|main|front desk|dial-in|fax)\b|passcode|pin\b|conference id|access code)/i;

const COURTS = String.raw`(?:Family|Drug|Treatment|District|County|Supreme|City|Traffic|Juvenile|Criminal|Youth|Circuit|Federal|Probate|Surrogate|Wellness|Tribal|Safe|Peace|Talking|Healing|Listening|Sharing|Harbor)`;
const STREET = String.raw`(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Boulevard|Blvd|Way|Terrace|Ter|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Turnpike|Tpke|Square|Sq|Alley|Loop|Row|Pike|Crescent|Mews)`;
const NOT_DOCTOR = String.raw`(?!(?<=Dr)\.? [A-Z])(?!(?<=St)\. (?:Mary|Joseph|Peter|Paul|John|James|Anne?|Luke|Francis|Patrick|Vincent|Catherine)\b)`;
const FLAT = String.raw`(?:\.?,? (?:[Aa]pt|[Aa]partment|[Uu]nit|[Ll]ot|#)\.? ?#?\w{1,5})?`;
const HOUSE = String.raw`(?<![\d$.,:/-])(?<!\d )\d{1,5}[A-Za-z]?(?:-\d{1,3})?`;
const VENUE_BEFORE =
  /(?:\b(?:we|group|committee|subcommittee|task force|members|all)(?: will| can|'ll)? (?:meets?|gather|convene)(?: \w+)? at|\b(?:meeting|training|event|session|workshop|vigil|lunch|breakfast|retreat|conference|tour|class)s?(?: (?:is|are|will be|takes place|to be|now|moved|held)){0,3} (?:at|to)|\b(?:held|hosted|host|located) at|\bwe(?: have|'ve)? moved to|\b(?:library|office|meeting|venue|mailing|agency) address(?: is|:)?|\bvenue\b[^.;]{0,20}|\blocation:|\bpark(?:ing)?(?: is)? (?:at|in|behind)|\boffices?(?: is| are| will be| moves| moved)?(?: at| to)|\b(?:annex|library|courthouse|church|center|centre|hall|hospital|building|auditorium|college|university|headquarters|hq|armory|theater|museum|grange|legion|elks lodge|precinct|barracks|agency|department|coalition|library)(?: is)?(?: at)?),? ?\(?$/i;
const STAYS = String.raw`\b(?:lives?|lived|living|staying|stays|stayed|hiding|safe ?house|foster|home address|residence|sleeping|housed|confidential|undisclosed|confidential shelter)\b`;
const OF_SOMEONE = new RegExp(`(?:${SOMEONE}|${STAYS}|${CASE_PERSON} (?:at|is|was|lives|moved)\\b)`, 'i');
const MONTH_BEFORE = /\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? $/i;

const MAILBOX = String.raw`[a-z0-9._%+-]{1,64}`;
const HOST = String.raw`(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}`;
const PRIVATE_HOST = String.raw`(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|proton|protonmail|tutanota|mail|gmx|comcast|verizon|[a-z0-9]{2,20}mail)\.(?!gov|org|edu|mil|us)[a-z]{2,4}(?:\.[a-z]{2})?`;
const ROLE_MAILBOX = String.raw`(?![a-z0-9._-]{0,40}(?:taskforce|coalition|office|info|contact|admin|training|outreach|rsvp|volunteer|secretary|agenda|minutes|council|county|church|center|network|alliance|shelter|program)[a-z0-9._-]{0,40}@)`;
const OWNER = String.raw`(?:her|his|(?:the |our )?(?:girl|boy|client|victim|survivor|minor|youth|teen|child|kid|suspect|trafficker|pimp|buyer|mother|mom|boyfriend|witness|patient)(?:'s)?)`;
const SITE = String.raw`(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|facebook|fb|messenger|kik|discord|telegram|whatsapp|twitter|onlyfans|reddit|cash ?app|venmo|wechat|tumblr|skype|roblox|xbox|psn|gamertag|screen ?name|user ?name|handle)`;
const OUR_PAGE =
  /\b(?:our|(?:follow|tag|like|find|join) us|official|campaign|coalition|hotline)\b[^.;]{0,30}$/i;
const AS = String.raw`(?: ?(?:account|handle|name|user|user ?name|profile|page|id|is|was|as|called|now|on|:|=|-)){0,4} ?`;

export const CONTACTS: readonly Rule[] = [
  {
    kind: 'email',
    words: "a person's e-mail address",
    overridable: false,
    patterns: [
      {
        says: 'a private mailbox (Gmail and the like), unless it is named after a group or an office',
        like: 'destiny.r09@examplemail.com',
        find: anyCase`(?<![a-z0-9._%+-])${ROLE_MAILBOX}${MAILBOX} ?@ ?${PRIVATE_HOST}(?![\w-]|\.\w)`,
      },
      {
        says: 'any mailbox said to be the e-mail of a person',
        like: "the survivor's own email is kay@harbor.example",
        find: anyCase`\b${OWNER} (?:own |personal |private |new |school |work )?e-?mail(?: address)?(?: is|:| was|,)? ?${MAILBOX} ?@ ?${HOST}`,
      },
      {
        says: 'a mailbox, then whose it is',
        like: "kay@harbor.example is the victim's email",
        find: anyCase`(?<![a-z0-9._%+-])${MAILBOX} ?@ ?${HOST},?(?: that)?(?: is|'s)? ${OWNER} (?:own |personal |private |new |school )?e-?mail\b`,
      },
    ],
  },
  {
    kind: 'handle',
    words: "a person's account name",
    overridable: false,
    patterns: [
      {
        says: 'a name with @ on a named platform, unless it is our own page',
        like: 'IG @bigtyme_ace',
        find: anyCase`(?<![a-z])${SITE}(?![a-z])${AS}@[a-z_][\w.]{2,30}`,
        unless: { before: OUR_PAGE },
      },
      {
        says: 'the account of someone on a named platform',
        like: 'Her Snapchat is lilmiss_kk14',
        find: anyCase`\b(?:her|his|(?:${CASE_PERSON})(?:'s)?) (?:new |old |other |private |main |backup )?${SITE}(?![a-z])${AS}(?:[@$][\w.]{3,30}|(?=[\w.]{0,20}[\d_])[a-z_][\w.]{3,30})`,
      },
      {
        says: 'a name with an underscore on a named platform, or with a digit after "user name"',
        like: 'snapchat kkay_08',
        find: anyCase`(?<![a-z])(?:${SITE}${AS}(?=[a-z0-9.]{1,20}_)[\w.]{4,30}|(?:screen ?name|user ?name|gamertag)(?: is| was|:)? ?(?=[\w.]{0,20}\d)[a-z][\w.]{3,30})(?!\w)`,
        unless: { before: OUR_PAGE },
      },
      {
        says: 'the account of someone, said without a platform',
        like: 'victim goes by @kk.ace14 online',
        find: anyCase`(?:${SOMEONE}|${CASE_PERSON})[^.;!?@]{0,40}? @[a-z_][\w.]{2,30}`,
        unless: { before: OUR_PAGE },
      },
    ],
  },
  {
    kind: 'address',
    words: 'a street address',
    overridable: true,
    patterns: [
      {
        says: 'a house number and a street, unless it is a venue',
        like: '88 Old Mill Road',
        find: exactCase`${HOUSE} (?:[NSEW]\.? )?(?:(?!${COURTS} (?:Court|Circle|Place|Way)\b)(?:[A-Z][A-Za-z'.-]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,4}?(?:${STREET}|STREET|AVENUE|ROAD|DRIVE|LANE|COURT)\b${NOT_DOCTOR}${FLAT}`,
        unless: { before: new RegExp(`(?:${VENUE_BEFORE.source})|(?:${MONTH_BEFORE.source})`, 'i') },
      },
      {
        says: 'the same, where someone is or lives',
        like: 'she is staying at 118 Fennel Court',
        find: exactCase`${HOUSE} (?:[NSEW]\.? )?(?:(?:[A-Z][A-Za-z'.-]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,4}?${STREET}\b${NOT_DOCTOR}${FLAT}`,
        near: OF_SOMEONE,
      },
      {
        says: 'the same in small letters',
        like: 'lives at 118 fennel court',
        find: anyCase`(?:\b(?:lives?|lived|living|staying|stays|stayed|hiding|safe ?house|(?:her|his|home) (?:house|home|address|apartment|place))|${SOMEONE} (?:just |has |is )?(?:moved|moving|went))(?: (?:is|in|at|on|to|with|her|his|a|the|aunt|mom|friend)|[:,]){0,4} ${HOUSE} (?:[nsew]\.? )?(?:[a-z'.-]{2,20} |\d{1,3}(?:st|nd|rd|th) ){1,3}?${STREET}\b`,
      },
      {
        says: 'a house number on a route',
        like: '1420 Route 9',
        find: anyCase`${HOUSE} (?:state |us |county )?(?:route|rte?|highway|hwy)\.? \d{1,3}[a-z]?\b`,
        unless: { before: new RegExp(`(?:${VENUE_BEFORE.source})|(?:${MONTH_BEFORE.source})`, 'i') },
      },
      {
        says: 'the flat or motel room where someone is',
        like: 'she is hiding at the motel, room 114',
        find: anyCase`\b(?:staying|stays|stayed|living|lives|hiding|sleeping|housed) (?:in|at|with)\b[^.;!?]{0,50}?\b(?:room|rm|apt|apartment|unit|lot|#) ?#?\d{1,4}[a-z]?\b`,
      },
      {
        says: 'a point on the map',
        like: '42.65258, -73.75623',
        find: anyCase`(?<![\d.])-?\d{1,2}\.\d{4,8} ?, ?-?\d{1,3}\.\d{4,8}(?!\d)`,
      },
    ],
  },
  {
    kind: 'phone',
    words: 'a phone number',
    overridable: true,
    patterns: [
      {
        says: 'ten digits, unless toll-free, a hotline, an office or a dial-in',
        like: '518-555-0142',
        find: anyCase`${TEN_DIGITS}`,
        unless: { before: LINE_BEFORE, after: LINE_AFTER },
      },
      {
        says: 'ten digits of someone',
        like: 'her cell 518-555-0142',
        find: anyCase`${TEN_DIGITS}`,
        near: new RegExp(
          `${SOMEONE}|\\b(?:burner|lives|belongs)\\b|${CASE_PERSON}(?: can be|,? (?:at |on |cell |phone |number )?$)`,
          'i',
        ),
      },
      {
        says: 'seven digits of someone',
        like: 'her new cell, 555-0142',
        find: anyCase`${SEVEN_DIGITS}`,
        near: new RegExp(
          `(?:${SOMEONE}|\\b(?:burner|cell|mobile)\\b|${CASE_PERSON} can be)[^.;]{0,50}$`,
          'i',
        ),
      },
      {
        says: 'a number from abroad',
        like: '+52 55 5555 0142',
        find: anyCase`(?<!\w)\+(?!1[-. (]?\d{3})\d{1,3}(?:[-. ()]{1,2}\d{1,5}){2,5}(?!\d)|(?<!\w)\+[2-9]\d{8,13}(?!\d)`,
        unless: { before: LINE_BEFORE, after: LINE_AFTER },
      },
    ],
  },
];
