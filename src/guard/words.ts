// Pieces that several rules share, as source text of regular expressions over folded text.

/** What may stand between a cue and its number: "number", "no.", "is", ":", "#". */
export const LINK = String.raw`(?: ?(?:numbers?|num|nbr|no|nr|id|code|is|was|of|on|the|in|[#:=.,("'-])){0,5} ?`;
/** The same, but it must say that a number follows. */
export const NUMBER_WORD = String.raw` ?(?:(?:number|num|nbr|no|nr|id)(?![a-z])|#)(?: ?(?:is|was|[.:#=(])){0,3} ?`;

const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`;
const DAY = String.raw`\d{1,2}(?:st|nd|rd|th)?\b`;
export const YEAR = String.raw`\b(?:19|20)\d\d\b`;
/** Day, month and year in numbers: 3/14/2009, 7-2-08, 2009-03-14, 03 14 2009. */
export const NUMERIC_DATE = String.raw`(?:\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}|\d{1,2} \d{1,2} (?:\d{4}|\d\d))(?!\d)`;
/** A day in a month, with or without the year: May 9, 9th of May 2010, 14-Mar-2009, 5/9. */
export const DAY_AND_MONTH = String.raw`(?:${MONTH}[ -]?${DAY}(?:,? ?(?:${YEAR}|'\d\d\b))?|${DAY}[ -]?(?:day )?(?:of )?${MONTH}[ ,-]{0,2}(?:${YEAR}|'?\d\d\b)?|\d{1,2} ?/ ?\d{1,2}(?![\d%]))`;
export const MONTH_AND_YEAR = String.raw`${MONTH},? (?:of )?${YEAR}`;

const PEOPLE = String.raw`girl|boy|kid|teen|teenager|child|minor|juvenile|youth|client|victim|survivor|witness|suspect|patient|runaway|trafficker|pimp|buyer|defendant|perp|mom|mother|dad|father|aunt|uncle|grandmother|grandfather|grandma|sister|brother|daughter|son|boyfriend|girlfriend|foster (?:mom|mother|dad|father|home|parents?)`;
/** "The victim advocate", "our youth program" are no one in a case. */
const NOT_A_SERVICE = String.raw`(?! (?:advoca\w+|services?|centers?|units?|programs?|protection|assistance|fund|impact|leaders?|panel|bureau|court|welfare|specialists?|coordinators?|network|advisors?|council|outreach|hotline|shelter)\b)`;
/** A person in a case, singular, as a word. */
export const CASE_PERSON = String.raw`\b(?:${PEOPLE})\b`;
/** Someone in particular: a pronoun, "the girl", "client's". "Youth" or "victim" alone is also the name of a service. */
export const SOMEONE = String.raw`\b(?:she|he|her|hers|his|him|(?:the|this|that|our|a|one) (?:\d{1,2}-year-old )?(?:${PEOPLE})|(?:${PEOPLE})'s)\b${NOT_A_SERVICE}`;

/** A group or a plan has birthdays too. */
export const ORGANIZATION = String.raw`\b(?:task force|coalition|program|project|group|initiative|network|committee|subcommittee|agency|center|office|policy|law|act|idea|county|department|council|campaign|alliance|charter|mou|plan|unit|team|house|shelter|clinic|holiday)\b`;

/** A capitalised word, or one in capitals. */
export const CAPITALISED = String.raw`(?<![\w'])(?:[A-Z][a-z]{1,14}(?:['-]?[A-Z]?[a-z]{1,14})?|[A-Z]{3,14})(?![\w'])`;
/** Two or three initials with points; "U.S." and its like are no one. */
export const INITIALS = String.raw`(?<![A-Za-z.])(?!(?:U\. ?[SKN]|N\. ?[YJ]|D\. ?C|L\. ?A|[AP]\. ?M|P\. ?O|M\. ?D|J\. ?D|I\. ?D|E\. ?R)\.)[A-Z]\. ?(?:[A-Z]\. ?)?[A-Z](?![A-Za-z])\.?`;

/** The same with spaces only, "J T": "10 A M" and "the U S" are no one, and in "plan B A 14-year-old" the A is no initial. */
export const SPACED_INITIALS = String.raw`(?<![\w.'&$/-])(?<!\bU )(?!(?:A M|P M|U [SKN]|N [YJ]|D [CA]|L A|Q A|P O|I [TD]|[HE] R|T V|A I)\b)[A-Z] (?:[A-Z] )?(?!A \d)[A-Z](?![\w.'&/-])`;
/** Not a state, an office or a usual abbreviation. */
export const NOT_ABBREVIATED = String.raw`(?!(?:NY|NJ|CT|PA|MA|VT|CA|TX|FL|US|UK|EU|UN|DA|AG|PD|TF|DV|SA|HT|ED|ER|HR|IT|OK|ID|VS|LE|AM|PM|NO|OR|TO|AT|IN|BY)\b)`;
/** Two capitals that are none of these. */
export const TWO_CAPITALS = String.raw`\b${NOT_ABBREVIATED}[A-Z]{2}(?![\w.'])`;
/** Two small letters as people type initials in haste: "jt", "j.t.", "j t". Test against NOT_SMALL_INITIALS. */
export const SMALL_INITIALS = String.raw`(?<![\w.'&$/-])(?!(?:[ap]\. ?m|e\. ?g|i\. ?[ed]|u\. ?[sk]|n\. ?[yj]|d\. ?[ca]|l\. ?a|e\. ?r|p\. ?[so]|y\.? ?o|u r)\b)(?<name>[a-z]{2}|[a-z]\. ?[a-z]|[b-hj-z] [b-hj-z])(?![\w'])\.?`;

/** One to 99, or ten to twenty in letters. */
export const AGE = String.raw`(?<!\d)(?:[1-9]\d?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)(?![\d\w:%$/-]|\.\d)`;
/** The number before "years old", but not in "$15M". */
const YEARS = String.raw`(?<![\d$])(?:[1-9]\d?|[Tt]en|[Ee]leven|[Tt]welve|[Tt]hirteen|[Ff]ourteen|[Ff]ifteen|[Ss]ixteen|[Ss]eventeen|[Ee]ighteen|[Nn]ineteen)`;
const OLD = String.raw`(?:[yY]\.? ?[-/]? ?[oO]\b\.?|[yY](?:(?:ea)?rs?)?\.?[ -]?[oO]ld|Y(?:(?:EA)?RS?)?\.?[ -]?OLD|[yY]ears of age\b(?! (?:and|or) (?:older|over|above|up|under|younger|below)))`;
/** "15 y/o", "15yo", "15 years old", "15-yr-old": says that it is an age. */
export const SAYS_OLD = String.raw`${YEARS}[ -]?${OLD}(?!')`;
/** The same, or "15F" and "15 yrs", which are an age only beside a person. */
export const YEARS_OLD = String.raw`${YEARS}[ -]?(?:${OLD}|yrs?\b\.?|YRS?\b|[FMfm]\b)(?!')`;

/** Words with a capital that are not someone's name, though a number in brackets or an age may follow. */
export const NOT_NAMES: ReadonlySet<string> = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december spring summer fall autumn winter youth youths children child students student people persons
person girls girl boys boy minors minor victims victim survivors survivor clients client kids kid teens teen teenagers
adolescents juveniles juvenile females female males male women woman men man adults adult anyone those young individuals
patients patient participants attendees members member any each every agencies agency services service program programs session
sessions item items topic topics goal goals task tasks section chapter part page pages room route rooms floor training
trainings meeting meetings report reports attendance present absent votes vote yes no grant award budget case cases
question questions option options step steps phase district ward unit group groups bureau center centre house hall street
school schools hospital hospitals shelter shelters county city state town court courts office police sheriff committee
subcommittee council coalition force total average median mean under over from until through between about all and the
at in by if when once before after of to for with native american hispanic black white asian latina latino drivers guidelines version ages age persons law act
referrals referral screenings hotline calls beds requests motels hotels posters kits families parents staff officers
advocates detectives attorneys judges counselors teachers volunteers seats tables sites quarter year month week
mou mous moa ovc ojp doj voca vawa plan contract lease`
    .trim()
    .split(/\s+/),
);

/** Two small letters that are a word, a state or an office. */
export const NOT_SMALL_INITIALS: ReadonlySet<string> = new Set(
  `ad ah al am an as at aw ax ay be by da de do ed eg eh el en er es eu ex fl fy ga go ha he hi hr hs ht id ie if im in is
it la le lo ma me mi mo mr ms my nd nj no ny of og oh ok on op or ow pa pd pi pm po pp pt ps qa re sa se sh si so st su
th to tf tv tx ty ua ui uh uk um un up us va vs vt we ya ye yo yr bc cc dx hx rx ni te tu`
    .trim()
    .split(/\s+/),
);
