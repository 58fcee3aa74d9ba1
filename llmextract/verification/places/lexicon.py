"""English words that tell which part a name plays: the tables of the place checker.

Every set is closed-class vocabulary or the usual nouns and verbs of news; no place is named here.
Words are folded (see ``grounding.spelling``). Where a word belongs to two sets, the rule that reads
the sets says which one wins.
"""

from llmextract.verification.spelling import word_set


def _by_meaning(**words: str) -> dict[str, str]:
    """Each word with its meaning, from meanings with their words."""
    return {word: meaning for meaning, text in words.items() for word in text.split()}


# Compass, parts of a whole ---------------------------------------------------------------------
COMPASS = _by_meaning(
    n="north northern northernmost",
    s="south southern southernmost",
    e="east eastern easternmost",
    w="west western westernmost",
    ne="northeast northeastern",
    nw="northwest northwestern",
    se="southeast southeastern",
    sw="southwest southwestern",
    c="central centre center downtown mid",
)
"""Word -> direction; ``c`` is the middle."""

PART_OF = word_set("greater upper lower inner outer rural coastal mainland old")
"""Adjectives that single out a part of a place beside the compass."""

# Generic nouns ---------------------------------------------------------------------------------
KINDS = _by_meaning(
    village="village villages hamlet hamlets settlement settlements kibbutz community",
    town="town towns township townships",
    city="city cities capital metropolis",
    district=(
        "district districts municipality county municipalities subdistrict raion commune canton"
        " locality parish borough woreda tehsil ward neighborhood neighbourhood neighborhoods"
        " neighbourhoods quarter suburb suburbs counties barrio barangay cercle sector"
    ),
    province=(
        "province provinces governorate state states governorates oblast prefecture department"
        " departments muhafazah wilayat wilaya vilayet"
    ),
    region=(
        "region regions area areas territory zone countryside enclave peninsula highlands coast"
        " island islands archipelago strip desert oasis plain plains subregion hinterland"
    ),
    country="country nation republic kingdom",
    road="road highway route motorway",
    mountains="mountain mountains hills hill range heights mount mt jebel jabal volcano cerro",
    site=(
        "camp camps base airbase airport airfield airstrip port harbour harbor prison jail dam"
        " bridge crossing checkpoint market bazaar farm ranch plant refinery oilfield field mine"
        " junction forest shrine mosque church barracks garrison hospital station cemetery pass"
        " estate park stadium hotel terminal"
    ),
)
"""Generic noun -> kind of place."""

SIMILAR_KINDS = (word_set("village town"), word_set("town city"), word_set("district region"))
"""Kinds that reports use for one another; a value with the one is carried by the other."""

PARTS = word_set(
    "outskirts outskirt edge fringe fringes periphery vicinity environs surroundings"
    " neighbourhood center centre heart middle streets street parts part side sides corner"
    " downtown capital coast coastline shores banks bank airport port parliament airspace"
)
"""Nouns whose "of X" still places an event at X: the outskirts of X, the airport of X."""

# Names that contain a place ----------------------------------------------------------------------
STREETS = word_set(
    "street avenue boulevard blvd lane alley roundabout square plaza circle crescent"
    " underpass flyover expressway gate"
)
STREETS_BEFORE = word_set("calle avenida rue via carrera paseo jalan ulitsa sharia")
ROADS = word_set(
    "road highway route motorway freeway railway railroad line pipeline corridor axis crossroads"
)

GROUPS = word_set(
    "brigade brigades battalion battalions regiment division divisions corps front army"
    " armies militia militias movement party faction group groups organisation organization"
    " union league alliance coalition federation congress command squad squads cartel gang"
    " gangs mafia guard guards martyrs lions knights falcons hawks eagles tigers wolves"
    " soldiers defenders sons shield swords sword resistance rebels insurgents guerrillas"
    " fighters forces force mujahideen taliban jihad network cell cells column unit company"
    " detachment legion commandos volunteers vanguard vanguards emirate caliphate committee"
    " committees council councils dawn gathering assembly bloc mobilization ansar fc united"
)
"""Nouns that end or head the name of an armed or political group ("X Brigade", "Front of X")."""

