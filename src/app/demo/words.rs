//! The words of the fictional campaign. Nobody in it exists; the towns do.

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
    minutes: i64,
    at_home: bool,
) -> Plot {
    Plot { kind, title, description, spots, minutes, at_home }
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
const STATIONS: &[&str] = &["Devant la gare", "Sortie du métro", "Arrêt Mairie", "Place de la gare"];
const HOMES: &[&str] = &["Chez Camille, 2e étage", "Chez Moussa et Léa", "Chez Hélène"];
const PARKS: &[&str] = &["Parc de la mairie", "Jardin public", "Bord de la rivière"];

/// The actions.
pub const PLOTS: &[Plot] = &[
    plot(
        "leafleting",
        "Distribution de tracts au marché",
        "Première distribution de la saison. On s’occupe du matériel, venez comme vous êtes. *Personne ne part seul* : on forme les équipes sur place.",
        MARKETS,
        90,
        false,
    ),
    plot(
        "leafleting",
        "Tractage du matin à la gare",
        "Une heure avant le travail, le temps d’un café avec celles et ceux qui prennent le train.",
        STATIONS,
        60,
        false,
    ),
    plot(
        "door_to_door",
        "Porte-à-porte dans le quartier",
        "On frappe, on écoute, on note. Une courte formation au départ, puis deux heures en binôme.\n\n- apportez de l’eau\n- retour prévu au point de départ",
        STATIONS,
        150,
        false,
    ),
    plot(
        "public_meeting",
        "Réunion publique : les transports à {town}",
        "Trois interventions courtes, puis la parole à la salle. Garderie sur place, salle accessible.",
        HALLS,
        120,
        false,
    ),
    plot(
        "team_meeting",
        "Préparer les actions du mois",
        "Le calendrier, qui fait quoi, le matériel. Chacune et chacun peut prendre une tâche.",
        HOMES,
        90,
        true,
    ),
    plot(
        "poster_pasting",
        "Collage dans le centre",
        "Colle, seaux et affiches sont prêts. Deux équipes, deux circuits, on finit par une soupe.",
        STATIONS,
        120,
        false,
    ),
    plot(
        "info_stand",
        "Stand d’information",
        "Un barnum, des affiches, des tracts et du temps pour discuter. On cherche du monde par créneaux d’une heure.",
        MARKETS,
        180,
        false,
    ),
    plot(
        "phone_bank",
        "Soirée d’appels",
        "On appelle les personnes qui ont demandé à être rappelées. Un guide est fourni, et des gâteaux.",
        HOMES,
        120,
        true,
    ),
    plot("demonstration", "Marche pour l’eau", "Départ groupé, banderole à porter, fanfare bienvenue.", STATIONS, 180, false),
    plot(
        "training",
        "Formation : prendre la parole",
        "Trois heures pour oser : respirer, raconter, répondre. Douze places, priorité à celles et ceux qui débutent.",
        HALLS,
        180,
        false,
    ),
    plot(
        "film_debate",
        "Ciné-débat : « La rivière »",
        "Projection du documentaire puis discussion avec des habitantes et habitants.",
        HALLS,
        150,
        false,
    ),
    plot(
        "party",
        "Pique-nique du printemps",
        "Chacun apporte un plat à partager. Jeux pour les enfants, musique si le temps le permet.",
        PARKS,
        240,
        false,
    ),
    plot(
        "carpool",
        "Départ en covoiturage pour le grand rassemblement",
        "Rendez-vous une demi-heure avant le départ. Dites en note si vous offrez des places.",
        STATIONS,
        60,
        false,
    ),
    plot(
        "voter_registration",
        "Inscription sur les listes électorales",
        "On aide à remplir le formulaire, il suffit d’une pièce d’identité et d’un justificatif de domicile.",
        MARKETS,
        180,
        false,
    ),
    plot(
        "listening",
        "Cercle d’écoute : vivre à {town}",
        "On ne convainc pas, on écoute. Ce qui est dit nourrit le programme, sans les noms.",
        HALLS,
        120,
        false,
    ),
    plot(
        "online_meeting",
        "Accueil des nouvelles et nouveaux, en ligne",
        "Vous venez d’arriver ? Une heure pour comprendre comment on agit et trouver une équipe.",
        &["En ligne"],
        60,
        false,
    ),
    plot(
        "leafleting",
        "Leafleting at the Saturday market",
        "Easy first action, in French or English. We pair newcomers with somebody who has done it before.",
        MARKETS,
        90,
        false,
    ),
    plot(
        "other",
        "Tri et rangement du local",
        "Les affiches d’un côté, les tracts de l’autre, et de la place pour les vélos.",
        HALLS,
        120,
        false,
    ),
];
