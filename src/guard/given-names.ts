// Common given names in the United States, lower case, without accents. A name alone is no hard hit; a name
// with an age is. Names that are also months, places, sectors or helping words (May, Troy, Faith, Mercy) are
// left out: "Troy (14)" is more often a count. A phrase around them can still give them away (see people.ts).
const NAMES = `
aaliyah aaron abby abdul abel abigail abraham adam adan addison adele adriana adrian adriel ahmed aidan aiden aisha
alan alana alberto alec alejandra alejandro alessandra alex alexa alexander alexandra alexandria alexia alexis alfredo
ali alice alicia alina alisha alison allison alma alondra alyssa amanda amani amara amari amaya amelia amina amir amira
amy ana anahi anastasia andre andrea andres andrew andy angela angelica angelina angelique angie anita aniyah ann anna
annabelle anne annie annika anthony antonia antonio antwan araceli ariana arianna ariel ariella armando arnold arthur
arturo ashanti asher ashlee ashleigh ashley ashlyn ashton athena aubree aubrey audrey aurora ava avery ayanna ayden
ayesha bailey barbara beatriz becky bella ben benjamin bernard bernice beth bethany betty beverly bianca bobby bonnie
brad bradley brady brandi brandon brandy breanna brenda brendan brenna brent brett brian briana brianna bridget brittany
brittney brooke brooklyn bruce bryan bryce bryson byron caden caitlin caleb callie calvin cameron camila camille carla
carlos carmen carolina caroline carolyn carrie casey cassandra cassidy catherine cathy cecilia cedric celeste cesar chad
chantel charlene charles charlie chelsea cheryl chloe chris christian christina christine christopher ciara cindy claire
clara claudia clayton cody colby cole colin colleen colton connie connor conor corey courtney craig cristian cristina
crystal curtis cynthia daisha daisy damian damien damon dana daniel daniela danielle danny dante daphne darius darlene
darnell darrell darren darryl daryl dave david dawn deandre deanna debbie deborah debra declan deja delilah demetrius
denise dennis derek derrick deshawn desiree desmond destinee destiny devin devon diamond diana diane diego dimitri dina
dominic dominique donald donna donovan doris dorothy douglas duane dustin dwayne dylan eddie edgar edith eduardo edward
edwin eileen elaine eleanor elena eli eliana elias elijah elisa elise eliza elizabeth ella ellen ellie elliot elsa elvira
emanuel emely emerson emilia emiliano emilio emily emma emmanuel enrique eric erica erick erik erika erin ernesto
esmeralda esperanza esteban estefania esther estrella ethan eugene eva evan evelyn fabian fatima felicia felipe felix
fernanda fernando fiona frances francesca francisco franklin fred freddy frederick gabriel gabriela gabriella gabrielle
gage gavin geoffrey george gerald gerardo gianna gilberto gina giovanni giselle gisselle gladys gloria gonzalo grace
gracie graham graciela greg gregory greta griffin guadalupe guillermo gustavo gwen hailey haley hamza hannah harold harper
harrison harry hassan hazel heather hector heidi helen henry herbert hillary holly hugo hunter ian ibrahim ignacio imani
ines ingrid irene iris irma isaac isabel isabella isabelle isaiah isis ismael ivan ivy izabella jacey jack jackie
jacob jacqueline jada jade jaden jadyn jahlil jaime jake jalen jaliyah jamal jamar james jamie jamil jamila jan jana jane
janelle janet janice janiya jared jasmin jasmine jason javier javon jay jayda jayden jayla jaylen jaylin jayson jazlyn
jazmin jazmine jean jeff jeffrey jenna jennifer jenny jeremiah jeremy jermaine jerome jerry jesse jessica jessie jesus
jill jillian jim jimmy jo joan joana joanna joanne joaquin jocelyn jodi joe joel joey johanna john johnny jon jonah
jonathan jordan jordyn jorge jose joseph josephine joshua josiah josue journee joy joyce juan juana juanita judith judy
julia julian juliana julianna julie juliet julio julissa julius justin kaden kaitlyn kaleb kali kamila kamiyah kara karen
karina karl karla kate katelyn katherine kathleen kathryn kathy katie katrina kay kayden kaylee kayla kaylin keandre keith
keisha kelly kelsey kelvin kendall kendra kendrick kenneth kenny kenya kevin khadija khalil kiana kiara kierra kim kimberly
kira kirsten kobe kristen kristin kristina kristine krystal kyle kylee kylie kyra lacey laila lakeisha lamar lamont lana
larissa larry latasha latisha latonya latoya laura lauren laurie lawrence layla leah leandro leila leilani lena leo leon
leonard leonardo leroy leslie leticia levi lexi liam liliana lillian lily linda lindsay lindsey lisa lisbeth litzy lizbeth
logan lola lorena lorenzo lori lorraine louis louise lourdes lucas lucia luciana lucy luis luke luna luz lydia lynn
mackenzie maddie madeline madelyn madison maggie makayla malachi malia malik mallory manuel marc marcela marcia marco
marcos marcus margaret margarita maria mariah mariam mariana maribel marie mariela marilyn mario marion marisa marisol
marissa maritza marjorie marlene marlon marquis marquise marsha marta martha martin marvin mary mason mateo mathew matt
matthew maureen mauricio maurice maximus maya mckenna megan melanie melinda melissa melody melvin mercedes meredith mia
micah michael michaela micheal michele michelle miguel mike mikayla mila milagros miranda miriam misty mitchell mohamed
mohammed moises molly monica monique morgan moses muhammad mya myra nadia nancy naomi natalia natalie nataly natasha nayeli
nathalie nathan nathaniel neil nelson nevaeh nia nicholas nick nicolas nicole nikki nina noah noel noelle noemi nora norma
nyah nyla octavia olga oliver olivia omar oscar osvaldo owen pablo paige paloma pamela paola patricia patrick paul paula
pauline payton pearl pedro penelope perla perry peter peyton philip phillip phoebe phyllis precious princess priscilla
priya quentin quinn quinton rachel rafael raj ralph ramon ramona randall randy raquel rashad raul raven ray raymond rebecca
regina renee rhonda ricardo richard rick ricky riley rita robbie robert roberto robin rochelle rocio rodney rodolfo
rodrigo roger roland roman ronald ronnie rosa rosalinda rosario roxana roxanne ruben ruby rudy russell ruth ryan sabrina
sade sadie sally salma salvador sam samantha samara samir samira samuel sandra sandy sanjay santiago santos sara sarah
sasha saul savannah scarlett scott sean sebastian selena serena serenity sergio seth shaina shakira shanice shaniqua
shaniya shannon shante shaquille sharon shaun shawn shayla sheila shelby shelly sheri sherry shirley sienna sierra silvia
simone skye skylar skyler sofia sonia sonya sophia sophie stacey stacy stefanie stella stephanie stephen steve steven
stuart sue susan susana suzanne sydney sylvia tabitha talia tamara tameka tamia tamika tammy tania tanisha tanya tara
tasha tatiana tatyana taylor tayshaun teresa terrance terrell terrence terri terry tess tessa thalia theodore theresa
thomas thuy tia tiana tiara tiffany tim timothy tina tobias todd tom tomas tommy toni tony tonya tori tracey traci tracy
travis trent trevon trevor tricia trinity tristan tyler tyra tyree tyrell tyrese tyrone tyson uriel valentina valeria
valerie vanessa vera veronica vicki vicky victor victoria vincent viola violet viviana vivian walter wanda wendy wesley
whitney wilfredo william willie wilson winston xavier ximena xiomara xochitl yadira yahir yajaira yamileth yanira yasmin
yasmine yesenia yolanda yoselin yuliana yusuf yvette yvonne zachary zahra zaire zainab zaria zion zoe zoey zuri`;

/** Given names, folded to lower case without accents. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));
