"""The word lists of BB401 to BB404, in English."""

import re

from briefbot.core.lint.wording import Phrases, phrases

#: The seven likelihoods of ICD 203 (Analytic Standards, section D.6.e) in both of its wordings.
LIKELIHOOD_ROWS = (
    (
        "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely",
        "very likely", "almost certain",
    ),
    (
        "remote", "highly improbable", "improbable", "roughly even odds", "probable",
        "highly probable", "nearly certain",
    ),
)  # fmt: skip

FIRST_ROW = phrases(*LIKELIHOOD_ROWS[0], "almost certainly")
SECOND_ROW = phrases(
    *(wording for wording in LIKELIHOOD_ROWS[1] if wording != "remote"),
    "remote chance",
    "remote possibility",
    "chance is remote",
    "probably",
    "nearly certainly",
)

CONFIDENCE_LEVEL = Phrases.of(
    "confidence",
    (
        r"\b(?:high|moderate|medium|low)(?:[- ]to[- ](?:moderate|medium|high))?[- ]confidence\b"
        r"|\bconfidence(?:\s+level)?(?:\s+(?:is|was|remains)|:)?\s+(?:high|moderate|medium|low)\b"
    ),
)

#: Group `outside` holds the word; the other alternatives are uses that say nothing of likelihood.
OUTSIDE_SCALE = Phrases.of(
    "could may might possible possibly potentially perhaps maybe conceivably plausible plausibly"
    " feasible highly extremely quite fairly rather more most less least somewhat reasonably chance"
    " ruled",
    (
        r"\b(?:as\s+\w+\s+as\s+possible|(?:if|where|wherever|when|whenever|than)\s+possible"
        r"|(?:make|makes|made|making)(?:\s+it)?\s+possible"
        r"|(?:military|naval|economic|industrial|full|its|their|the)\s+might|might\s+of"
        r"|almost\s+no\s+chance|roughly\s+even\s+chance|remote\s+chance|second\s+chance"
        r"|(?P<outside>could|(?-i:may)|might|possible|possibly|potentially|perhaps|maybe"
        r"|conceivably|plausible|plausibly|feasible"
        r"|(?:highly|extremely|quite|fairly|rather|more|most|less|least|somewhat|reasonably)"
        r"\s+(?:un)?likely"
        r"|(?:good|strong|real|fair|high|slight|slim|small|little|every|some)\s+chance"
        r"|a\s+chance\s+(?:of|that)"
        r"|(?:can\s?not|can[’']t|could\s+not)\s+be\s+ruled\s+out))\b"
    ),
)

#: Verbs that weigh or interpret what happened, in the forms that are not also nouns.
JUDGEMENT_VERBS = Phrases.of(
    (
        "signals signaled signalled signaling signalling aims aimed aiming seeks sought seeking"
        " marks marked marking demonstrates demonstrated demonstrating underscores underscored"
        " underscoring underlines underlined underlining highlights highlighted highlighting"
        " illustrates illustrated illustrating sends sent sending represents represented effort"
        " attempt bid appears appeared seems seemed suggests suggested suggesting proves"
        " exemplifies epitomises epitomizes"
    ),
    (
        r"\b(?:(?<!sent\s)(?<!send\s)signal(?:s|l?ed|l?ing)\s+(?:that|an?|the|its|their|his|her"
        r"|readiness|willingness|intent)"
        r"|(?:aims|aimed|aiming)\s+to|(?:seeks|sought|seeking)\s+to"
        r"|(?:mark|represent)(?:s|ed|ing)\s+an?\s+(?:significant|major|serious|dangerous|dramatic"
        r"|sharp|historic|clear|turning\s+point|escalation|shift|milestone|departure|new\s+(?:phase"
        r"|stage|chapter|era))"
        r"|demonstrat(?:es|ed|ing)\s+(?:that|how|an?|the|its|their|his|her)"
        r"|under(?:scor|lin)(?:es|ed|ing)|highlight(?:ed|ing)|highlights\s+(?:that|how|an?|the|its)"
        r"|illustrat(?:es|ed|ing)\s+(?:that|how|an?|the)"
        r"|(?:sends|sent|sending)\s+an?\s+(?:clear\s+|strong\s+)?(?:message|signal)"
        r"|in\s+an?\s+(?:apparent\s+|clear\s+)?(?:attempt|effort|bid)\s+to"
        r"|(?:appear|seem)(?:s|ed)\s+to|suggest(?:s|ed|ing)\s+that|proves\s+that"
        r"|exemplifies|epitomi[sz]es)\b"
    ),
)

#: Somebody is named as saying it in the same sentence.
ATTRIBUTION = re.compile(
    r"\b(?:said|says|saying|according to|told|stated|states|called|calls|described|describes"
    r"|announced|argued|argues|wrote|writes|claimed|claims|warned|warns|added|sees|saw|considers"
    r"|accused|accuses|assessed|assesses)\b",
    re.IGNORECASE,
)

LOADED = phrases(
    "unwavering", "steadfast", "steadfastly", "ironclad", "iron-clad", "resolute", "resolutely",
    "staunch", "staunchly", "pivotal", "game changer", "game-changer", "game changing",
    "game-changing", "watershed moment", "landmark decision", "seismic", "momentous",
    "unprecedented", "groundbreaking", "ground-breaking", "bombshell", "stunning", "shocking",
    "shockingly", "horrific", "heinous", "barbaric", "barbarous", "brutal", "brutally",
    "cowardly", "heroic", "heroically", "brazen", "brazenly", "sinister", "evil",
    "so-called", "blatant", "blatantly", "grim milestone", "stark reminder", "wake-up call",
    "chilling", "alarming", "alarmingly", "devastating blow", "casts a shadow", "cast a shadow",
    "casting a shadow", "casts a long shadow", "cast a long shadow", "sends shockwaves",
    "sent shockwaves", "sending shockwaves", "raises questions", "raised questions",
    "raises eyebrows", "raised eyebrows", "paves the way", "paved the way", "paving the way",
    "testament to", "double-edged sword", "tip of the iceberg", "at a crossroads",
)  # fmt: skip

FILLER = phrases(
    "needless to say", "it goes without saying", "it should be noted", "it is worth noting",
    "it is important to note", "it is noteworthy", "it remains to be seen", "remains to be seen",
    "only time will tell", "time will tell", "the world is watching",
    "of course", "obviously", "undoubtedly", "clearly", "arguably", "interestingly",
    "in today's world", "in today’s world", "a host of", "when all is said and done",
)  # fmt: skip

NAMELESS = Phrases.of(
    "experts analysts observers commentators critics insiders pundits sources many widely some",
    (
        r"\b(?:(?:experts|analysts|observers|commentators|critics|insiders|pundits|sources)\s+"
        r"(?:say|said|believe|believed|warn|warned|note|noted|argue|argued|suggest|suggested|agree"
        r"|fear|think)"
        r"|(?:many|some)\s+(?:say|believe|argue|fear|think)"
        r"|it\s+is\s+widely\s+(?:believed|thought|expected|feared|known))\b"
    ),
)
