//! The campaign's discussions: in teams, on actions to come, and one question to an organiser that waits for its answer.

use jiff::{SignedDuration, Timestamp};

use super::{Dice, words};
use crate::app::notices::tell;
use crate::domain::chore::News;
use crate::domain::event::{Event, EventStatus};
use crate::domain::ids::{MemberId, MessageId, ThreadId};
use crate::domain::member::Member;
use crate::domain::membership::TeamRole;
use crate::domain::refusal::Refusal;
use crate::domain::rsvp::Standing;
use crate::domain::team::Team;
use crate::domain::thread::{Message, On, Seat, Thread};
use crate::store::WriteTx;

/// Actions that are discussed.
const EVENTS: usize = 40;
/// People who are looked at for a discussion.
const PEOPLE: usize = 8;

/// What is said, and by which of those who are there.
struct Talk {
    title: &'static str,
    said: &'static [(usize, &'static str)],
}

/// In teams.
const IN_TEAMS: [Talk; 3] = [
    Talk {
        title: "Quel marché ce samedi ?",
        said: &[
            (0, "On hésite entre le marché du centre et celui de la gare. Un avis ?"),
            (1, "Le centre : plus de monde, et on nous y connaît."),
            (2, "La gare, c’est plus jeune. Et si on alternait ?"),
            (0, "Vendu : **le centre cette semaine**, la gare la suivante."),
        ],
    },
    Talk {
        title: "Les affiches sont arrivées",
        said: &[
            (1, "Le carton est au local :\n\n- 200 affiches\n- deux seaux, trois brosses\n\nQui prend quel quartier ?"),
            (2, "Je prends les abords du lycée."),
            (0, "Et moi la place et la rue commerçante."),
        ],
    },
    Talk {
        title: "Bienvenue aux nouveaux",
        said: &[
            (0, "Présentons-nous ! Je commence : ici depuis le début, plutôt porte-à-porte."),
            (2, "Bonjour à tous, je viens d’arriver en ville. Disponible le soir."),
            (1, "Bienvenue ! On se retrouve chaque semaine pour préparer la suivante."),
        ],
    },
];

/// In the team whose language is English.
const IN_ENGLISH: Talk = Talk {
    title: "A one-page summary?",
    said: &[
        (0, "Is there a one-page summary of the programme in English?"),
        (1, "Yes: I will bring **thirty copies** to the next meeting."),
        (0, "Great, thank you!"),
    ],
};

/// On actions somewhere.
const ON_THE_SPOT: [Talk; 3] = [
    Talk {
        title: "Covoiturage",
        said: &[
            (0, "Je viens en voiture, il me reste **trois places**. Qui veut monter ?"),
            (1, "Moi, si tu passes par la gare."),
            (0, "Je passe devant : je te prends dix minutes avant."),
            (1, "Parfait, merci !"),
        ],
    },
    Talk {
        title: "Qui apporte quoi ?",
        said: &[
            (1, "J’ai la table pliante et le barnum. Il nous manque :\n\n- des tracts\n- du scotch\n- un thermos"),
            (0, "Je passe prendre les tracts au local."),
            (2, "Thermos et gobelets pour moi."),
        ],
    },
    Talk {
        title: "C’est ma première action",
        said: &[
            (0, "Faut-il savoir quelque chose avant de venir ?"),
            (1, "Rien du tout : on part toujours à deux, et on fait le point ensemble au début."),
            (0, "Super, à bientôt alors."),
        ],
    },
];

/// On meetings online.
const ONLINE: Talk = Talk {
    title: "Points à l’ordre du jour",
    said: &[
        (0, "Je propose de commencer par un tour de table, dix minutes. D’autres points ?"),
        (1, "Le calendrier des prochaines semaines, si on peut."),
    ],
};

/// A question in private.
const QUESTION: Talk =
    Talk { title: "Venir avec une poussette", said: &[(0, "Bonjour, est-ce que le lieu se prête à une poussette ? Merci !")] };