ASSOCIATIONS = word_set("association society federation confederation brotherhood order guild")
"""Nouns of associations of persons; of one that stands before "of X", X is a part of its name."""

GROUPS_BEFORE = word_set(
    "jaish jaysh gaish liwa harakat haraka kataib katibat katiba hizb hezb tehrik lashkar jund"
    " saraya firqat firqa jabhat asaib ansar fawj muqawama ejercito frente brigada bloque comando"
    " partiya hayat majlis jamaat"
)
"""Nouns of groups in other languages; a place after one of them is a part of the group's name."""

GROUP_HEADS_IN = word_set("state qaeda qaida isis isil daesh jihad emirate")
"""What makes "in X" a part of a group's name: al-Qaeda in X, Islamic State in X."""

PAPERS = word_set(
    "post times herald tribune daily gazette news newspaper newspapers observer guardian"
    " television tv radio journal mail chronicle telegraph today star mirror independent"
    " monitor weekly magazine broadcasting newswire bulletin examiner reporter wire network"
    " press channel"
)
PAPERS_BEFORE = word_set("radio voice television tv diario diary news telegraph daily newspaper")

INSTITUTIONS = word_set(
    "university universities college institute academy school faculty bank museum court"
    " tribunal ministry diocese archdiocese bishopric seminary polytechnic observatory chamber"
    " foundation laboratory hospital clinic cathedral society club polytechnical conservatory"
    " library"
)
EMBASSIES = word_set(
    "embassy consulate ambassador envoy consul mission legation diplomat diplomats"
)
OFFICES = word_set(
    "governor mayor bishop archbishop prefect emir sultan king queen president premier"
    " minister chancellor vicepresident police chief commander governorship government"
    " governate administration authorities cabinet senate officials official council sheriff"
    " imam mufti deputy senator judge judges prosecutor presidency military army troops"
    " soldiers security politicians leader leaders regime"
)
PEOPLE = word_set(
    "residents resident people inhabitants citizens civilians population natives villagers"
    " families youths youth locals tribes tribesmen elders refugees community men women"
    " children migrants students workers nationals activists farmers protesters"
)
TREATIES = word_set(
    "agreement agreements accord accords treaty talks conference summit declaration protocol"
    " process convention memorandum pact deal deals document roadmap communique framework initiative time"
    " resolution policy debate meeting meetings negotiations"
)
WATERS = word_set(
    "river lake delta basin valley sea gulf strait canal ocean bay creek lagoon empire"
)
"""After a name they make another name of it: the X River flows elsewhere too."""

COMPANIES = word_set(
    "ltd limited inc incorporated plc gmbh llc corp corporation sa sarl holdings holding industries"
    " airlines airways express enterprises textiles"
)
"""Nouns that end the name of a company."""
CLUBS_BEFORE = word_set(
    "real deportivo atletico dynamo dinamo lokomotiv spartak olympique sporting independiente"
    " racing borussia inter internazionale ahly ahli zamalek hilal ittihad fc afc ac cd cf club"
    " athletic"
)
"""Words that begin the name of a sports club and end with its town's."""
VESSELS = word_set(
    "ship tanker freighter ferry vessel trawler boat yacht liner dhow steamer frigate destroyer"
    " cruiser gunboat tug barge mv schooner submarine"
)
"""Nouns before the name of a ship, which may be or hold a place's: "the tanker Pride of X"."""

DISEASES = word_set("virus fever disease syndrome strain variant encephalitis flu pox")
"""After a name they make the name of a disease, which is met anywhere."""

TIED = _by_meaning(
    origin="based born educated bred made registered flagged",
    destination="bound",
    government=(
        "backed led supported sponsored funded trained aligned allied linked affiliated"
        " brokered supplied mediated run appointed inspired"
    ),
    longer="style",
)
"""What is tied to a name by a hyphen -> the part the name plays: X-based, X-backed."""

