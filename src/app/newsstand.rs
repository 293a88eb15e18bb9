//! News as their readers get them: one post, and lists of them: what is for me, all that I may read, a team's own, what is not out yet.
//!
//! A list is merged from the desks that it draws on, the newest first, with bounded work: each desk is looked through up to
//! `LOOKED_AT` rows, and where that ends, the page ends too.

use super::App;
use super::lookup::{post_seen_by, post_ties, shown_member, team_for};
use crate::domain::ids::{MediaId, MemberId, PostId, TeamId};
use crate::domain::membership::{MembershipStanding, TeamRole};
use crate::domain::post::{Post, Reach};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{self, Actor, Right, Ties, may, see_post, tends_news};
use crate::domain::text::TeamName;
use crate::store::{Out, ReadTx};

/// Rows of one desk that are looked through for one page.
const LOOKED_AT: usize = 500;
/// Rows read at once.
const PAGE: usize = 50;
/// Most teams of one's own whose news are gathered.
const TEAMS_MAX: usize = 200;
/// Most posts that stand above the others.
const PINNED_MAX: usize = 3;
/// Most posts that are not out yet on one page: there is no other.
const WAITING_MAX: usize = 100;

/// Somebody who wrote something, as other members see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// Who.
    pub id: MemberId,
    /// First and last name.
    pub name: String,
    /// Their face.
    pub photo: Option<MediaId>,
}

impl Writer {
    /// Somebody by their id; none when they are not there any more.
    ///
    /// # Errors
    /// A failure of the record.
    pub fn of(tx: &ReadTx<'_>, id: MemberId) -> Result<Option<Self>, Refusal> {
        Ok(shown_member(tx, id)?.map(|member| Self { id, name: member.full_name(), photo: member.photo }))
    }
}

/// A post, as the one who asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Who wrote it: for members only.
    pub author: Option<Writer>,
    /// The team that it is of.
    pub team: Option<(TeamId, TeamName)>,
    /// Whether they may edit it and take it away.
    pub can_edit: bool,
}

/// Which news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shelf {
    /// Those meant for the one who asks: of the network, of their area, of teams that they are in or follow. To strangers: all.
    #[default]
    Mine,
    /// All that they may read.
    All,
    /// Those of a team.
    Team(TeamId),
}

/// A page of news.
#[derive(Debug, Default)]
pub struct PostList {
    /// Those that stand above the others: on the first page only.
    pub pinned: Vec<PostView>,
    /// The others, the newest first.
    pub items: Vec<PostView>,
    /// Where the next page begins; none when nothing follows.
    pub next: Option<Out>,
}

/// One post.
///
/// # Errors
/// 404.
pub fn view(app: &App, actor: &Actor, id: PostId) -> Result<PostView, Refusal> {
    app.store.read(|tx| {
        let (post, ties) = post_seen_by(tx, actor, id)?;
        shown(tx, actor, ties, post)
    })
}

fn shown(tx: &ReadTx<'_>, actor: &Actor, ties: Ties, post: Post) -> Result<PostView, Refusal> {
    let author = match post.author.filter(|_| actor.signed_in().is_ok()) {
        Some(author) => Writer::of(tx, author)?,
        None => None,
    };
    let team = match post.facts.reach.team() {
        Some(team) => tx.team(team)?.map(|team| (team.id, team.name)),
        None => None,
    };
    let can_edit = may(actor, ties, tends_news(&post.facts.reach)).is_ok();
    Ok(PostView { post, author, team, can_edit })
}

