"""The terms that the code writes. `tests/test_vocabulary.py` holds `GB` against `ontology/graphbuild.ttl`."""

from __future__ import annotations

from graphbuild.iris import PREFIXES

_SCHEMA = PREFIXES["schema"]
_GB = PREFIXES["gb"]
_DCAT = PREFIXES["dcat"]
_DCT = PREFIXES["dct"]
_PROV = PREFIXES["prov"]
_SKOS = PREFIXES["skos"]
_VOID = PREFIXES["void"]
_XSD = PREFIXES["xsd"]

RDF_TYPE = f"{PREFIXES['rdf']}type"
RDFS_LABEL = f"{PREFIXES['rdfs']}label"


class XSD:
    """Datatypes."""

    ANY_URI = f"{_XSD}anyURI"
    BOOLEAN = f"{_XSD}boolean"
    DATE = f"{_XSD}date"
    DATE_TIME = f"{_XSD}dateTime"
    DECIMAL = f"{_XSD}decimal"
    DOUBLE = f"{_XSD}double"
    DURATION = f"{_XSD}duration"
    INTEGER = f"{_XSD}integer"


class SCHEMA:
    """schema.org, always with https."""

    COLLECTION = f"{_SCHEMA}Collection"
    COURSE = f"{_SCHEMA}Course"
    CREATIVE_WORK = f"{_SCHEMA}CreativeWork"
    EVENT = f"{_SCHEMA}Event"
    IMAGE_OBJECT = f"{_SCHEMA}ImageObject"
    LEGISLATION = f"{_SCHEMA}Legislation"
    NEWS_ARTICLE = f"{_SCHEMA}NewsArticle"
    ORGANIZATION = f"{_SCHEMA}Organization"
    PERSON = f"{_SCHEMA}Person"
    PLACE = f"{_SCHEMA}Place"
    LIST_ITEM = f"{_SCHEMA}ListItem"
    VIDEO_OBJECT = f"{_SCHEMA}VideoObject"

    ABOUT = f"{_SCHEMA}about"
    ABSTRACT = f"{_SCHEMA}abstract"
    AUTHOR = f"{_SCHEMA}author"
    AFFILIATION = f"{_SCHEMA}affiliation"
    ALTERNATE_NAME = f"{_SCHEMA}alternateName"
    CONTENT_URL = f"{_SCHEMA}contentUrl"
    DATE_PUBLISHED = f"{_SCHEMA}datePublished"
    DESCRIPTION = f"{_SCHEMA}description"
    END_DATE = f"{_SCHEMA}endDate"
    HAS_PART = f"{_SCHEMA}hasPart"
    HEADLINE = f"{_SCHEMA}headline"
    HEIGHT = f"{_SCHEMA}height"
    IMAGE = f"{_SCHEMA}image"
    IN_LANGUAGE = f"{_SCHEMA}inLanguage"
    IS_PART_OF = f"{_SCHEMA}isPartOf"
    ITEM = f"{_SCHEMA}item"
    LOGO = f"{_SCHEMA}logo"
    MENTIONS = f"{_SCHEMA}mentions"
    NAME = f"{_SCHEMA}name"
    POSITION = f"{_SCHEMA}position"
    PUBLISHER = f"{_SCHEMA}publisher"
    SAME_AS = f"{_SCHEMA}sameAs"
    START_DATE = f"{_SCHEMA}startDate"
    TIME_REQUIRED = f"{_SCHEMA}timeRequired"
    URL = f"{_SCHEMA}url"
    WIDTH = f"{_SCHEMA}width"


class DCT:
    """Dublin Core terms."""

    CREATOR = f"{_DCT}creator"
    LICENSE = f"{_DCT}license"
    REFERENCES = f"{_DCT}references"
    RELATION = f"{_DCT}relation"
    TITLE = f"{_DCT}title"


class PROV:
    """W3C provenance."""

    ACTIVITY = f"{_PROV}Activity"
    COLLECTION = f"{_PROV}Collection"
    ENTITY = f"{_PROV}Entity"
    SOFTWARE_AGENT = f"{_PROV}SoftwareAgent"

    ALTERNATE_OF = f"{_PROV}alternateOf"
    ENDED_AT_TIME = f"{_PROV}endedAtTime"
    HAD_MEMBER = f"{_PROV}hadMember"
    SPECIALIZATION_OF = f"{_PROV}specializationOf"
    USED = f"{_PROV}used"
    WAS_ASSOCIATED_WITH = f"{_PROV}wasAssociatedWith"
    WAS_DERIVED_FROM = f"{_PROV}wasDerivedFrom"
    WAS_GENERATED_BY = f"{_PROV}wasGeneratedBy"


