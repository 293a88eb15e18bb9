//! The words of the fictional campaign. Nobody in it exists; the towns do.

use jiff::civil::{Time, Weekday, time};

use crate::domain::team::TeamKind;

/// An action that is told again and again.
pub struct Plot {
    /// The key of its kind.
    pub kind: &'static str,
    /// Its title; `{town}` is where it is.
    pub title: &'static str,
    /// About it.
    pub description: &'static str,
    /// Where in a town it may be.
    pub spots: &'static [&'static str],
    /// When in the day it may begin.
    pub times: &'static [Time],
    /// On which days of the week.
    pub days: &'static [Weekday],
    /// How long it lasts.
    pub minutes: i64,
    /// At somebody's home: the address is kept for people who come.
    pub at_home: bool,
}

const fn plot(
    kind: &'static str,
    title: &'static str,
    description: &'static str,
    spots: &'static [&'static str],
    (times, days): (&'static [Time], &'static [Weekday]),
    minutes: i64,
) -> Plot {
    Plot { kind, title, description, spots, times, days, minutes, at_home: false }
}

const ANY: &[Weekday] =
    &[Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday, Weekday::Saturday, Weekday::Sunday];
const WORKING: &[Weekday] = ANY.split_at(5).0;
const SATURDAY: &[Weekday] = &[Weekday::Saturday];
const WEEKEND: &[Weekday] = ANY.split_at(5).1;
const MARKET_DAYS: &[Weekday] = ANY.split_at(1).1;

const DAWN: &[Time] = &[time(7, 0, 0, 0), time(7, 30, 0, 0)];
const MORNING: &[Time] = &[time(9, 30, 0, 0), time(10, 0, 0, 0)];
const NOON: &[Time] = &[time(12, 0, 0, 0)];
const AFTERNOON: &[Time] = &[time(14, 0, 0, 0), time(15, 0, 0, 0)];
const LATE: &[Time] = &[time(17, 30, 0, 0), time(18, 0, 0, 0)];
const EVENING: &[Time] = &[time(18, 30, 0, 0), time(19, 0, 0, 0)];

const fn at_home(plot: Plot) -> Plot {
    Plot { at_home: true, ..plot }
}

/// Where the campaign acts.
pub const TOWNS: &[&str] = &[
    "Montreuil",
    "Lyon",
    "Marseille",
    "Rennes",
    "Lille",
    "Toulouse",
    "Nantes",
    "Strasbourg",
    "Grenoble",
    "Bagnolet",
    "Les Lilas",
    "Villeurbanne",
    "Brest",
    "Dijon",
    "Saint-Étienne",
    "Tours",
    "Poitiers",
    "Clermont-Ferrand",
    "Bayonne",
    "Rouen",
];

/// Where members live: one of [`TOWNS`] after the other, so that every team has some near it.
pub const HOMES: &[usize] = &[0, 1, 9, 2, 3, 10, 4, 5, 0, 6, 7, 9, 8, 11, 10, 1, 0, 2, 3, 14];

/// First names.
pub const FIRST: &[&str] = &[
    "Inès", "Camille", "Yanis", "Léa", "Moussa", "Chloé", "Théo", "Fatou", "Hugo", "Manon", "Karim", "Jade", "Louis", "Nadia", "Jules",
    "Aïcha", "Paul", "Sofia", "Lucas", "Anouk", "Émile", "Soraya", "Gaël", "Maëlle", "Ousmane", "Zoé", "Bastien", "Leïla", "Rémi",
    "Hélène", "Diego", "Alice", "Samir", "Rose", "Mathis", "Eva", "Noé", "Clara", "Idriss", "Margaux",
];

/// Last names.
pub const LAST: &[&str] = &[
    "Moreau",
    "Bernard",
    "Diallo",
    "Petit",
    "Roux",
    "Benali",
    "Lefèvre",
    "Garnier",
    "Nguyen",
    "Fontaine",
    "Mercier",
    "Traoré",
    "Blanchard",
    "Perrin",
    "Guérin",
    "Boyer",
    "Haddad",
    "Chevalier",
    "Masson",
    "Lambert",
    "Da Silva",
    "Colin",
    "Renard",
    "Picard",
    "Olivier",
    "Barbier",
    "Le Goff",
    "Kone",
    "Vidal",
    "Marchand",
];