# Persons -----------------------------------------------------------------------------------------
TITLES = word_set(
    "mr mrs ms miss dr prof professor sir lord lady president minister senator congressman"
    " deputy general gen colonel col lieutenant lt major maj captain capt sergeant sgt"
    " corporal cpl private brigadier brig admiral adm commander cmdr marshal commandante"
    " comandante chief sheikh sheik shaikh shaykh mullah maulana mufti ayatollah hojatoleslam"
    " imam haji haj hajji sayyid sayed syed emir prince princess king queen father fr bishop"
    " archbishop cardinal pope rabbi reverend rev pastor sister brother judge justice governor"
    " mayor ambassador inspector detective officer spokesman spokeswoman spokesperson leader"
    " don dona monsignor engineer journalist reporter activist warlord priest lawyer secretary"
    " analyst photographer chairman director attorney doctor businessman"
    " singer actor actress poet writer editor columnist trader merchant shopkeeper farmer nurse"
    " teacher student driver cook herder fisherman trawlerman surveyor footballer"
)
KUNYA = word_set("abu abou umm bin ibn bint ben von van mc mac")
GIVEN_NAMES = word_set(
    "michael john james robert david william richard thomas mark charles steven paul andrew"
    " george peter daniel kevin brian edward anthony stephen martin patrick philip alan frank"
    " henry jack joseph samuel benjamin christopher matthew luke adam alexander nicholas"
    " jonathan timothy scott eric gary larry mary patricia jennifer linda elizabeth barbara"
    " susan jessica sarah karen nancy lisa betty margaret sandra anna anne emily emma laura"
    " helen rachel maria marie julia kate katherine catherine christine claire diana jane joan"
    " judith ruth alice rose paris sophia sophie olivia charlotte victoria jose juan carlos"
    " luis jorge pedro miguel manuel francisco antonio jesus alejandro fernando ricardo"
    " roberto eduardo rafael sergio andres diego pablo javier raul oscar hector ramon alfredo"
    " arturo enrique ernesto gustavo guillermo julio mario rodrigo alvaro cesar victor hugo"
    " ivan felix rosa carmen isabel ana lucia gabriela marta teresa elena sofia jean pierre"
    " jacques michel francois louis philippe alain bernard claude andre henri marcel yves hans"
    " karl klaus wolfgang jurgen fritz otto heinrich giovanni giuseppe marco luca paolo"
    " vladimir sergei sergey dmitry dmitri alexei aleksei nikolai igor oleg yuri andrei"
    " mikhail boris pavel viktor volodymyr oleksandr mykola petro taras olena oksana natalia"
    " tatiana olga svetlana irina mohammed muhammad mohamed mohammad muhammed mohamad ahmed"
    " ahmad ali hassan hasan hussein hussain husayn mahmoud mahmud mustafa mostafa ibrahim"
    " ismail yusuf yousef youssef omar umar othman osman uthman khalid khaled abdul abdullah"
    " abdallah abdel abdulrahman abdirahman abdi salim saleem salem salman sultan tariq tarek"
    " faisal fahd nasser nasir naser karim kareem rashid rasheed bashir bashar hamid hameed"
    " jamal gamal kamal samir walid waleed ziad ziyad zaid zayd rami fadi nabil hani hisham"
    " adel adil imad majid mansour musa moussa isa issa dawud daoud suleiman sulaiman yahya"
    " yasser yasir zakaria hamza bilal anwar akram aziz amin amir ayman saeed saad saif sami"
    " qasim qassem qasem ghassan haidar haider jaafar jabir fatima aisha amina khadija zainab"
    " mariam maryam layla leila noor nour huda amadou mamadou ousmane boubacar seydou oumar"
    " ibrahima abdoulaye souleymane issoufou aminata emmanuel chukwuma chinedu ngozi emeka"
    " olusegun goodluck samson solomon tesfaye haile abiy getachew aung win kyaw min zaw thein"
    " benigno ferdinand imelda rajiv rahul sanjay anil vijay ravi amit gulbuddin ashraf hekmat"
    " jalaluddin sirajuddin najib zalmay ehsanullah baitullah gabriel raphael nathan aaron"
    " jacob joshua justin ryan kyle sean connor liam noah ethan oliver harry leo theo hugh"
    " graham colin keith ian neil stuart malcolm duncan roger ronald donald kenneth walter"
    " arthur albert ernest harold leonard raymond dennis jerry douglas bruce russell craig"
    " derek trevor vincent angela sharon donna carol amanda melissa deborah stephanie rebecca"
    " lucy hannah chloe megan amy katie josephine beatrice esther naomi miriam leah augustin"
    " benoit christophe didier emile etienne fabrice gaston gerard guillaume herve hubert"
    " jerome laurent luc mathieu maxime nicolas olivier pascal patrice rene serge thierry"
    " xavier yannick alberto alfonso alonso armando bernardo camilo cristian cristobal damian"
    " efrain elias emilio esteban fabian federico felipe gerardo gilberto gonzalo ignacio"
    " ismael jaime joaquin leonardo lorenzo marcos mariano mateo mauricio octavio orlando"
    " patricio ramiro rogelio ruben salomon saul sebastian tomas vicente bogdan denis eduard"
    " evgeny gennady georgy ilya kirill konstantin leonid maksim maxim ruslan stanislav timur"
    " vadim valery vasily vitaly vitali yaroslav yevgeny zurab giorgi levan nino tamar abbas"
    " abubakar adnan afzal asif atif ayaan babar bakr burhan ehsan faraz farhan farid farouk"
    " faruk fawaz fayez feroz ghulam habib hashim hikmat idris ihsan ilyas imran iqbal irfan"
    " ishaq jamil javed junaid kamran kashif latif luqman mahdi maqbool marwan masood mehdi"
    " mehmood mohsen moin mubarak mujahid munir murad mustapha muzaffar nadeem nadir naeem"
    " nawaz nazir obaid parviz qadir rafiq rahman raza reza riyad sabir sadiq safdar sajid"
    " salah salahuddin sarfraz shahid shakir sharif shoaib sohail taha tahir talal usama waqar"
    " wasim yaqub younis yunus zahid zaki zubair adama alassane aliou bakary bouba cheikh"
    " demba djibril habibou hamidou idrissa issouf kadiatou kalifa lamine mahamadou mahamat"
    " mamane modibo salif samba sekou sidi yacouba adebayo adewale chidi chioma femi ibukun"
    " ifeanyi kehinde kelechi nnamdi obinna oluwaseun sola tunde uche yemi kwame kofi kojo"
    " akua ama yaw kwabena juma wanjiru otieno kamau mwangi njoroge tendai farai thabo sipho"
    " lungile bekele dawit girma hailu kebede mulugeta yohannes zenebe arun ashok deepak"
    " dinesh gopal harish kiran krishna mahesh manoj mohan mukesh naresh pankaj prakash"
    " pradeep praveen rajesh rakesh ramesh sandeep satish shankar sunil suresh vikram vinod"
    " yogesh bayani danilo efren isagani jejomar renato romeo wilfredo maung soe thura zeya"
    " htun naing"
)
PLACES_AS_GIVEN_NAMES = word_set(
    "sydney florence paris jordan chad charlotte victoria georgia israel milan lourdes"
    " santiago salvador darwin lincoln washington austin dallas houston tyler jackson carolina"
    " virginia alexandria adelaide madison savannah brooklyn chelsea kenya india asia china"
    " dakota diego francisco santos trinidad sofia verona lima kent lancaster devon hamilton"
    " wellington nelson warren melbourne perth brandon clinton monroe bristol"
)
"""Given names that are also places: before a surname they are persons."""
KIN = word_set("brother sister son daughter father mother wife husband cousin uncle nephew widow")

