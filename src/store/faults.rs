//! Power cuts and disks that fail: the record on a disk in memory that forgets what was not synced, tears sectors, and answers with errors.
//!
//! These are D2, D3 and the full disk of D4 of the durability tests: `kill -9` alone cannot show any of it, as what reached the kernel survives.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use redb::{Builder, Database, DatabaseError, StorageBackend};

use super::redb::Redb;
use super::samples::{at, event, event_id, member, member_id, rsvp, team, team_id};
use super::{Direction, Failure, Options, ReadTx, Store, WriteTx};
use crate::domain::chore::IndexChore;
use crate::domain::rsvp::Standing;

/// What disks write at once, or not.
const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Op {
    Write(usize, Vec<u8>),
    Resize(usize),
}

impl Op {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Self::Write(offset, data) => {
                // As in a file: writing beyond the end makes it longer.
                image.resize(image.len().max(offset + data.len()), 0);
                image[*offset..*offset + data.len()].copy_from_slice(data);
            }
            Self::Resize(length) => image.resize(*length, 0),
        }
    }
}

/// When operations fail. They are counted from 1, and only those that change the disk or sync it.
#[derive(Debug, Clone, Copy, Default)]
struct Fault {
    from: u64,
    operations: u64,
    full: bool,
}

/// A power cut that could happen: what is on the disk for certain, what may be, and how many deeds were acknowledged by then.
#[derive(Debug, Clone)]
struct Cut {
    durable: Vec<u8>,
    pending: Vec<Op>,
    acknowledged: u32,
}

#[derive(Debug, Default)]
struct Disk {
    live: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Op>,
    operations: u64,
    fault: Fault,
    acknowledged: u32,
    /// Where to note possible power cuts.
    cuts: Option<VecDeque<Cut>>,
}

impl Disk {
    fn step(&mut self) -> io::Result<()> {
        self.operations += 1;
        let Fault { from, operations, full } = self.fault;
        if from > 0 && (from..from.saturating_add(operations)).contains(&self.operations) {
            return Err(if full { io::ErrorKind::StorageFull.into() } else { io::Error::other("on purpose") });
        }
        Ok(())
    }

    fn change(&mut self, op: Op) -> io::Result<()> {
        self.step()?;
        op.apply(&mut self.live);
        self.pending.push(op);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if let Some(cuts) = &mut self.cuts {
            cuts.push_back(Cut { durable: self.durable.clone(), pending: self.pending.clone(), acknowledged: self.acknowledged });
        }
        let pending = std::mem::take(&mut self.pending);
        // A sync that fails may lose what it should have written, and the next one does not make up for it.
        self.step()?;
        pending.iter().for_each(|op| op.apply(&mut self.durable));
        Ok(())
    }
}

#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<Disk>>);

impl Shared {
    fn with(image: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Disk { live: image.clone(), durable: image, ..Disk::default() })))
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().expect("unpoisoned")
    }

    fn open(&self) -> Result<Store, Failure> {
        let disk = self.clone();
        let opener =
            move || -> Result<Database, DatabaseError> { Builder::new().set_cache_size(1 << 20).create_with_backend(disk.clone()) };
        Store::on(Arc::new(Redb::with(Box::new(opener))?), Options::default())
    }
}

