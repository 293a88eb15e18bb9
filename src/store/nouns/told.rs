//! Tests of what members are told: inboxes, and the digests of what waits in them.

use super::super::samples::{at, member_id, notification, notification_id};
use super::{ask, change, filled, sound};
use crate::domain::ids::EventId;
use crate::domain::notification::{Cadence, INBOX_MAX, InboxTally, Notification, Subject};

#[test]
fn an_inbox_merges_what_is_unread_and_is_bounded() {
    let store = filled();
    let of = |n| ask(&store, |tx| Ok((tx.inbox(member_id(n))?, tx.notifications(member_id(n), None, 9)?)));
    change(&store, |tx| tx.add_notification(notification(2, 1)).map(drop));
    let (tally, lines) = of(1);
    assert_eq!((tally, lines.len()), (InboxTally { lines: 1, unread: 1 }, 1));
    assert_eq!((lines[0].id, lines[0].people.clone()), (notification_id(2), [2, 1].map(member_id).to_vec()));
    change(&store, |tx| {
        let read = Notification { read: true, ..tx.notification(member_id(1), notification_id(2))?.expect("there") };
        tx.put_notification(&read)?;
        tx.add_notification(notification(3, 1)).map(drop)
    });
    let (tally, lines) = of(1);
    assert_eq!(
        (tally, lines.iter().map(|line| line.id).collect::<Vec<_>>()),
        (InboxTally { lines: 2, unread: 1 }, [3, 2].map(notification_id).to_vec())
    );
    assert_eq!(ask(&store, |tx| tx.notifications(member_id(1), Some(notification_id(3)), 9)).len(), 1);
    sound(&store);
    change(&store, |tx| {
        for n in 0..=INBOX_MAX {
            let at = at(100 + i64::from(n));
            let id = crate::domain::ids::NotificationId::new(at, [0; 10]);
            let subject = Subject::Event(EventId::new(at, [1; 10]));
            tx.add_notification(Notification { id, at, subject, ..notification(1, 2) })?;
        }
        Ok(())
    });
    assert_eq!(of(2).0, InboxTally { lines: INBOX_MAX, unread: INBOX_MAX }, "the oldest goes");
    sound(&store);
}

#[test]
fn digests_are_planned_once() {
    let store = filled();
    change(&store, |tx| {
        tx.plan_digest(member_id(1), Cadence::Daily, at(5))?;
        tx.plan_digest(member_id(2), Cadence::Weekly, at(8))
    });
    let due = |seconds| ask(&store, move |tx| tx.digests_due(at(seconds), 9)).into_iter().map(|(_, member, _)| member).collect::<Vec<_>>();
    assert_eq!((due(7), due(8), due(9)), (vec![], vec![member_id(2)], [2, 1].map(member_id).to_vec()));
    let planned = ask(&store, |tx| Ok((tx.next_digest_due()?, tx.digest_due(member_id(2), Cadence::Weekly)?)));
    assert_eq!(planned, (Some(at(8)), Some(at(8))));
    assert!(change(&store, |tx| tx.forget_digest(member_id(2), Cadence::Weekly)));
    assert!(!change(&store, |tx| tx.forget_digest(member_id(2), Cadence::Weekly)));
    sound(&store);
}