/// Which of [`TEAMS`] speaks English.
pub const ENGLISH_TEAM: usize = 10;

/// Teams: name, kind, about.
pub const TEAMS: &[(&str, TeamKind, &str)] = &[
    (
        "Équipe {town} Centre",
        TeamKind::Local,
        "On se retrouve chaque semaine pour préparer les actions du quartier. **Débuter est facile** : on part toujours à deux.",
    ),
    (
        "{town} en action",
        TeamKind::Local,
        "Marchés, sorties d’école, porte-à-porte : nous sommes là où sont les gens.\n\n- le jeudi, préparation\n- le samedi, sur le terrain",
    ),
    ("Printemps {town}", TeamKind::Local, "Une vingtaine de personnes, tous les âges, un café et de bonnes chaussures."),
    ("Quartiers de {town}", TeamKind::Local, "Chaque quartier a son équipe ; celle-ci les relie et partage le matériel."),
    ("{town} se lève", TeamKind::Local, "Nous préparons les réunions publiques de la métropole."),
    ("Les voisines et voisins de {town}", TeamKind::Local, "Des gens du coin qui frappent aux portes du coin."),
    (
        "Transports pour toutes et tous",
        TeamKind::Thematic,
        "Trains du quotidien, bus de nuit, vélo : nous écrivons, nous expliquons, nous mobilisons.",
    ),
    ("L’eau est à nous", TeamKind::Thematic, "Pour une eau publique, propre et payée au juste prix."),
    (
        "École et petite enfance",
        TeamKind::Thematic,
        "Parents, enseignantes, animateurs : ce qui se vit dans les écoles, dit par celles et ceux qui y sont.",
    ),
    (
        "Santé près de chez soi",
        TeamKind::Thematic,
        "Un centre de santé à moins de trente minutes : nous récoltons les témoignages et portons la proposition.",
    ),
    (
        "English speakers for the Spring",
        TeamKind::Support,
        "New to France, or just visiting? Join us: leafleting, stalls and lots of conversation, in English.",
    ),
    ("Covoiturage {town}", TeamKind::Support, "Des places pour aller aux grands rendez-vous, et en revenir."),
];

const MARKETS: &[&str] = &["Place du Marché", "Marché des Halles", "Marché couvert", "Entrée du marché"];
const HALLS: &[&str] = &["Salle des fêtes", "Maison des associations", "Salle polyvalente", "Théâtre municipal"];
const STATIONS: &[&str] = &["Devant la gare", "Devant la mairie", "Arrêt Mairie", "Place de la gare"];
const RAIL: &[&str] = &["Devant la gare", "Place de la gare", "Parvis de la gare"];
const LIVING_ROOMS: &[&str] = &["Chez Camille, 2ᵉ étage", "Chez Moussa et Léa", "Chez Hélène"];
const PARKS: &[&str] = &["Parc de la mairie", "Jardin public", "Bord de la rivière"];

/// What the team does that speaks English.
pub const IN_ENGLISH: Plot = plot(
    "leafleting",
    "Leafleting at the Saturday market",
    "Easy first action, in French or English. We pair newcomers with somebody who has done it before.",
    MARKETS,
    (MORNING, SATURDAY),
    90,
);

