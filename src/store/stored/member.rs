//! Members and their pledges.

use serde::{Deserialize, Serialize};

use super::{Form, stored, time};
use crate::domain::ids::{MediaId, MemberId};
use crate::domain::lang::Lang;
use crate::domain::member::{CurrentPledge, Home, Member, MemberState, Role};
use crate::domain::pledge::{Channel, PledgeDeed, PledgeEntry};
use crate::domain::text::{Email, ExternalId, PersonName, Phone};

stored! {
    Member => MemberV1;
    PledgeEntry => PledgeV1;
}

#[derive(Serialize, Deserialize)]
struct MemberV1 {
    id: MemberId,
    email: Email,
    first_name: PersonName,
    last_name: PersonName,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<MediaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<Home>,
    lang: Lang,
    role: Role,
    state: MemberState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pledge: Option<CurrentPledge>,
    joined_at: i64,
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<ExternalId>,
}

impl Form<Member> for MemberV1 {
    fn of(member: &Member) -> Self {
        let Member { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge, joined_at, revision, external_id } =
            member.clone();
        let joined_at = joined_at.as_microsecond();
        Self { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge, joined_at, revision, external_id }
    }

    fn noun(self) -> Result<Member, String> {
        let Self { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge, joined_at, revision, external_id } =
            self;
        let joined_at = time(joined_at)?;
        Ok(Member { id, email, first_name, last_name, phone, photo, home, lang, role, state, pledge, joined_at, revision, external_id })
    }
}

#[derive(Serialize, Deserialize)]
struct PledgeV1 {
    deed: PledgeDeed,
    version: u32,
    at: i64,
    channel: Channel,
}

impl Form<PledgeEntry> for PledgeV1 {
    fn of(entry: &PledgeEntry) -> Self {
        let PledgeEntry { deed, version, at, channel } = *entry;
        Self { deed, version, at: at.as_microsecond(), channel }
    }

    fn noun(self) -> Result<PledgeEntry, String> {
        let Self { deed, version, at, channel } = self;
        Ok(PledgeEntry { deed, version, at: time(at)?, channel })
    }
}
