//! `/me`: one's own account, pledge and face.

use poem::Request;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Desk;
use super::conditions::{active, if_match, tag};
use super::shapes::{Id, NewPlace, PLACE_ID_MAX, Picture, PlaceShape, word};
use super::trust::ErasureAsked;
use crate::app::erasure;
use crate::app::me::{self, ProfileChange};
use crate::app::places;
use crate::app::sessions::{SignedIn as Opened, Visitor};
use crate::domain::lang::Lang;
use crate::domain::member::{Home, Member, MemberState, Role};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::refusal::{Flaw, Flaws, Refusal};
use crate::domain::text::{Email, PersonName, Phone};
use crate::http::body::{Body, Moment, Needed, Nested, OneOf, Text, optional};
use crate::http::error::Problem;
use crate::http::json::{Accepted, Created, Done, Nullable, RawJson};
use crate::http::session::{Bearer, Repeat};

/// One's own account.
#[derive(Debug, Object, Serialize)]
pub struct Account {
    /// Which member one is.
    id: Id,
    /// E-mail address, proved.
    email: Text<{ Email::MAX }>,
    /// First name.
    first_name: Text<{ PersonName::MAX }>,
    /// Last name.
    last_name: Text<{ PersonName::MAX }>,
    /// Telephone.
    phone: Nullable<Text<{ Phone::MAX }>>,
    /// Face.
    photo: Nullable<Picture>,
    /// The town where one wants to hear of actions.
    place: Nullable<PlaceShape>,
    /// The gazetteer's id of that town.
    place_id: Nullable<Text<PLACE_ID_MAX>>,
    /// Language of pages and mails.
    locale: OneOf<Lang>,
    /// What one may do in the whole network.
    role: OneOf<Role>,
    /// The account is suspended: one may sign out and see what is one's own.
    suspended: bool,
    /// The pledge that holds now.
    pledge: Nullable<CurrentPledge>,
    /// Since when one is a member.
    joined_at: Moment,
    /// Counts the changes.
    revision: u32,
}

/// The pledge that holds now.
#[derive(Debug, Object, Serialize)]
struct CurrentPledge {
    /// The version of the wording.
    version: u32,
    /// When it was given.
    given_at: Moment,
    /// Whether the network's wording is still that one.
    current: bool,
}

impl Account {
    fn of(desk: &Desk, member: &Member) -> Self {
        let wording = desk.app.network.pledge.version;
        let pledge = member.pledge.map(|p| CurrentPledge { version: p.version, given_at: p.at.into(), current: p.version == wording });
        Self {
            id: Text::of(member.id),
            email: Text::of(&member.email),
            first_name: Text::of(&member.first_name),
            last_name: Text::of(&member.last_name),
            phone: member.phone.as_ref().map(Text::of).into(),
            photo: Picture::maybe(&desk.origin, member.photo),
            place: member.home.as_ref().map(PlaceShape::home).into(),
            place_id: member.home.as_ref().and_then(|home| home.place_id.as_ref()).map(Text::of).into(),
            locale: member.lang.into(),
            role: member.role.into(),
            suspended: member.state == MemberState::Suspended,
            pledge: pledge.into(),
            joined_at: member.joined_at.into(),
            revision: member.revision,
        }
    }
}

/// Somebody who has just signed in.
#[derive(Debug, Object, Serialize)]
pub struct Welcome {
    /// The secret of the session: `Authorization: Bearer TOKEN`. It is shown once.
    token: Text<64>,
    /// Who signed in.
    member: Account,
}

impl Welcome {
    /// The answer to a sign-in.
    pub fn of(desk: &Desk, opened: Opened) -> Self {
        Self { token: Text(opened.token), member: Account::of(desk, &opened.member) }
    }
}

/// What one changes about oneself; what is absent stays.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct AccountChange {
    /// First name.
    first_name: MaybeUndefined<Text<{ PersonName::MAX }>>,
    /// Last name.
    last_name: MaybeUndefined<Text<{ PersonName::MAX }>>,
    /// Telephone; null: none any more.
    phone: MaybeUndefined<Text<{ Phone::MAX }>>,
    /// The town where one wants to hear of actions, from `GET /places`; null: nowhere told any more.
    place_id: MaybeUndefined<Text<PLACE_ID_MAX>>,
    /// The same in other words than an id.
    place: MaybeUndefined<Nested<NewPlace>>,
    /// Language of pages and mails.
    locale: MaybeUndefined<OneOf<Lang>>,
}

/// A pledge.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default, deny_unknown_fields)]
struct NewPledge {
    /// The version of the wording that was shown (`GET /network`).
    pledge_version: Needed<u32>,
    /// The same by its short name.
    version: Option<u32>,
    /// They said yes: an explicit no is refused.
    pledge_accepted: Option<bool>,
}

/// One's own pledge, and how it came about.
#[derive(Debug, Object, Serialize)]
struct Ledger {
    /// The pledge that holds now.
    pledge: Nullable<CurrentPledge>,
    /// Each yes and each withdrawal, the first one first.
    items: Vec<LedgerLine>,
    /// They come on one page.
    next: Nullable<Text<256>>,
}

/// A yes or a withdrawal.
#[derive(Debug, Object, Serialize)]
struct LedgerLine {
    /// `given` or `withdrawn`.
    deed: Text<20>,
    /// The version of the wording.
    version: u32,
    /// When.
    at: Moment,
    /// Through which door: `signup`, `page`, `api`, `import`, `keeper`.
    channel: Text<20>,
}