/// The actions.
pub const PLOTS: &[Plot] = &[
    plot(
        "leafleting",
        "Distribution de tracts au marché",
        "Première distribution de la saison. On s’occupe du matériel, venez comme vous êtes. *Personne ne part seul* : on forme les équipes sur place.",
        MARKETS,
        (MORNING, MARKET_DAYS),
        90,
    ),
    plot(
        "leafleting",
        "Tractage du matin à la gare",
        "Une heure avant le travail, le temps d’un café avec celles et ceux qui prennent le train.",
        RAIL,
        (DAWN, WORKING),
        60,
    ),
    plot(
        "door_to_door",
        "Porte-à-porte dans le quartier",
        "On frappe, on écoute, on note. Une courte formation au départ, puis deux heures en binôme.\n\n- apportez de l’eau\n- retour prévu au point de départ",
        STATIONS,
        (LATE, ANY),
        150,
    ),
    plot(
        "public_meeting",
        "Réunion publique : les transports à {town}",
        "Trois interventions courtes, puis la parole à la salle. Garderie sur place, salle accessible.",
        HALLS,
        (EVENING, ANY),
        120,
    ),
    at_home(plot(
        "team_meeting",
        "Préparer les actions du mois",
        "Le calendrier, qui fait quoi, le matériel. Chacune et chacun peut prendre une tâche.",
        LIVING_ROOMS,
        (EVENING, WORKING),
        90,
    )),
    plot(
        "poster_pasting",
        "Collage dans le centre",
        "Colle, seaux et affiches sont prêts. Deux équipes, deux circuits, on finit par une soupe.",
        STATIONS,
        (EVENING, ANY),
        120,
    ),
    plot(
        "info_stand",
        "Stand d’information",
        "Un barnum, des affiches, des tracts et du temps pour discuter. On cherche du monde par créneaux d’une heure.",
        MARKETS,
        (MORNING, MARKET_DAYS),
        180,
    ),
    at_home(plot(
        "phone_bank",
        "Soirée d’appels",
        "On appelle les personnes qui ont demandé à être rappelées. Un guide est fourni, et des gâteaux.",
        LIVING_ROOMS,
        (EVENING, WORKING),
        120,
    )),
    plot(
        "demonstration",
        "Marche pour l’eau",
        "Départ groupé, banderole à porter, fanfare bienvenue.",
        STATIONS,
        (AFTERNOON, WEEKEND),
        180,
    ),
    plot(
        "training",
        "Formation : prendre la parole",
        "Trois heures pour oser : respirer, raconter, répondre. Douze places, priorité à celles et ceux qui débutent.",
        HALLS,
        (AFTERNOON, WEEKEND),
        180,
    ),
    plot(
        "film_debate",
        "Ciné-débat : « La rivière »",
        "Projection du documentaire puis discussion avec des habitantes et habitants.",
        HALLS,
        (EVENING, ANY),
        150,
    ),
    plot(
        "party",
        "Pique-nique du printemps",
        "Chacun apporte un plat à partager. Jeux pour les enfants, musique si le temps le permet.",
        PARKS,
        (NOON, WEEKEND),
        240,
    ),
    plot(
        "carpool",
        "Départ en covoiturage pour le grand rassemblement",
        "Rendez-vous une demi-heure avant le départ. Dites en note si vous offrez des places.",
        STATIONS,
        (MORNING, SATURDAY),
        60,
    ),
    plot(
        "voter_registration",
        "Inscription sur les listes électorales",
        "On aide à remplir le formulaire, il suffit d’une pièce d’identité et d’un justificatif de domicile.",
        MARKETS,
        (MORNING, MARKET_DAYS),
        180,
    ),
    plot(
        "listening",
        "Cercle d’écoute : vivre à {town}",
        "On ne convainc pas, on écoute. Ce qui est dit nourrit le programme, sans les noms.",
        HALLS,
        (LATE, ANY),
        120,
    ),
    plot(
        "online_meeting",
        "Accueil des nouvelles et nouveaux, en ligne",
        "Vous venez d’arriver ? Une heure pour comprendre comment on agit et trouver une équipe.",
        &["En ligne"],
        (EVENING, WORKING),
        60,
    ),
    plot(
        "other",
        "Tri et rangement du local",
        "Les affiches d’un côté, les tracts de l’autre, et de la place pour les vélos.",
        HALLS,
        (LATE, WORKING),
        120,
    ),
];