/// A page of news.
///
/// # Errors
/// 404 for a team that is hidden; 403 `suspended`.
pub fn list(app: &App, actor: &Actor, shelf: Shelf, after: Option<Out>, limit: usize) -> Result<PostList, Refusal> {
    app.store.read(|tx| {
        let asker = Asker::of(tx, actor)?;
        if let Shelf::Team(team) = shelf {
            team_for(tx, actor, team, Right::SeePublic)?;
        }
        let desk = if let Shelf::Team(team) = shelf { Some(team) } else { None };
        let pinned = asker.pinned(tx, desk, shelf)?;
        let skipped: Vec<PostId> = pinned.iter().map(|(post, _)| post.id).collect();
        let mut found = Vec::new();
        let mut gather = |found_here: Found| found.push(found_here);
        match shelf {
            Shelf::Team(team) => gather(asker.desk(tx, Some(team), shelf, after, limit, &skipped)?),
            Shelf::Mine if asker.member.is_some() => {
                gather(asker.desk(tx, None, shelf, after, limit, &skipped)?);
                for team in &asker.teams {
                    gather(asker.desk(tx, Some(*team), shelf, after, limit, &skipped)?);
                }
            }
            Shelf::Mine | Shelf::All => gather(asker.look(tx, shelf, after, limit, &skipped, |after| tx.posts_out(after, PAGE))?),
        }
        let (items, next) = merged(found, limit);
        let view = |(post, ties)| shown(tx, actor, ties, post);
        Ok(PostList {
            pinned: if after.is_none() { pinned.into_iter().map(view).collect::<Result<_, _>>()? } else { Vec::new() },
            items: items.into_iter().map(view).collect::<Result<_, _>>()?,
            next,
        })
    })
}

/// What is not out yet, of all that the one who asks may edit: the newest first.
///
/// # Errors
/// 401; 403 `suspended`.
pub fn waiting(app: &App, actor: &Actor) -> Result<Vec<PostView>, Refusal> {
    actor.signed_in()?;
    app.store.read(|tx| {
        let mut ids = Vec::new();
        for desk in desks(tx, actor, Right::EditTeamNews)? {
            ids.extend(tx.posts_waiting(desk, WAITING_MAX)?);
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.truncate(WAITING_MAX);
        let mut views = Vec::new();
        for id in ids {
            let (post, ties) = post_seen_by(tx, actor, id)?;
            views.push(shown(tx, actor, ties, post)?);
        }
        Ok(views)
    })
}

/// Whose news somebody may write now: the network's (true), and those of teams of theirs.
///
/// # Errors
/// 401; 403 `suspended`.
pub fn may_write_for(app: &App, actor: &Actor) -> Result<(bool, Vec<(TeamId, TeamName)>), Refusal> {
    actor.signed_in()?;
    app.store.read(|tx| {
        let desks = desks(tx, actor, Right::WriteTeamNews)?;
        let mut teams = Vec::new();
        for team in desks.iter().flatten() {
            teams.extend(tx.team(*team)?.map(|team| (team.id, team.name)));
        }
        Ok((desks.contains(&None), teams))
    })
}

/// The desks that somebody may use so: the network's, those of teams of theirs.
fn desks(tx: &ReadTx<'_>, actor: &Actor, right: Right) -> Result<Vec<Option<TeamId>>, Refusal> {
    let Some(member) = actor.id() else { return Ok(Vec::new()) };
    let mut desks = Vec::new();
    if may(actor, Ties::default(), Right::WriteNews).is_ok() {
        desks.push(None);
    }
    for membership in tx.memberships_of(member, None, TEAMS_MAX)? {
        if membership.standing != MembershipStanding::In || membership.role < TeamRole::Manager {
            continue;
        }
        let ties = Ties { team: Some(membership.role), ..Ties::default() };
        if let Some(team) = tx.team(membership.team)?
            && rights::team_right(actor, ties, &team, right).is_ok()
        {
            desks.push(Some(team.id));
        }
    }
    Ok(desks)
}

/// What one desk gave: its posts, and where the look at it ended, when more follows.
struct Found {
    posts: Vec<(Post, Ties)>,
    stopped: Option<Out>,
}

/// One page of all of them. What lies beyond the place where a desk was left is for the next page, since that desk may have newer ones.
fn merged(found: Vec<Found>, limit: usize) -> (Vec<(Post, Ties)>, Option<Out>) {
    let horizon = found.iter().filter_map(|desk| desk.stopped).max();
    let mut all: Vec<(Post, Ties)> = found.into_iter().flat_map(|desk| desk.posts).collect();
    all.sort_by_key(|(post, _)| std::cmp::Reverse(place(post)));
    all.retain(|(post, _)| horizon.is_none_or(|horizon| place(post) >= horizon));
    let next = if all.len() > limit { all.get(limit.saturating_sub(1)).map(|(post, _)| place(post)) } else { horizon };
    all.truncate(limit);
    (all, next)
}

/// A post's place in a list.
fn place(post: &Post) -> Out {
    (post.out_at.unwrap_or(post.created_at), post.id)
}

/// Who asks, and what decides what is for them.
struct Asker<'a> {
    actor: &'a Actor,
    member: Option<crate::domain::member::Member>,
    teams: Vec<TeamId>,
}