# Verbs and governors of prepositions
# -----------------------------------------------------------------
AT = word_set(
    "in at near inside outside around across throughout within over above off along on into"
    " onto against amid upon under beside nearby beneath through"
)
"""Prepositions that place an event at what follows."""

NEAR = word_set("near outside around nearby beside off above over")

FLEE = word_set(
    "fled flee flees fleeing escape escaped escapes escaping withdrew withdraw withdrawn"
    " withdrawing retreat retreated retreating return returned returning returns arrive"
    " arrived arriving came come comes coming travel traveled travelled traveling travelling"
    " travels drove drive driving flew flown fly flying moved move moving moves headed heading"
    " head heads went go going gone left leave leaving march marched marching walk walked"
    " walking sent send transferred transfer taken took take brought bring driven deployed"
    " deported extradited airlifted evacuated evacuate transported rushed route way bound en"
    " advanced advancing advance ride riding sailed sailing crossed displaced relocated"
    " migrated expelled ferried journey trip bus convoy flight visit visited carried carrying"
    " delivered delivering shipped retreats repatriated smuggled sought refuge hailed"
    " originated hailing emigrated commuting transiting drafted"
)
"""Verbs and nouns of going and bringing: what follows "to", "for", "toward" is where to."""

REMOVE = word_set(
    "kidnapped kidnap kidnaps kidnapping abducted abduct abducting abduction seized snatched"
    " stolen stole looted looting robbed freed rescued disappeared missing vanished reported"
    " snatch snatching seize seizing steal rob free rescue hijack capture"
    " liberated hijacked plucked captured grabbed arrested detained recovered retrieved"
    " removed"
)
"""Verbs whose "from X" is where it happened."""

