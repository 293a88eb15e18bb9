//! Who may do what to what: one table, one function. Every door asks here; nothing else decides.

use super::event::{Audience, Event, EventStatus, Visibility};
use super::ids::MemberId;
use super::member::{Member, MemberState, Role};
use super::membership::TeamRole;
use super::post::{Post, PostStatus, PostVisibility, Reach};
use super::refusal::Refusal;
use super::team::{Team, TeamState};
use super::thread::{On, Thread};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know.
    Stranger,
    /// A member who is signed in.
    Member {
        /// Who.
        id: MemberId,
        /// Their role in the network.
        role: Role,
        /// Whether their pledge holds.
        pledged: bool,
        /// Whether their account was suspended.
        suspended: bool,
    },
}

impl Actor {
    /// The actor that this member is.
    pub fn of(member: &Member) -> Self {
        Self::Member { id: member.id, role: member.role, pledged: member.pledge.is_some(), suspended: member.state != MemberState::Active }
    }

    /// The member who acts.
    pub fn id(&self) -> Option<MemberId> {
        match self {
            Self::Stranger => None,
            Self::Member { id, .. } => Some(*id),
        }
    }

    /// The member who acts.
    ///
    /// # Errors
    /// 401 for a stranger, 403 `suspended` for a suspended member.
    pub fn signed_in(&self) -> Result<MemberId, Refusal> {
        match self {
            Self::Stranger => Err(Refusal::SignIn),
            Self::Member { suspended: true, .. } => Err(Refusal::Forbidden("suspended")),
            Self::Member { id, .. } => Ok(*id),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// To see a public event or team.
    SeePublic,
    /// To see what is for members who are signed in.
    SeeMembersOnly,
    /// To see what is for the team only.
    SeeTeamOnly,
    /// To see what is kept back: a draft, or what waits for approval.
    SeeDraft,
    /// To answer to an event.
    Answer,
    /// To create an event or found a team.
    Create,
    /// To edit, cancel or publish an event.
    EditEvent,
    /// To see the address or the link that is kept for people who come.
    SeeExact,
    /// To see who comes.
    SeeWhoComes,
    /// To follow or join a team.
    JoinTeam,
    /// To create an event in a team's name.
    HostForTeam,
    /// To edit a team, accept requests, take members out.
    EditTeam,
    /// To see the list of a team's members who chose to be listed.
    SeeListedMembers,
    /// To see all members of a team.
    SeeMembers,
    /// To name managers and leads.
    NameManagers,
    /// To write news of the network or of an area, to edit them, and to see them before they are out.
    WriteNews,
    /// To write news of a team.
    WriteTeamNews,
    /// To edit news of a team, to take them away, and to see them before they are out.
    EditTeamNews,
    /// To read open discussions on an event, to begin some, and to add to them.
    DiscussEvent,
    /// To read open discussions in a team, to begin some, and to add to them.
    DiscussTeam,
    /// To read and answer what is written to a team's leads.
    AnswerLeads,
    /// To read and answer what is written to an event's organisers.
    AnswerOrganisers,
    /// To read the audit.
    ReadAudit,
    /// To see what is hidden and what was flagged, and to decide about it.
    Moderate,
}

/// What the asker is to the thing asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ties {
    /// One of the event's organisers.
    pub organiser: bool,
    /// Has a place at the event.
    pub coming: bool,
    /// The role in the team, or in the team that hosts the event. Requests are none.
    pub team: Option<TeamRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Yes.
    Y,
    /// With a pledge.
    P,
    /// When coming to the event.
    C,
    /// No.
    N,
}
use Cell::{C, N, P, Y};

/// The columns of the table, in the order of `PRODUCT.md`.
const COLUMNS: usize = 9;

/// The table of `PRODUCT.md`. Columns: stranger, member, follower, team member, manager, lead, organiser, moderator, admin.
/// Somebody who stands in several columns may what any of them may.
#[rustfmt::skip]
const TABLE: &[(Right, [Cell; COLUMNS])] = &[
    //                         stra memb foll team mana lead orga mode admi
    (Right::SeePublic,        [Y,   Y,   Y,   Y,   Y,   Y,   Y,   Y,   Y]),
    (Right::SeeMembersOnly,   [N,   Y,   Y,   Y,   Y,   Y,   Y,   Y,   Y]),
    (Right::SeeTeamOnly,      [N,   N,   N,   Y,   Y,   Y,   Y,   N,   N]),
    (Right::SeeDraft,         [N,   N,   N,   N,   Y,   Y,   Y,   N,   Y]),
    (Right::Answer,           [N,   Y,   Y,   Y,   Y,   Y,   Y,   Y,   Y]),
    (Right::Create,           [N,   P,   P,   P,   P,   P,   P,   Y,   Y]),
    (Right::EditEvent,        [N,   N,   N,   N,   Y,   Y,   Y,   N,   Y]),
    (Right::SeeExact,         [N,   C,   C,   C,   Y,   Y,   Y,   N,   Y]),
    (Right::SeeWhoComes,      [N,   C,   C,   C,   Y,   Y,   Y,   N,   Y]),
    (Right::JoinTeam,         [N,   Y,   Y,   Y,   Y,   Y,   Y,   Y,   Y]),
    (Right::HostForTeam,      [N,   N,   N,   P,   P,   P,   N,   N,   Y]),
    (Right::EditTeam,         [N,   N,   N,   N,   Y,   Y,   N,   N,   Y]),
    (Right::SeeListedMembers, [N,   N,   N,   Y,   Y,   Y,   N,   N,   Y]),
    (Right::SeeMembers,       [N,   N,   N,   N,   Y,   Y,   N,   N,   Y]),
    (Right::NameManagers,     [N,   N,   N,   N,   N,   Y,   N,   N,   Y]),
    (Right::WriteNews,        [N,   N,   N,   N,   N,   N,   N,   Y,   Y]),
    (Right::WriteTeamNews,    [N,   N,   N,   N,   P,   P,   N,   N,   Y]),
    (Right::EditTeamNews,     [N,   N,   N,   N,   Y,   Y,   N,   N,   Y]),
    (Right::DiscussEvent,     [N,   C,   C,   C,   Y,   Y,   Y,   N,   N]),
    (Right::DiscussTeam,      [N,   N,   N,   Y,   Y,   Y,   N,   N,   N]),
    (Right::AnswerLeads,      [N,   N,   N,   N,   Y,   Y,   N,   N,   N]),
    (Right::AnswerOrganisers, [N,   N,   N,   N,   N,   N,   Y,   N,   N]),
    (Right::ReadAudit,        [N,   N,   N,   N,   N,   N,   N,   N,   Y]),
    (Right::Moderate,         [N,   N,   N,   N,   N,   N,   N,   Y,   Y]),
];

/// Whether somebody with these ties has a right.
///
/// # Errors
/// 401 for strangers who might have it signed in; 403 `suspended`; 403 `pledge` when a pledge would open it; 403 `not_allowed`.
pub fn may(actor: &Actor, ties: Ties, right: Right) -> Result<(), Refusal> {
    let Some((_, row)) = TABLE.iter().find(|(r, _)| *r == right) else {
        return Err(Refusal::Forbidden("not_allowed"));
    };
    let Actor::Member { role, pledged, suspended, .. } = *actor else {
        return if row[0] == Y { Ok(()) } else { Err(Refusal::SignIn) };
    };
    if suspended {
        return Err(Refusal::Forbidden("suspended"));
    }
    let mut cells = columns(role, ties).map(|column| row[column]);
    let opens = |cell: Cell| match cell {
        Y => true,
        P => pledged,
        C => ties.coming,
        N => false,
    };
    if cells.clone().any(opens) {
        Ok(())
    } else if cells.any(|cell| cell == P) {
        Err(Refusal::Forbidden("pledge"))
    } else {
        Err(Refusal::Forbidden("not_allowed"))
    }
}

fn columns(role: Role, ties: Ties) -> impl Iterator<Item = usize> + Clone {
    let team = ties.team.map(|role| match role {
        TeamRole::Follower => 2,
        TeamRole::Member => 3,
        TeamRole::Manager => 4,
        TeamRole::Lead => 5,
    });
    let network = match role {
        Role::Member => None,
        Role::Moderator => Some(7),
        Role::Admin => Some(8),
    };
    [Some(1), team, ties.organiser.then_some(6), network].into_iter().flatten()
}

/// Whether somebody may see an event at all, given its address.
///
/// # Errors
/// 403 `suspended` for what everybody else sees; else 404: where existence is private, a refusal looks like absence.
pub fn see_event(actor: &Actor, ties: Ties, event: &Event) -> Result<(), Refusal> {
    let right = match (event.status, event.facts.visibility) {
        (EventStatus::Hidden, _) => Right::Moderate,
        (EventStatus::Draft | EventStatus::Pending, _) => Right::SeeDraft,
        (_, Visibility::Public | Visibility::Link) => Right::SeePublic,
        (_, Visibility::Members) => Right::SeeMembersOnly,
        (_, Visibility::Team) => Right::SeeTeamOnly,
    };
    // Somebody who has a place keeps seeing where it is, whatever became of the event's visibility.
    let kept = ties.coming && matches!(event.status, EventStatus::Published | EventStatus::Cancelled);
    if kept && actor.signed_in().is_ok() {
        return Ok(());
    }
    may(actor, ties, right).map_err(|refusal| match (right, refusal) {
        // What strangers see is no secret: a suspended member learns why they do not.
        (Right::SeePublic, Refusal::Forbidden(why)) => Refusal::Forbidden(why),
        _ => Refusal::NotFound,
    })
}

/// Whether an event is in lists, searches, maps and feeds for somebody: a link-only event is in none but its organisers' own, a hidden one in
/// none at all.
pub fn lists_event(actor: &Actor, ties: Ties, event: &Event) -> bool {
    let unlisted = event.facts.visibility == Visibility::Link && !ties.organiser && !ties.coming;
    !unlisted && event.status != EventStatus::Hidden && see_event(actor, ties, event).is_ok()
}

/// Whether somebody may do this to an event: first see it (else 404), then the right itself.
///
/// # Errors
/// As [`see_event`]; then as [`may`].
pub fn event_right(actor: &Actor, ties: Ties, event: &Event, right: Right) -> Result<(), Refusal> {
    see_event(actor, ties, event)?;
    may(actor, ties, right)
}

/// Whether somebody sees the exact address of an event.
pub fn sees_address(actor: &Actor, ties: Ties, event: &Event) -> bool {
    event.facts.address_for == Audience::Everyone || may(actor, ties, Right::SeeExact).is_ok()
}

/// Whether somebody sees the online link of an event.
pub fn sees_link(actor: &Actor, ties: Ties, event: &Event) -> bool {
    event.facts.online_for == Audience::Everyone || may(actor, ties, Right::SeeExact).is_ok()
}

/// The right to edit news of this reach, to take them away, and to see them before they are out.
pub fn tends_news(reach: &Reach) -> Right {
    match reach {
        Reach::Network | Reach::Area(_) => Right::WriteNews,
        Reach::Team(_) => Right::EditTeamNews,
    }
}

/// Whether somebody may read a post.
///
/// # Errors
/// 404: where existence is private, a refusal looks like absence.
pub fn see_post(actor: &Actor, ties: Ties, post: &Post) -> Result<(), Refusal> {
    let right = match (post.status, post.facts.visibility) {
        (PostStatus::Hidden, _) => Right::Moderate,
        (PostStatus::Draft | PostStatus::Scheduled, _) => tends_news(&post.facts.reach),
        (PostStatus::Published, PostVisibility::Public) => Right::SeePublic,
        (PostStatus::Published, PostVisibility::Members) => Right::SeeMembersOnly,
        (PostStatus::Published, PostVisibility::Team) => Right::SeeTeamOnly,
    };
    may(actor, ties, right).map_err(|_| Refusal::NotFound)
}

/// Whether somebody may do this to a post: first read it (else 404), then the right itself.
///
/// # Errors
/// 404 when it is not visible; then as [`may`].
pub fn post_right(actor: &Actor, ties: Ties, post: &Post, right: Right) -> Result<(), Refusal> {
    see_post(actor, ties, post)?;
    may(actor, ties, right)
}

/// The right to read open discussions on something, to begin some, and to add to them. Their writers' names are seen there, so on an event it
/// goes with seeing who comes.
pub fn discusses(on: On) -> Right {
    match on {
        On::Event(_) => Right::DiscussEvent,
        On::Team(_) => Right::DiscussTeam,
    }
}

/// The right to lock discussions on something, and to take away what others said there.
pub fn tends_threads(on: On) -> Right {
    match on {
        On::Event(_) => Right::EditEvent,
        On::Team(_) => Right::EditTeam,
    }
}

/// The right to read and answer what is written to those who answer for something.
pub fn answers_threads(on: On) -> Right {
    match on {
        On::Event(_) => Right::AnswerOrganisers,
        On::Team(_) => Right::AnswerLeads,
    }
}

/// Whether somebody who sees the thing that a thread is on reads the thread and adds to it: an open one when they discuss the thing, a
/// private one when they began it, or answer for the thing.
///
/// # Errors
/// 401 for strangers; 404: where existence is private, a refusal looks like absence.
pub fn see_thread(actor: &Actor, ties: Ties, thread: &Thread) -> Result<(), Refusal> {
    let member = actor.signed_in()?;
    let right = if thread.private { answers_threads(thread.on) } else { discusses(thread.on) };
    if thread.private && thread.author == Some(member) {
        return Ok(());
    }
    may(actor, ties, right).map_err(|_| Refusal::NotFound)
}

/// Whether somebody may do this to a team: first see it (else 404), then the right itself.
///
/// # Errors
/// 404 when it is hidden; then as [`may`].
pub fn team_right(actor: &Actor, ties: Ties, team: &Team, right: Right) -> Result<(), Refusal> {
    let moderates = matches!(actor, Actor::Member { role: Role::Moderator | Role::Admin, suspended: false, .. });
    if team.state == TeamState::Hidden && !moderates {
        return Err(Refusal::NotFound);
    }
    if matches!(actor, Actor::Member { suspended: true, .. }) {
        return Err(Refusal::Forbidden("suspended"));
    }
    may(actor, ties, right)
}

/// Whether somebody may see and decide the case of a thing for which these people answer: moderators, but not about what is their own. A case holds
/// who flagged it.
///
/// # Errors
/// As [`may`]; 403 `not_allowed` about one's own.
pub fn may_decide(actor: &Actor, people: impl IntoIterator<Item = MemberId>) -> Result<(), Refusal> {
    may(actor, Ties::default(), Right::Moderate)?;
    let own = people.into_iter().any(|person| Some(person) == actor.id());
    if own { Err(Refusal::Forbidden("not_allowed")) } else { Ok(()) }
}

/// Whether somebody may suspend a member with this role, and bring them back: only those whose role is below one's own, and so never an admin.
pub fn may_suspend(actor: &Actor, role: Role) -> bool {
    may(actor, Ties::default(), Right::Moderate).is_ok() && matches!(actor, Actor::Member { role: own, .. } if *own > role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::event;
    use jiff::Timestamp;

    fn member(role: Role, pledged: bool, suspended: bool) -> Actor {
        Actor::Member { id: MemberId::new(Timestamp::UNIX_EPOCH, [1; 10]), role, pledged, suspended }
    }

    fn team(role: TeamRole) -> Ties {
        Ties { team: Some(role), ..Ties::default() }
    }

    /// The columns of the product's table, with and without what a cell may depend on.
    fn columns_of_the_product() -> Vec<(&'static str, Actor, Ties)> {
        let plain = member(Role::Member, true, false);
        let none = Ties::default();
        vec![
            ("stranger", Actor::Stranger, none),
            ("member", plain, none),
            ("unpledged", member(Role::Member, false, false), none),
            ("coming", plain, Ties { coming: true, ..none }),
            ("follower", plain, team(TeamRole::Follower)),
            ("team", plain, team(TeamRole::Member)),
            ("manager", plain, team(TeamRole::Manager)),
            ("lead", plain, team(TeamRole::Lead)),
            ("organiser", plain, Ties { organiser: true, ..none }),
            ("moderator", member(Role::Moderator, false, false), none),
            ("admin", member(Role::Admin, false, false), none),
            ("suspended", member(Role::Admin, true, true), Ties { organiser: true, coming: true, team: Some(TeamRole::Lead) }),
        ]
    }

    /// The whole matrix, written out: `y` yes, `n` 403, `s` 401 (sign in), `p` 403 `pledge`, `x` 403 `suspended`.
    #[test]
    #[rustfmt::skip]
    fn the_matrix() {
        let want: &[(Right, &str)] = &[
            //                          stra memb unpl comi foll team mana lead orga mode admi susp
            (Right::SeePublic,        "y    y    y    y    y    y    y    y    y    y    y    x"),
            (Right::SeeMembersOnly,   "s    y    y    y    y    y    y    y    y    y    y    x"),
            (Right::SeeTeamOnly,      "s    n    n    n    n    y    y    y    y    n    n    x"),
            (Right::SeeDraft,         "s    n    n    n    n    n    y    y    y    n    y    x"),
            (Right::Answer,           "s    y    y    y    y    y    y    y    y    y    y    x"),
            (Right::Create,           "s    y    p    y    y    y    y    y    y    y    y    x"),
            (Right::EditEvent,        "s    n    n    n    n    n    y    y    y    n    y    x"),
            (Right::SeeExact,         "s    n    n    y    n    n    y    y    y    n    y    x"),
            (Right::SeeWhoComes,      "s    n    n    y    n    n    y    y    y    n    y    x"),
            (Right::JoinTeam,         "s    y    y    y    y    y    y    y    y    y    y    x"),
            (Right::HostForTeam,      "s    n    n    n    n    y    y    y    n    n    y    x"),
            (Right::EditTeam,         "s    n    n    n    n    n    y    y    n    n    y    x"),
            (Right::SeeListedMembers, "s    n    n    n    n    y    y    y    n    n    y    x"),
            (Right::SeeMembers,       "s    n    n    n    n    n    y    y    n    n    y    x"),
            (Right::NameManagers,     "s    n    n    n    n    n    n    y    n    n    y    x"),
            (Right::WriteNews,        "s    n    n    n    n    n    n    n    n    y    y    x"),
            (Right::WriteTeamNews,    "s    n    n    n    n    n    y    y    n    n    y    x"),
            (Right::EditTeamNews,     "s    n    n    n    n    n    y    y    n    n    y    x"),
            (Right::DiscussEvent,     "s    n    n    y    n    n    y    y    y    n    n    x"),
            (Right::DiscussTeam,      "s    n    n    n    n    y    y    y    n    n    n    x"),
            (Right::AnswerLeads,      "s    n    n    n    n    n    y    y    n    n    n    x"),
            (Right::AnswerOrganisers, "s    n    n    n    n    n    n    n    y    n    n    x"),
            (Right::ReadAudit,        "s    n    n    n    n    n    n    n    n    n    y    x"),
            (Right::Moderate,         "s    n    n    n    n    n    n    n    n    y    y    x"),
        ];
        assert_eq!(want.len(), TABLE.len(), "every row of the table is tested");
        for (right, row) in want {
            for ((who, actor, ties), cell) in columns_of_the_product().into_iter().zip(row.split_whitespace()) {
                let got = match may(&actor, ties, *right) {
                    Ok(()) => "y",
                    Err(Refusal::SignIn) => "s",
                    Err(Refusal::Forbidden("pledge")) => "p",
                    Err(Refusal::Forbidden("suspended")) => "x",
                    Err(_) => "n",
                };
                assert_eq!(got, cell, "{who}: {right:?}");
            }
        }
    }

    /// Who decides a case (`y`; `n` 403, `s` 401, `x` 403 `suspended`) about others and about one's own, and whom one may suspend.
    #[test]
    #[rustfmt::skip]
    fn who_decides_about_whom() {
        use Role::{Admin, Member, Moderator};
        let want: &[(&str, Actor, &str)] = &[
            //                                                     case own  memb mode admi
            ("stranger",            Actor::Stranger,                "s   s    -    -    -"),
            ("member",              member(Member, true, false),    "n   n    -    -    -"),
            ("moderator",           member(Moderator, true, false), "y   n    y    -    -"),
            ("admin",               member(Admin, true, false),     "y   n    y    y    -"),
            ("suspended moderator", member(Moderator, true, true),  "x   x    -    -    -"),
            ("suspended admin",     member(Admin, true, true),      "x   x    -    -    -"),
        ];
        let (me, other) = (MemberId::new(Timestamp::UNIX_EPOCH, [1; 10]), MemberId::new(Timestamp::UNIX_EPOCH, [2; 10]));
        for (who, actor, row) in want {
            let case = |people: &[MemberId]| match may_decide(actor, people.iter().copied()) {
                Ok(()) => "y",
                Err(Refusal::SignIn) => "s",
                Err(Refusal::Forbidden("suspended")) => "x",
                Err(_) => "n",
            };
            assert_eq!(case(&[]), case(&[other]), "{who}: nobody answers for it, or another");
            let suspends = |role| if may_suspend(actor, role) { "y" } else { "-" };
            let got = [case(&[other]), case(&[other, me]), suspends(Member), suspends(Moderator), suspends(Admin)];
            assert_eq!(got.to_vec(), row.split_whitespace().collect::<Vec<_>>(), "{who}");
        }
    }

    /// Who sees an event (`s`: and finds it in lists), by status and visibility; `k` by link only, `-` not at all.
    #[test]
    #[rustfmt::skip]
    fn who_sees_an_event() {
        use EventStatus::{Cancelled, Draft, Hidden, Pending, Published};
        use Visibility::{Link, Members, Public, Team};
        let want: &[(EventStatus, Visibility, &str)] = &[
            //                   stra memb unpl comi foll team mana lead orga mode admi susp
            (Published, Public,  "s    s    s    s    s    s    s    s    s    s    s    x"),
            (Cancelled, Public,  "s    s    s    s    s    s    s    s    s    s    s    x"),
            (Published, Members, "-    s    s    s    s    s    s    s    s    s    s    -"),
            (Published, Team,    "-    -    -    s    -    s    s    s    s    -    -    -"),
            (Cancelled, Team,    "-    -    -    s    -    s    s    s    s    -    -    -"),
            (Published, Link,    "k    k    k    s    k    k    k    k    s    k    k    x"),
            (Draft,     Public,  "-    -    -    -    -    -    s    s    s    -    s    -"),
            (Pending,   Team,    "-    -    -    -    -    -    s    s    s    -    s    -"),
            (Hidden,    Public,  "-    -    -    -    -    -    -    -    -    k    k    -"),
            (Hidden,    Team,    "-    -    -    -    -    -    -    -    -    k    k    -"),
        ];
        for (status, visibility, row) in want {
            let mut event = event();
            (event.status, event.facts.visibility) = (*status, *visibility);
            for ((who, actor, ties), cell) in columns_of_the_product().into_iter().zip(row.split_whitespace()) {
                let got = match (see_event(&actor, ties, &event), lists_event(&actor, ties, &event)) {
                    (Ok(()), true) => "s",
                    (Ok(()), false) => "k",
                    (Err(Refusal::NotFound), false) => "-",
                    (Err(Refusal::Forbidden("suspended")), false) => "x",
                    other => panic!("{other:?}"),
                };
                assert_eq!(got, cell, "{who}: {status:?} {visibility:?}");
            }
        }
    }

    /// Who reads a post, by status, visibility and reach: `y`, or `-` not at all.
    #[test]
    #[rustfmt::skip]
    fn who_reads_a_post() {
        use PostStatus::{Draft, Hidden, Published, Scheduled};
        use PostVisibility::{Members, Public, Team};
        let team = || Reach::Team(crate::domain::ids::TeamId::from_bytes([1; 16]));
        let want: &[(PostStatus, PostVisibility, Reach, &str)] = &[
            //                                     stra memb unpl comi foll team mana lead orga mode admi susp
            (Published, Public,  Reach::Network,  "y    y    y    y    y    y    y    y    y    y    y    -"),
            (Published, Members, Reach::Network,  "-    y    y    y    y    y    y    y    y    y    y    -"),
            (Published, Members, team(),          "-    y    y    y    y    y    y    y    y    y    y    -"),
            (Published, Team,    team(),          "-    -    -    -    -    y    y    y    y    -    -    -"),
            (Draft,     Public,  team(),          "-    -    -    -    -    -    y    y    -    -    y    -"),
            (Scheduled, Team,    team(),          "-    -    -    -    -    -    y    y    -    -    y    -"),
            (Draft,     Public,  Reach::Network,  "-    -    -    -    -    -    -    -    -    y    y    -"),
            (Scheduled, Members, Reach::Network,  "-    -    -    -    -    -    -    -    -    y    y    -"),
            (Hidden,    Public,  Reach::Network,  "-    -    -    -    -    -    -    -    -    y    y    -"),
            (Hidden,    Public,  team(),          "-    -    -    -    -    -    -    -    -    y    y    -"),
        ];
        for (status, visibility, reach, row) in want {
            let mut post = crate::domain::post::tests::post();
            (post.status, post.facts.visibility, post.facts.reach) = (*status, *visibility, reach.clone());
            for ((who, actor, ties), cell) in columns_of_the_product().into_iter().zip(row.split_whitespace()) {
                let got = if see_post(&actor, ties, &post).is_ok() { "y" } else { "-" };
                assert_eq!(got, cell, "{who}: {status:?} {visibility:?} {reach:?}");
            }
        }
    }

    #[test]
    fn what_is_kept_for_those_who_come() {
        let mut event = event();
        let (stranger, nobody) = (Actor::Stranger, Ties::default());
        assert!(sees_address(&stranger, nobody, &event));
        (event.facts.address_for, event.facts.online_for) = (Audience::Coming, Audience::Coming);
        for (who, actor, ties) in columns_of_the_product() {
            let want = matches!(who, "coming" | "manager" | "lead" | "organiser" | "admin");
            assert_eq!(sees_address(&actor, ties, &event), want, "{who}");
            assert_eq!(sees_link(&actor, ties, &event), want, "{who}");
        }
    }

    /// Who reads threads that somebody else began, and adds to them.
    #[test]
    #[rustfmt::skip]
    fn threads_are_read_and_added_to() {
        use crate::domain::ids::{EventId, TeamId};
        use crate::domain::thread::tests::thread;
        let (event, crew) = (On::Event(EventId::from_bytes([1; 16])), On::Team(TeamId::from_bytes([1; 16])));
        let want: &[(Thread, &str)] = &[
            //                     stra memb unpl comi foll team mana lead orga mode admi susp
            (thread(event, false), "s   n    n    y    n    n    y    y    y    n    n    x"),
            (thread(event, true),  "s   n    n    n    n    n    n    n    y    n    n    x"),
            (thread(crew, false),  "s   n    n    n    n    y    y    y    n    n    n    x"),
            (thread(crew, true),   "s   n    n    n    n    n    y    y    n    n    n    x"),
        ];
        for (thread, row) in want {
            for ((who, actor, ties), cell) in columns_of_the_product().into_iter().zip(row.split_whitespace()) {
                let got = match see_thread(&actor, ties, thread) {
                    Ok(()) => "y",
                    Err(Refusal::SignIn) => "s",
                    Err(Refusal::NotFound) => "n",
                    Err(Refusal::Forbidden("suspended")) => "x",
                    _ => "?",
                };
                assert_eq!(got, cell, "{who} in {:?}", thread.on);
            }
        }
        let own = Thread { author: Some(MemberId::new(Timestamp::UNIX_EPOCH, [1; 10])), ..thread(crew, true) };
        assert_eq!(see_thread(&member(Role::Member, false, false), Ties::default(), &own), Ok(()), "one's own");
    }
}
