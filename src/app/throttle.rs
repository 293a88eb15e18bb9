//! Throttles of the ways in (SECURITY.md 12, 14): token buckets that survive a restart, taken before any hash is computed or mail written.
//!
//! There is no hard lock: others could lock somebody out. An address that is tried too often waits, and so does whoever tries.

use std::net::IpAddr;

use jiff::SignedDuration;

use super::App;
use super::secrets::sha256;
use crate::domain::account::Limit;
use crate::domain::ids::MemberId;
use crate::domain::refusal::Refusal;
use crate::domain::text::Email;

/// Codes mailed to one address: 5, and one more every 10 minutes.
pub const CODES_AN_ADDRESS: Limit = Limit::new(5, SignedDuration::from_mins(10));
/// Codes asked from one IP: 60 an hour (a stand signs people up from one address).
pub const CODES_AN_IP: Limit = Limit::new(60, SignedDuration::from_mins(1));
/// Tries at codes from one IP: 120 an hour.
pub const TRIES_AN_IP: Limit = Limit::new(120, SignedDuration::from_secs(30));
/// Passwords tried for one account from one IP: 10, then one a minute.
pub const PASSWORDS_AN_ACCOUNT: Limit = Limit::new(10, SignedDuration::from_mins(1));
/// Passwords tried from one IP: 60 an hour.
pub const PASSWORDS_AN_IP: Limit = Limit::new(60, SignedDuration::from_mins(1));

/// Codes of a second factor tried for one account, from wherever: 30, then one every 5 minutes. Who gets that far has the password.
pub const FACTORS_A_MEMBER: Limit = Limit::new(30, SignedDuration::from_mins(5));

/// Flags that one member makes: 20, and one more every quarter of an hour.
pub const FLAGS_A_MEMBER: Limit = Limit::new(20, SignedDuration::from_mins(15));

/// Posts that one member writes: 20, and one more every quarter of an hour.
pub const POSTS_A_MEMBER: Limit = Limit::new(20, SignedDuration::from_mins(15));

/// Messages that one member writes in discussions: 60, and one more a minute.
pub const MESSAGES_A_MEMBER: Limit = Limit::new(60, SignedDuration::from_mins(1));

/// Invitations that one member sends: 30, and one more every half an hour.
pub const INVITATIONS_A_MEMBER: Limit = Limit::new(30, SignedDuration::from_mins(30));
/// Invitations that reach one address, whoever sends them: 3, and one more a day. Beyond, nothing is sent, and nobody is told.
pub const INVITATIONS_AN_ADDRESS: Limit = Limit::new(3, SignedDuration::from_hours(24));

/// Asking somebody of an older list to join, with one reminder: once in 30 days.
pub const CLAIMS_AN_ADDRESS: Limit = Limit::new(1, SignedDuration::from_hours(30 * 24));

/// Exports of everything about oneself: 5, and one more an hour.
pub const EXPORTS_A_MEMBER: Limit = Limit::new(5, SignedDuration::from_hours(1));

/// Pictures taken in for one IP before anybody is signed in: 60 an hour, as codes.
pub const PICTURES_AN_IP: Limit = Limit::new(60, SignedDuration::from_mins(1));

/// Whoever knocks: the address, cut to /64 for IPv6, where one household holds as many addresses as it likes.
pub fn network_of(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let s = ip.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
    }
}

/// An address as the list of devices shows it: roughly where from, and nobody's in particular (/24, /48).
pub fn shortened(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.x")
        }
        IpAddr::V6(ip) => {
            let s = ip.segments();
            format!("{:x}:{:x}:{:x}::x", s[0], s[1], s[2])
        }
    }
}

/// What the names of buckets say of a mailbox: for whoever takes them away.
pub fn name_of(email: &Email) -> String {
    short(&email.key())
}

/// One bucket: what it counts, for whom.
pub struct Knock(Limit, String);

impl Knock {
    /// Counts by IP.
    pub fn ip(limit: Limit, what: &str, ip: IpAddr) -> Self {
        Self(limit, format!("{what} {}", network_of(ip)))
    }

    /// Counts by member.
    pub fn member(limit: Limit, what: &str, member: MemberId) -> Self {
        Self(limit, format!("{what} {member}"))
    }

    /// Counts by mailbox. What is kept is a hash: no address lies about in the throttles.
    pub fn address(limit: Limit, what: &str, email: &Email) -> Self {
        Self(limit, format!("{what} {}", short(&email.key())))
    }

    /// Counts by mailbox and IP together.
    pub fn both(limit: Limit, what: &str, email: &Email, ip: IpAddr) -> Self {
        Self(limit, format!("{what} {} {}", short(&email.key()), network_of(ip)))
    }
}

fn short(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&sha256(&[text.as_bytes()])[..12])
}

/// Takes one use of each bucket, or none of any.
///
/// # Errors
/// 429 with the seconds to wait.
pub async fn knock(app: &App, knocks: Vec<Knock>) -> Result<(), Refusal> {
    if !app.limits {
        return Ok(());
    }
    let now = app.now();
    app.store
        .write(move |tx| {
            for Knock(limit, key) in &knocks {
                let bucket = tx.bucket(key)?;
                let bucket = limit.take(bucket, now).map_err(|retry_after| Refusal::TooMany { retry_after })?;
                tx.put_bucket(key, &bucket);
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_one_network() {
        let check = |ip: &str, want: &str| assert_eq!(network_of(ip.parse().expect("an address")), want);
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64");
        assert_eq!(shortened("192.0.2.77".parse().expect("an address")), "192.0.2.x");
        assert_eq!(shortened("2001:db8:1:2::77".parse().expect("an address")), "2001:db8:1::x");
    }
}
