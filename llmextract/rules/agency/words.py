"""The words of English that say how a sentence is built.

Closed classes, and verbs without an ending.
"""


def word_set(words: str) -> frozenset[str]:
    """The words of a string, parted by white space."""
    return frozenset(words.split())


DETERMINERS = word_set(
    "the a an this that these those his her its their our my your some any several many few all"
    " both each every no another other others more most"
)
QUANTITIES = word_set(
    "dozens dozen hundreds scores thousands couple handful number total pair majority score"
    " tens series group groups band bands crowd contingent work column columns squad party"
)
"""Nouns that only count or gather what stands behind their "of" ("a group of armed men")."""
NUMBERS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred thousand million about approximately nearly almost"
)
PREPOSITIONS = word_set(
    "of in on at by for from to with without against into upon near outside inside between"
    " among amongst during after before since until till under over through throughout around"
    " across toward towards behind beside beyond amid via despite per within off out aboard onto"
    " above below like unlike regarding concerning about along down up alongside"
)
CONJUNCTIONS = word_set(
    "and or but nor while as when where because if although though than so whether once plus"
)
RELATIVES = word_set("who whom which whose")
PRONOUNS = word_set(
    "he she it they we i you him them us me himself herself itself themselves someone somebody"
    " anyone anybody nobody everyone everybody what there here none nothing something everything"
)
BE = word_set("is are was were be been being am get gets got getting")
AUXILIARIES = BE | word_set(
    "has have had having do does did will would can could may might shall should must cannot ought"
)
ADVERBS = word_set(
    "not also then later earlier ago already only just still again even too very yesterday"
    " today tonight tomorrow never ever once twice soon meanwhile elsewhere thus therefore"
    " however moreover furthermore together apart away abroad instead rather almost perhaps"
    " maybe well least indoors overnight so far afterwards afterward thereafter nearby last next"
    " late"
)
NO_ADVERBS = word_set(
    "family assembly ally rally italy july supply reply elderly daily weekly monthly bully"
    " butterfly anomaly monopoly early friendly deadly likely homily fly lily belly jelly"
)
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december jan feb mar apr jun jul aug sep sept"
    " oct nov dec morning afternoon evening night noon midnight dawn dusk day days week weeks"
    " month months year years weekend hour hours minute minutes gmt date moment time"
)
REPORTING = word_set(
    "said says say saying told tells added adds stated states reported reports announced"
    " declared noted stressed according confirmed indicated warned pointed explained asserted"
    " revealed claimed claims recalled commented emphasized affirmed maintained informed"
    " insisted believes believed"
)
"""Verbs that put a sentence into somebody's mouth: whoever speaks does not act in it."""
VERBS = REPORTING | word_set(
    "went goes go came comes come took takes take taking made makes make gave gives give began"
    " begins begin became become left leaves leave found finds find kept keeps keep held holds"
    " hold led leads lead put puts ran run runs rode ride drove drive drives wore wear lost lose"
    " won win wins met meet sent send sends spent spoke speak stood stand fell fall fled flee"
    " grew grow knew know known shown show shows showed broke break brought bring bought buy"
    " built build caught catch cost cut did done drew fought fight flew forgot forgave froze"
    " heard hear hid laid lay lent let lit meant paid pay read rose saw seen sought sold set"
    " sang sat slept swore swept taught thought threw thrown understood woke wrote written"
    " struck blew blown shot hit hurt fired beat burst stole stolen shook shut sank swam gone"
    " driven given taken withdrew withdrawn overthrew arose bore chose clung dealt drank fed"
    " hung knelt leapt rang shone sprang stuck stung swung tore torn undertook withstood bound"
    " remains remain remained seems seem appears want wants need needs continue continues"
    " include includes including calls demand demands seeks occurs occurred happens happened"
    " works live lives belong belongs hidden speak speaks"
)
"""Verbs whose form alone tells nothing; regular ones are told by their ending."""
DESCRIBING = word_set(
    "armed unarmed hooded masked unidentified uniformed wounded injured alleged suspected"
    " retired united unknown displaced mutilated charred paid hired organized combined allied"
    " self-styled so-called presumed disguised trafficking shining ruling leading neighboring"
    " neighbouring outgoing remaining visiting opposing governing following surrounding fighting"
    " living"
)
"""Participles that describe a noun wherever a noun follows, and those that names are made of."""
NO_ACTORS = word_set(
    "shoulder shoulders leg legs chest neck foot feet knee face stomach"
    " responsibility attempt attempts plot operation operations situation peace war conflict"
    " violence fire result results damage damages loss losses injuries injury wound wounds"
    " wounded panic incident incidents shot shots event events fact act acts action actions"
    " crime crimes case cases reason way place scene news report reports statement communique"
    " message call calls letter source sources information announcement spokesman spokesmen"
    " spokesperson interview conference death deaths dead killing killings body bodies"
    " casualties casualty toll part parts end order orders aim purpose investigation"
    " investigations negotiations campaign frontline frontlines front-line offensive security"
    " control north south east west northwest northeast southwest southeast consequence effects"
    " effect cause causes today yesterday region area areas zone explosion blast fires smoke"
    " flames shooting exchange exchanges gunfire ransom hands life lives names name head neck"
    " chest legs arms back hospital hospitals fighting right rights law state border time wave"
    " series increase retaliation revenge response connection participation arrest arrests"
    " evidence things thing everything cowardly fashion manner anniversary ceremony elections"
    " election talks agreement"
)
"""Nouns that name nobody who could act or be hit, whatever their place in the sentence."""
MOUNTS = word_set(
    "motorcycle motorcycles motorbike motorbikes bicycle bicycles horseback foot board horses"
)
"""What people come on: "an attack by men on a motorcycle" hits no motorcycle."""
PLACE_NOUNS = word_set(
    "city town village hamlet district department province region area zone neighborhood"
    " neighbourhood suburb capital country state republic county municipality port highway road"
    " street avenue border north south east west center centre"
)
"""Nouns of places, which are where an act happens where nothing says that they are hit."""