impl LedgerLine {
    fn of(entry: &PledgeEntry) -> Self {
        let deed = match entry.deed {
            PledgeDeed::Given => "given",
            PledgeDeed::Withdrawn => "withdrawn",
        };
        Self { deed: Text::of(deed), version: entry.version, at: entry.at.into(), channel: Text::of(entry.channel.word()) }
    }
}

/// See the file.
pub struct Operations(pub Desk);

impl Operations {
    fn tagged(&self, member: &Member) -> Result<poem_openapi::payload::Response<RawJson<Account>>, Problem> {
        let json = RawJson::of(&Account::of(&self.0, member))?;
        let tag = tag(member.revision, json.bytes());
        Ok(json.tagged(&tag))
    }

    fn ledger(&self, who: &Visitor, member: &Member) -> Result<RawJson<Ledger>, Problem> {
        let items = me::ledger(&self.0.app, who)?.iter().map(LedgerLine::of).collect();
        RawJson::of(&Ledger { pledge: Account::of(&self.0, member).pledge, items, next: Nullable(None) })
    }

    fn read(&self, body: AccountChange) -> Result<ProfileChange, Refusal> {
        let mut flaws = Flaws::default();
        let first_name = name(&mut flaws, "first_name", body.first_name);
        let last_name = name(&mut flaws, "last_name", body.last_name);
        let phone: Option<Option<Phone>> = match body.phone {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(phone) => flaws.text("phone", optional(Some(&phone))),
        };
        let place = match (body.place_id, body.place) {
            (MaybeUndefined::Undefined, MaybeUndefined::Undefined) => None,
            (MaybeUndefined::Value(id), _) if !id.0.is_empty() => Some(Some(NewPlace::town(id))),
            (_, MaybeUndefined::Value(place)) => Some(Some(place.0)),
            _ => Some(None),
        };
        let home: Option<Option<Home>> = match place {
            None => None,
            Some(None) => Some(None),
            Some(Some(place)) => {
                let input = place.read(&mut flaws);
                Some(places::home(&self.0.app.network, input).map(Some).or_else(|refusal| flaws.add(refusal).map(|()| None))?)
            }
        };
        flaws.require(body.locale != MaybeUndefined::Null, Flaw::new("locale", "missing"));
        let lang = word(&mut flaws, "locale", body.locale.value());
        flaws.done()?;
        Ok(ProfileChange { first_name, last_name, phone, home, lang })
    }
}

fn name(flaws: &mut Flaws, field: &'static str, value: MaybeUndefined<Text<{ PersonName::MAX }>>) -> Option<PersonName> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => {
            flaws.push(Flaw::new(field, "missing"));
            None
        }
        MaybeUndefined::Value(text) => flaws.text(field, text.0.parse()),
    }
}

#[OpenApi]
impl Operations {
    /// One's own account.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get(&self, who: Bearer) -> Result<poem_openapi::payload::Response<RawJson<Account>>, Problem> {
        self.tagged(&who.0.member)
    }

    /// Changes one's own account.
    #[oai(path = "/me", method = "patch", operation_id = "update_me")]
    async fn change(
        &self,
        who: Bearer,
        request: &Request,
        body: Body<AccountChange>,
    ) -> Result<poem_openapi::payload::Response<RawJson<Account>>, Problem> {
        let visitor = active(&who)?;
        let change = self.read(body.0)?;
        let member = me::edit(&self.0.app, visitor, change, if_match(request.headers())?).await?;
        self.tagged(&member)
    }

    /// Asks to be erased. For seven days it can be taken back. Needs a proof of the last ten minutes.
    #[oai(path = "/me", method = "delete", operation_id = "delete_me")]
    async fn erase(&self, who: Bearer) -> Result<Accepted<ErasureAsked>, Problem> {
        let asked = erasure::ask(&self.0.app, &who.0).await?;
        Ok(RawJson::of(&ErasureAsked::from(asked))?.into())
    }

    /// One's own pledge, and how it came about.
    #[oai(path = "/me/pledge", method = "get", operation_id = "get_pledge")]
    async fn pledge(&self, who: Bearer) -> Result<RawJson<Ledger>, Problem> {
        self.ledger(&who.0, &who.0.member)
    }

    /// Pledges, in the wording that was shown. A repeat adds nothing.
    #[oai(path = "/me/pledge", method = "post", operation_id = "create_pledge")]
    async fn give_pledge(
        &self,
        who: Bearer,
        #[oai(name = "Idempotency-Key")] repeat: Repeat,
        body: Body<NewPledge>,
    ) -> Result<Created<Ledger>, Problem> {
        let visitor = active(&who)?;
        let mut flaws = Flaws::default();
        let version = Needed(body.0.pledge_version.0.or(body.0.version)).take(&mut flaws, "pledge_version");
        flaws.require(body.0.pledge_accepted != Some(false), Flaw::new("pledge_accepted", "must_accept"));
        let (Some(version), true) = (version, flaws.is_empty()) else {
            return Err(flaws.refusal().into());
        };
        let member = me::give_pledge(&self.0.app, visitor, version, Channel::Api, repeat.0).await?;
        Ok(self.ledger(visitor, &member)?.into())
    }

    /// Withdraws the pledge. The account stays; what the pledge opened is closed.
    #[oai(path = "/me/pledge", method = "delete", operation_id = "delete_pledge")]
    async fn withdraw_pledge(&self, who: Bearer) -> Result<Done, Problem> {
        me::withdraw_pledge(&self.0.app, &who.0, Channel::Api).await?;
        Ok(Done)
    }
}