/// What is said in these teams and on these actions. The first member has something to read.
pub fn put_threads(tx: &mut WriteTx<'_>, teams: &[Team], events: &[Event], members: &[Member], now: Timestamp) -> Result<(), Refusal> {
    let Some(first) = members.first().map(|member| member.id) else { return Ok(()) };
    let mut scene = Scene { dice: Dice(11), first, now };
    for (at, team) in teams.iter().enumerate() {
        let mut people: Vec<(TeamRole, MemberId)> = tx
            .memberships(team.id, None, members.len())?
            .into_iter()
            .filter_map(|membership| Some((membership.role_held()?, membership.member)))
            .filter(|(role, _)| *role >= TeamRole::Member)
            .collect();
        people.sort_by_key(|(role, _)| std::cmp::Reverse(*role));
        let people: Vec<MemberId> = people.into_iter().map(|(_, member)| member).take(PEOPLE).collect();
        if at == words::ENGLISH_TEAM {
            scene.play(tx, On::Team(team.id), &IN_ENGLISH, &people)?;
            continue;
        }
        scene.play(tx, On::Team(team.id), &IN_TEAMS[at % IN_TEAMS.len()], &people)?;
        if at % 3 == 0 {
            scene.play(tx, On::Team(team.id), &IN_TEAMS[(at + 1) % IN_TEAMS.len()], &people)?;
        }
    }
    let ahead = |event: &&Event| event.status == EventStatus::Published && event.facts.starts_at > now;
    let mut asked = false;
    let mut soon: Vec<&Event> = events.iter().filter(ahead).collect();
    soon.sort_by_key(|event| event.facts.starts_at);
    for (at, event) in soon.into_iter().take(EVENTS).enumerate() {
        let talk = if event.facts.online_url.is_some() { &ONLINE } else { &ON_THE_SPOT[at % ON_THE_SPOT.len()] };
        let coming = tx.rsvps(event.id, Some(Standing::Going), None, PEOPLE)?.into_iter().filter(|rsvp| !rsvp.hidden);
        let coming = coming.map(|rsvp| rsvp.member).filter(|member| !event.organisers.contains(member));
        let mut people: Vec<MemberId> = coming.collect();
        // Who comes asks, and who organises answers.
        let second = people.len().min(1);
        people.splice(second..second, event.organisers.iter().copied());
        scene.play(tx, On::Event(event.id), talk, &people)?;
        if !asked && event.organisers.contains(&first) {
            let who: Vec<MemberId> = members.last().map(|member| member.id).into_iter().collect();
            scene.play_to(tx, On::Event(event.id), &QUESTION, &who, true)?;
            asked = true;
        }
    }
    Ok(())
}

struct Scene {
    dice: Dice,
    first: MemberId,
    now: Timestamp,
}

impl Scene {
    fn play(&mut self, tx: &mut WriteTx<'_>, on: On, talk: &Talk, people: &[MemberId]) -> Result<(), Refusal> {
        self.play_to(tx, on, talk, people, false)
    }

    /// Says a talk, when there are people enough for it; its last word is new to the first member.
    fn play_to(&mut self, tx: &mut WriteTx<'_>, on: On, talk: &Talk, people: &[MemberId], private: bool) -> Result<(), Refusal> {
        let Some(authors) = talk.said.iter().map(|(who, _)| people.get(*who).copied()).collect::<Option<Vec<_>>>() else {
            return Ok(());
        };
        let mut at = self.now - SignedDuration::from_hours(24 * (1 + i64::try_from(self.dice.below(3)).unwrap_or(0)));
        let (id, author, title) = (ThreadId::new(at, self.dice.chance()), authors.first().copied(), talk.title.parse().ok());
        let mut thread = Thread { id, on, private, title, author, locked: false, created_at: at, said: 0, last: at };
        tx.put_thread(&thread)?;
        for ((_, text), author) in talk.said.iter().zip(&authors) {
            let id = MessageId::new(at, self.dice.chance());
            let (text, author) = (text.parse().ok(), Some(*author));
            let message = Message { id, thread: thread.id, number: 0, author, text, at, edited_at: None, edits: 0 };
            thread.said = tx.add_message(&thread, message)?.number;
            thread.last = at;
            at += SignedDuration::from_mins(7 + i64::try_from(self.dice.below(50)).unwrap_or(0));
        }
        for member in &authors {
            let unread = u32::from(*member == self.first && authors.last() != Some(member));
            tx.put_seat(thread.id, *member, &Seat { read: thread.said - unread, wrote: true, muted: false });
        }
        let last = authors.last().copied().filter(|last| *last != self.first);
        if let Some(last) = last.filter(|_| private || authors.contains(&self.first)) {
            tell(tx, News::Said(thread.id, last), Some(last), self.now)?;
        }
        Ok(())
    }
}