impl<'a> Asker<'a> {
    fn of(tx: &ReadTx<'_>, actor: &'a Actor) -> Result<Self, Refusal> {
        let Some(id) = actor.id() else { return Ok(Self { actor, member: None, teams: Vec::new() }) };
        actor.signed_in()?;
        let mine = tx.memberships_of(id, None, TEAMS_MAX)?.into_iter();
        let teams = mine.filter(|m| m.standing == MembershipStanding::In).map(|m| m.team).collect();
        Ok(Self { actor, member: tx.member(id)?, teams })
    }

    /// What they are to a post that belongs on this shelf; none when it is not for them.
    fn takes(&self, tx: &ReadTx<'_>, shelf: Shelf, post: &Post) -> Result<Option<Ties>, Refusal> {
        let Ok(ties) = post_ties(tx, self.actor, post) else { return Ok(None) };
        let home = self.member.as_ref().and_then(|member| member.home.as_ref()).and_then(|home| home.point);
        let meant = match (&post.facts.reach, shelf) {
            (Reach::Area(area), Shelf::Mine) if self.member.is_some() => home.is_some_and(|home| area.holds(home)),
            _ => true,
        };
        Ok((meant && see_post(self.actor, ties, post).is_ok()).then_some(ties))
    }

    fn desk(
        &self,
        tx: &ReadTx<'_>,
        team: Option<TeamId>,
        shelf: Shelf,
        after: Option<Out>,
        limit: usize,
        skipped: &[PostId],
    ) -> Result<Found, Refusal> {
        self.look(tx, shelf, after, limit, skipped, |after| tx.posts_of_desk(team, after, PAGE))
    }

    fn look(
        &self,
        tx: &ReadTx<'_>,
        shelf: Shelf,
        after: Option<Out>,
        limit: usize,
        skipped: &[PostId],
        page: impl Fn(Option<Out>) -> Result<Vec<Out>, crate::store::Failure>,
    ) -> Result<Found, Refusal> {
        let (mut posts, mut at, mut looked) = (Vec::new(), after, 0);
        loop {
            let outs = page(at)?;
            let through = outs.len() < PAGE;
            for out in outs {
                (at, looked) = (Some(out), looked + 1);
                if let Some(post) = tx.post(out.1)?.filter(|post| !skipped.contains(&post.id))
                    && let Some(ties) = self.takes(tx, shelf, &post)?
                {
                    posts.push((post, ties));
                }
                if posts.len() > limit || looked >= LOOKED_AT {
                    return Ok(Found { posts, stopped: at });
                }
            }
            if through {
                return Ok(Found { posts, stopped: None });
            }
        }
    }

    /// Those that stand above the others: of the network, or of this team on its own shelf.
    fn pinned(&self, tx: &ReadTx<'_>, desk: Option<TeamId>, shelf: Shelf) -> Result<Vec<(Post, Ties)>, Refusal> {
        let mut pinned = Vec::new();
        for (_, id) in tx.posts_pinned(desk, PAGE)? {
            if let Some(post) = tx.post(id)?
                && let Some(ties) = self.takes(tx, shelf, &post)?
            {
                pinned.push((post, ties));
            }
            if pinned.len() == PINNED_MAX {
                break;
            }
        }
        Ok(pinned)
    }
}

/// A place in a list as a cursor says it.
pub fn written((at, id): Out) -> String {
    format!("{}.{id}", at.as_microsecond())
}

/// The place that a cursor says; none when it is no cursor of a list of news.
pub fn read(cursor: &str) -> Option<Out> {
    let (at, id) = cursor.split_once('.')?;
    Some((jiff::Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}