impl StorageBackend for Shared {
    fn len(&self) -> io::Result<u64> {
        Ok(self.disk().live.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let disk = self.disk();
        let offset = usize::try_from(offset).expect("64 bits");
        let bytes = disk.live.get(offset..offset + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk().change(Op::Resize(usize::try_from(len).expect("64 bits")))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk().sync()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk().change(Op::Write(usize::try_from(offset).expect("64 bits"), data.to_vec()))
    }
}

// ---- Deeds that can be counted afterwards.

/// Members who answer; each deed is one's answer.
const MEMBERS: u8 = 30;

fn prepare(tx: &mut WriteTx<'_>) -> Result<(), Failure> {
    for n in 1..=MEMBERS {
        tx.put_member(&member(n))?;
    }
    tx.put_team(&team(1))?;
    tx.put_event(&event(1))
}

/// The n-th deed: an answer, its tally, an index chore; each fourth one also moves the event.
fn deed(tx: &mut WriteTx<'_>, n: u32) -> Result<(), Failure> {
    let who = u8::try_from(n).expect("few deeds");
    tx.put_rsvp(&rsvp(1, who, if n.is_multiple_of(3) { Standing::Waiting } else { Standing::Going }, 1))?;
    if n.is_multiple_of(4) {
        let mut moved = event(1);
        moved.facts.starts_at = at(i64::from(n));
        tx.put_event(&moved)?;
    }
    tx.leave_index(IndexChore::Event(event_id(1))).map(drop)
}

fn do_deed(store: &Store, n: u32) -> Result<(), Failure> {
    store.write_blocking(move |tx| deed(tx, n))
}

/// The deeds that the record holds, each whole.
fn deeds(tx: &ReadTx<'_>) -> Result<Vec<u32>, Failure> {
    let answers = tx.rsvps(event_id(1), None, None, 1000)?;
    let chores = tx.index_chores(0, 1000)?;
    assert_eq!(answers.len(), chores.len(), "a deed is there by half");
    Ok((1..=MEMBERS).filter(|n| answers.iter().any(|rsvp| rsvp.member == member_id(*n))).map(u32::from).collect())
}

#[track_caller]
fn held(store: &Store) -> Vec<u32> {
    assert_eq!(store.verify(), Ok(vec![]));
    store.read(deeds).expect("it reads")
}

// ---- D2: power cuts.

/// What a power cut leaves: what was synced, and of the rest some sectors of some writes, in any order.
fn image_after(cut: &Cut, mut chance: impl FnMut() -> bool) -> Vec<u8> {
    let mut image = cut.durable.clone();
    for op in &cut.pending {
        match op {
            Op::Resize(length) if *length > image.len() || chance() => image.resize(*length, 0),
            Op::Resize(_) => {}
            Op::Write(offset, data) => {
                for (i, sector) in data.chunks(SECTOR).enumerate() {
                    let start = offset + i * SECTOR;
                    if chance() && start + sector.len() <= image.len() {
                        image[start..start + sector.len()].copy_from_slice(sector);
                    }
                }
            }
        }
    }
    image
}

/// Twelve deeds on a fresh disk, with every power cut that could have happened at a sync.
fn recorded() -> Vec<Cut> {
    let disk = Shared::default();
    let store = disk.open().expect("it opens");
    store.write_blocking(prepare).expect("it writes");
    disk.disk().cuts = Some(VecDeque::new());
    for n in 1..=12 {
        do_deed(&store, n).expect("it writes");
        disk.disk().acknowledged = n;
    }
    let cuts = disk.disk().cuts.take().expect("noted");
    drop(store);
    cuts.into()
}

#[test]
fn a_power_cut_leaves_all_that_was_acknowledged_and_nothing_by_half() {
    let cuts = recorded();
    assert!(cuts.len() >= 24, "two syncs a commit, {} noted", cuts.len());
    // A small generator of our own: its seed is all there is to repeat.
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    for (i, cut) in cuts.iter().enumerate() {
        for round in 0..3 {
            let image = image_after(cut, || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                match round {
                    0 => false,
                    1 => true,
                    _ => seed >> 63 == 1,
                }
            });
            let store = Shared::with(image).open().unwrap_or_else(|failure| panic!("cut {i}, round {round}: {failure}"));
            let held = held(&store);
            let last = held.last().copied().unwrap_or_default();
            assert_eq!(held, (1..=last).collect::<Vec<_>>(), "cut {i}, round {round}: not a prefix");
            assert!((cut.acknowledged..=cut.acknowledged + 1).contains(&last), "cut {i}: {} acknowledged, {last} found", cut.acknowledged);
            do_deed(&store, 30).expect("life goes on");
        }
    }
}

// ---- D3 and D4: errors and a full disk.

/// Six deeds with a fault, then the fault is mended and life goes on; then the power is cut.
fn with_fault(fault: Fault) -> u64 {
    let disk = Shared::default();
    let store = disk.open().expect("it opens");
    store.write_blocking(prepare).expect("it writes");
    let base = disk.disk().operations;
    disk.disk().fault = Fault { from: base + fault.from, ..fault };
    let (mut done, mut unsure) = (Vec::new(), Vec::new());
    for n in 1..=6 {
        match do_deed(&store, n) {
            Ok(()) => done.push(n),
            Err(failure) => {
                let expected =
                    if fault.full { matches!(failure, Failure::Full | Failure::Io(_)) } else { matches!(failure, Failure::Io(_)) };
                assert!(expected, "{fault:?}: {failure:?}");
                unsure.push(n);
            }
        }
    }
    let operations = disk.disk().operations - base;
    disk.disk().fault = Fault::default();
    do_deed(&store, 30).expect("a mended disk is written again, without a restart");
    done.push(30);
    let all = held(&store);
    assert!(done.iter().all(|n| all.contains(n)), "{fault:?}: {done:?} acknowledged, {all:?} found");
    assert!(all.iter().all(|n| done.contains(n) || unsure.contains(n)));
    let durable = disk.disk().durable.clone();
    let after_cut = held(&Shared::with(durable).open().expect("it opens"));
    assert!(done.iter().all(|n| after_cut.contains(n)), "{fault:?}: {done:?} acknowledged, {after_cut:?} after a power cut");
    operations
}

#[test]
fn no_error_of_the_disk_loses_what_was_acknowledged() {
    let operations = with_fault(Fault::default());
    for from in 1..=operations {
        with_fault(Fault { from, operations: 1, full: false });
    }
    for from in (1..=operations).step_by(3) {
        with_fault(Fault { from, operations: u64::MAX, full: from % 2 == 0 });
    }
}

#[test]
fn a_full_disk_is_named_and_read_on() {
    let disk = Shared::default();
    let store = disk.open().expect("it opens");
    store.write_blocking(prepare).expect("it writes");
    do_deed(&store, 1).expect("it writes");
    let now = disk.disk().operations;
    disk.disk().fault = Fault { from: now + 1, operations: u64::MAX, full: true };
    assert_eq!(do_deed(&store, 2), Err(Failure::Full));
    // What a full disk lets be read depends on whether it can be opened at all: an error then, never wrong data.
    match store.read(deeds) {
        Ok(deeds) => assert_eq!(deeds, [1]),
        Err(failure) => assert_eq!(failure, Failure::Full),
    }
    disk.disk().fault = Fault::default();
    do_deed(&store, 3).expect("there is room again");
    assert_eq!(held(&store), [1, 3]);
}

#[test]
fn what_observers_know_is_what_the_record_holds_whatever_fails() {
    let round = |from| {
        let disk = Shared::default();
        let store = disk.open().expect("it opens");
        store.write_blocking(prepare).expect("it writes");
        let known = Arc::new(Mutex::new(BTreeSet::new()));
        let shared = Arc::clone(&known);
        store.observe(move |tx, touched| {
            let answers = touched.iter().filter_map(|t| t.key(&super::tables::EVENT_MEMBER_TO_RSVP)).map(|(_, member)| member);
            let there = answers.filter(|member| tx.rsvp(event_id(1), *member).expect("it reads").is_some());
            shared.lock().expect("unpoisoned").extend(there);
        });
        let now = disk.disk().operations;
        disk.disk().fault = Fault { from: now + from, operations: 1, full: false };
        let first = do_deed(&store, 1);
        let operations = disk.disk().operations - now;
        do_deed(&store, 2).expect("it writes again");
        let held: BTreeSet<_> = held(&store).into_iter().map(|n| member_id(u8::try_from(n).expect("few"))).collect();
        assert_eq!(*known.lock().expect("unpoisoned"), held, "the fault at {from}: {first:?}");
        (operations, first.is_err() && held.len() == 2)
    };
    let (operations, _) = round(u64::MAX / 2);
    let kept = (1..=operations).filter(|from| round(*from).1).count();
    assert!(kept > 0, "some fault comes after the commit reached the disk: that is what this is about");
}

/// Where the damages are kept that were not borne once.
const SEEDS: FileFailurePersistence = FileFailurePersistence::Direct("tests/data/seeds/damage.txt");

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: Some(Box::new(SEEDS)), ..ProptestConfig::with_cases(32) })]

    #[test]
    fn a_damaged_file_is_no_panic(flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..20)) {
        let disk = Shared::default();
        let store = disk.open().expect("it opens");
        store.write_blocking(prepare).expect("it writes");
        drop(store);
        let mut image = disk.disk().live.clone();
        for (at, flip) in flips {
            let at = at.index(image.len());
            image[at] ^= flip;
        }
        // Either it is found out at once, or by reading; or the bytes did not matter.
        if let Ok(store) = Shared::with(image).open() {
            let _ = store.verify();
            let _ = do_deed(&store, 1);
            let _ = store.read(|tx| tx.events_of_team(team_id(1), at(0), Direction::Up, None, 9));
        }
    }
}