SPREAD = word_set(
    "fire spread extended close next adjacent damage threat spreads spilled reached belongs"
    " opposite back blow adjoining returned_fighting"
)
"""Words whose "to X" is at or beside X."""

SHELTER = word_set("refuge shelter asylum sanctuary haven")
"""What people seek or find in the place that they have fled to."""

ASSAULT = word_set(
    "attack attacks raid raids assault assaults strike strikes airstrike airstrikes offensive"
    " offensives shelling bombardment bombing bombings advance push incursion operation"
    " operations siege blockade march fire fired firing rockets rocket missiles missile mortar"
    " mortars shells bombs bomb ambush battle fight fighting invasion attacked attempt"
    " launched launch landed hit struck drone drones dropped drop hurled lobbed barrage"
)

REPORTERS = word_set(
    "correspondent correspondents reporter reporters journalist journalists bureau editor"
    " stringer monitor monitors analyst analysts diplomat diplomats spokesman spokeswoman"
    " spokesperson newsroom conference interview briefing statement telephone source sources"
    " embassy"
)
SAYING = word_set(
    "said says say saying told tells telling reported reports speaking spoke announced"
    " announces writing wrote written added declared stated briefed interviewed"
)
"""Words of speech: "told reporters in X" is where the report was filed."""

CAUSES = word_set(
    "liberation emancipation defence defense salvation independence unity support conquest"
    " reconstruction redemption protection restoration freedom monotheism people"
)
"""What groups are for: "Movement for the Emancipation of X"."""
BORDERS = word_set("border borders frontier boundary borderline")
GUARDS = word_set(
    "guard guards police policemen patrol patrols troops force forces agents officials officers"
)
"""After "border" they are persons: border guards."""
ACCUSE = word_set(
    "accused accuses accusing blamed blames blaming urged urges asked told condemned"
    " criticised criticized warned thanked sanctioned pressed persuaded informed lobbied"
    " denounced"
)
"""Verbs whose object, when it is a country or a capital, is its government."""
QUARRELS = word_set(
    "tension tensions clash clashes fighting battle battles war wars conflict dispute feud"
    " rivalry ties relations truce ceasefire"
)
"""What is between parties, not between places."""
UNITS = word_set(
    "km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters m"
    " yards hours minutes hour"
)

ACTS = word_set(
    "said says denied denies accused accuses blamed blames condemned condemns announced"
    " announces vowed vows warned warns rejected rejects called calls claimed claims confirmed"
    " confirms insisted insists urged urges demanded demands wants bombed shelled attacked"
    " struck fired launched deployed sent carried conducted retaliated invaded backed backs"
    " supports supported signed agreed pledged imposed expelled recalled summoned bombs shells"
    " attacks strikes fires launches invades accepts has had will would hopes hoped wanted"
    " threatened threatens believes considers ordered orders responded"
)
"""Verbs whose subject, when it is a country or a capital, is its government."""
ACTS_MIXED = word_set("has had will would")
"""Of these the ones that say so only before one of the others ("has accused", not "has seen")."""

