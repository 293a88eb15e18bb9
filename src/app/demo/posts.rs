//! The campaign's news: of the network, of a region, of teams; one for members only, one that is still to come out.

use jiff::{SignedDuration, Timestamp};

use super::Dice;
use crate::domain::ids::PostId;
use crate::domain::member::Member;
use crate::domain::post::{Post, PostArea, PostFacts, PostStatus, PostVisibility, Reach, Spot};
use crate::domain::team::Team;

/// Titles and texts, of the network first.
const TEXTS: [(&str, &str); 6] = [
    (
        "Dix mille signatures : merci",
        "Nous y sommes. **Dix mille personnes** soutiennent la candidature.\n\nLa suite se joue dans les quartiers :\n\n- une action près de chez vous chaque semaine\n- une équipe dans chaque commune",
    ),
    ("Le programme est en ligne", "Cent pages, vingt mesures, un glossaire. Lisez-le, discutez-en, distribuez-le."),
    ("Week-end d’action en Île-de-France", "Samedi et dimanche, toutes les équipes de la région tiennent un marché ou une sortie de gare."),
    ("Notre local ouvre ses portes", "Le local de l’équipe ouvre **chaque mercredi** de 18 h à 20 h. Café, tracts et affiches sur place."),
    (
        "Compte rendu de la réunion",
        "Vingt personnes, trois décisions : porte-à-porte le jeudi, marché le samedi, cagnotte pour les affiches.",
    ),
    ("Une surprise se prépare", "Tout sera dit la semaine prochaine."),
];

/// Posts by these members, of these teams.
pub fn posts(dice: &mut Dice, members: &[Member], teams: &[Team], now: Timestamp) -> Vec<Post> {
    let mut posts = Vec::new();
    for (n, (title, text)) in TEXTS.iter().enumerate() {
        let hours = i64::try_from(n).unwrap_or(0) * 31 + 3;
        let out = now - SignedDuration::from_hours(hours);
        let reach = match n {
            0 | 1 => Some(Reach::Network),
            2 => spot(members).map(|spot| Reach::Area(PostArea { spots: vec![spot], km: 50 })),
            _ => teams.get(n % 3).map(|team| Reach::Team(team.id)),
        };
        let (Some(reach), Ok(title), Ok(text)) = (reach, title.parse(), text.parse()) else { continue };
        let visibility = if n == 4 { PostVisibility::Members } else { PostVisibility::Public };
        let facts = PostFacts { title, text, link: None, image_alt: None, reach, visibility, pinned: n == 0, comments: true };
        let (status, out_at) = match n {
            5 => (PostStatus::Scheduled, now + SignedDuration::from_hours(7 * 24)),
            _ => (PostStatus::Published, out),
        };
        posts.push(Post {
            id: PostId::new(out, dice.chance()),
            facts,
            image: None,
            author: members.first().map(|member| member.id),
            status,
            out_at: Some(out_at),
            created_at: out,
            revision: 1,
        });
    }
    posts
}

/// Where the first member lives.
fn spot(members: &[Member]) -> Option<Spot> {
    let home = members.first()?.home.as_ref()?;
    Some(Spot { name: home.town.clone(), point: home.point? })
}