class SKOS:
    """Concepts and their schemes."""

    CONCEPT = f"{_SKOS}Concept"
    CONCEPT_SCHEME = f"{_SKOS}ConceptScheme"

    ALT_LABEL = f"{_SKOS}altLabel"
    BROADER = f"{_SKOS}broader"
    CLOSE_MATCH = f"{_SKOS}closeMatch"
    DEFINITION = f"{_SKOS}definition"
    EXACT_MATCH = f"{_SKOS}exactMatch"
    HIDDEN_LABEL = f"{_SKOS}hiddenLabel"
    IN_SCHEME = f"{_SKOS}inScheme"
    PREF_LABEL = f"{_SKOS}prefLabel"


class DCAT:
    """The data set as a whole."""

    DATASET = f"{_DCAT}Dataset"
    DISTRIBUTION = f"{_DCAT}Distribution"

    DISTRIBUTION_PROPERTY = f"{_DCAT}distribution"
    MEDIA_TYPE = f"{_DCAT}mediaType"


class VOID:
    """What a data set holds."""

    DATASET = f"{_VOID}Dataset"

    CLASS = f"{_VOID}class"
    CLASS_PARTITION = f"{_VOID}classPartition"
    DOCUMENTS = f"{_VOID}documents"
    ENTITIES = f"{_VOID}entities"
    PROPERTY = f"{_VOID}property"
    PROPERTY_PARTITION = f"{_VOID}propertyPartition"
    TRIPLES = f"{_VOID}triples"
    URI_SPACE = f"{_VOID}uriSpace"
    VOCABULARY = f"{_VOID}vocabulary"


class GB:
    """Our own words, defined in `ontology/graphbuild.ttl`."""

    AddressMatch = f"{_GB}AddressMatch"
    InputFile = f"{_GB}InputFile"
    JudgementFile = f"{_GB}JudgementFile"
    Listing = f"{_GB}Listing"
    Membership = f"{_GB}Membership"
    Mention = f"{_GB}Mention"
    Occurrence = f"{_GB}Occurrence"
    Problem = f"{_GB}Problem"
    Reference = f"{_GB}Reference"
    Reprint = f"{_GB}Reprint"
    Story = f"{_GB}Story"
    ThemeMatch = f"{_GB}ThemeMatch"
    Version = f"{_GB}Version"
    VocabularyFile = f"{_GB}VocabularyFile"

    address = f"{_GB}address"
    article = f"{_GB}article"
    bytes = f"{_GB}bytes"
    category = f"{_GB}category"
    domain = f"{_GB}domain"
    done = f"{_GB}done"
    end = f"{_GB}end"
    entity = f"{_GB}entity"
    evidence = f"{_GB}evidence"
    field = f"{_GB}field"
    gapSeconds = f"{_GB}gapSeconds"
    heat = f"{_GB}heat"
    key = f"{_GB}key"
    line = f"{_GB}line"
    listed = f"{_GB}listed"
    linkText = f"{_GB}linkText"
    lists = f"{_GB}lists"
    minimum = f"{_GB}minimum"
    nearest = f"{_GB}nearest"
    occurrence = f"{_GB}occurrence"
    options = f"{_GB}options"
    original = f"{_GB}original"
    otherAddress = f"{_GB}otherAddress"
    otherArticle = f"{_GB}otherArticle"
    path = f"{_GB}path"
    published = f"{_GB}published"
    quality = f"{_GB}quality"
    reason = f"{_GB}reason"
    removed = f"{_GB}removed"
    reprintOf = f"{_GB}reprintOf"
    rule = f"{_GB}rule"
    sameArticle = f"{_GB}sameArticle"
    score = f"{_GB}score"
    severity = f"{_GB}severity"
    sha256 = f"{_GB}sha256"
    sharesTextWith = f"{_GB}sharesTextWith"
    softwareVersion = f"{_GB}softwareVersion"
    start = f"{_GB}start"
    story = f"{_GB}story"
    stub = f"{_GB}stub"
    target = f"{_GB}target"
    term = f"{_GB}term"
    theme = f"{_GB}theme"
    times = f"{_GB}times"
    type = f"{_GB}type"
    value = f"{_GB}value"
    what = f"{_GB}what"