COORDINATORS = word_set("and or & nor")
ADJECTIVES = word_set(
    "restive embattled besieged troubled volatile nearby neighbouring neighboring strategic"
    " key ancient historic populous remote mountainous oil rich flashpoint contested disputed"
    " occupied war torn wartorn rebel government held controlled opposition militant insurgent"
    " main small large largest biggest second third busy crowded port border same other"
    " several many two three four five six both certain some various predominantly mainly"
    " mostly largely majority shiite sunni shia kurdish christian muslim druze alawite hindu"
    " provincial regional district semi autonomous besieging iraqi tense conflict ridden hit"
    " northernmost whole entire all much rest its their his her this that these those our"
    " downtown desert urban residential coastal lakeside island poor wealthy diplomatic"
    " densely populated heavily sprawling frontline city town called named known quake"
    " garrison market mining farming fishing resort holy southern"
)
"""Words that may stand between a preposition and a name without changing the part it plays."""

STOP = word_set(
    "a an the this that these those and or but nor so if when while where who whom whose"
    " which what why how as at by for from in into near of off on onto out over to toward"
    " towards under until up upon with within without after before between during since"
    " through throughout about above across against along among around behind below beneath"
    " beside besides beyond inside outside despite except like than is are was were be been"
    " being am has have had having do does did will would shall should can could may might"
    " must not no none yes he she it they we you i him her them us his its their our my your"
    " there here then now today yesterday tomorrow tonight also only just even still already"
    " again later earlier soon once ago late early recently meanwhile however therefore thus"
    " moreover nevertheless all any both each every either neither few many more most much"
    " other others another some such same several own too very one two three four five six"
    " seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands"
    " first second third last next least monday tuesday wednesday thursday friday saturday"
    " sunday january february march april june july august september october november december"
    " jan feb apr jun jul aug sep sept oct nov dec pm gmt local morning afternoon evening"
    " night midnight noon day days week weeks month months year years hour hours minutes"
    " according including following because although though unless whether per via amid"
)
"""Function words and words of time: they never are part of a place name in running text, unless it
is known with them."""

NEWS = word_set(
    "human rights said says told killed kills kill wounded wounds injured dead died death"
    " deaths attack attacks attacked bomb bombs bombing bombed explosion exploded explodes"
    " blast blasts shot shooting shoot gunmen gunman soldiers soldier police policeman"
    " policemen troops army military rebels rebel militants militant guerrillas guerrilla"
    " terrorists terrorist forces force fighters fighter civilians civilian people person"
    " persons man men woman women child children government officials official president"
    " minister mayor judge leader leaders members member group groups city town village"
    " province department district region area capital country state car truck bus vehicle"
    " vehicles house houses building office offices road highway bridge airport base camp"
    " school church mosque hospital hotel market station embassy bank kidnapped abducted"
    " seized captured destroyed damaged burned set fire fired clashes clash fighting reported"
    " reports report announced claimed according sources source unidentified armed heavily"
    " took place occurred happened carried launched left placed planted threw thrown hit"
    " struck ambush ambushed assassinated murdered murder arrested responsibility security"
    " intelligence officer officers commander chief general colonel captain lieutenant"
    " sergeant national front liberation movement party war peace power energy electricity"
    " towers pipeline oil company farm workers peasants residents students journalists priest"
    " priests jesuit foreign public private political drug traffickers cartel extraditables"
    " communique press radio news agency text excerpt begin end endall passage indistinct new"
    " large small strong powerful high great old young local main major key senior top alleged"
    " suspected yesterday dynamite grenade grenades weapons rifles machine mortar rockets"
    " missile missiles kg km meters hours injuring killing wounding causing leaving using"
    " traveling travelling driving attacking entered arrived stopped blew blown went came"
    " found located known called made given municipality neighborhood neighbourhood sector"
    " zone street avenue north south east west northern southern eastern western central"
)
"""Frequent words of the news: in text without case they end a candidate for a name."""

CONNECTORS = word_set("de del la las los el da do dos das du des di san y ez e")
"""Particles inside names."""
PREFIXES = word_set(
    "san santa santo sao saint st sta ste el la los las le tel tell tal tall beit bayt bani"
    " beni banu kafr kfar deir dayr dair jabal jebel mount mt umm abu abou ain ayn wadi khan"
    " puerto port porto fort rio nueva nuevo new villa cerro lake isla ciudad guinea"
    " equatorial papua costa sierra burkina cape cabo khirbat bab ras shatt shahr dar bir qasr"
    " qala khor nahr monte ponte campo boca punta"
)
"""Words that begin a longer name: what follows is not the name itself."""
