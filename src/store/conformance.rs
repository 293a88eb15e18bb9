//! What every engine and the group commit must do, run on both engines: typed reads and scans against a model, all or nothing, answers after
//! the commit, observers that see exactly what was committed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use proptest::prelude::*;

use super::commit::PANICKED;
use super::redb::Redb;
use super::tables::Table;
use super::transaction::Keys;
use super::{Direction, Failure, OpenError, Options, ReadTx, Store, Touched, WriteTx};

const WORDS: Table<(String, u32), u64> = Table::new(0xf001, "WORD_TO_NUMBER");
const BEFORE: Table<u32, u64> = Table::new(0xf000, "BEFORE");
const AFTER: Table<u32, u64> = Table::new(0xffff, "AFTER");

/// A refusal of the tests' own, or a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
enum No {
    Refused,
    Failed(Failure),
}

impl From<Failure> for No {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn store(redb: bool) -> Store {
    if redb { Store::on(Arc::new(Redb::in_memory()), Options::default()).expect("it opens") } else { Store::memory() }
}

/// Runs a test on each engine.
fn on_each(test: impl Fn(Store)) {
    for redb in [false, true] {
        test(store(redb));
    }
}

fn word(text: &str) -> (String, u32) {
    (text.to_owned(), 0)
}

fn put(store: &Store, text: &str, number: u64) -> Result<(), No> {
    let key = word(text);
    store.write_blocking(move |tx| {
        tx.put(&WORDS, &key, &number);
        Ok(())
    })
}

fn get(store: &Store, text: &str) -> Option<u64> {
    store.read(|tx| tx.get(&WORDS, &word(text))).expect("it reads")
}

// ---- Reading and scanning, against a model.

type Model = BTreeMap<(String, u32), u64>;

#[derive(Debug, Clone)]
enum Op {
    Put((String, u32), u64),
    Delete((String, u32)),
}

#[derive(Debug, Clone)]
struct Scan {
    under: Option<String>,
    from: Option<(String, u32)>,
    before: Option<(String, u32)>,
    after: Option<(String, u32)>,
    limit: usize,
    down: bool,
}

fn keys() -> impl Strategy<Value = (String, u32)> {
    let texts = prop::sample::select(vec!["", "\0", "\0\0", "\0\u{1}", "a", "a\0", "a\0\u{ff}", "a\u{ff}", "ab", "b", "\u{10ffff}"]);
    (texts.prop_map(str::to_owned), prop::sample::select(vec![0, 1, 255, 256, u32::MAX]))
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![3 => (keys(), any::<u64>()).prop_map(|(k, v)| Op::Put(k, v)), 2 => keys().prop_map(Op::Delete)];
    prop::collection::vec(op, 0..12)
}

fn scans() -> impl Strategy<Value = Vec<Scan>> {
    let (under, key) = (prop::option::of(keys().prop_map(|k| k.0)), || prop::option::of(keys()));
    let scan = (under, key(), key(), key(), 0usize..9, any::<bool>()).prop_map(|(under, from, before, after, limit, down)| Scan {
        under,
        from,
        before,
        after,
        limit,
        down,
    });
    prop::collection::vec(scan, 1..6)
}

fn expected(model: &Model, scan: &Scan) -> Vec<((String, u32), u64)> {
    let wanted = |key: &(String, u32)| {
        scan.under.as_ref().is_none_or(|text| *text == key.0)
            && scan.from.as_ref().is_none_or(|from| key >= from)
            && scan.before.as_ref().is_none_or(|before| key < before)
            && scan.after.as_ref().is_none_or(|after| if scan.down { key < after } else { key > after })
    };
    let found = model.iter().filter(|(key, _)| wanted(key)).map(|(k, v)| (k.clone(), *v));
    if scan.down { found.rev().take(scan.limit).collect() } else { found.take(scan.limit).collect() }
}

fn same(tx: &ReadTx<'_>, model: &Model, scans: &[Scan]) {
    for scan in scans {
        let mut keys = scan.under.as_ref().map_or_else(Keys::all, Keys::under);
        if let Some(from) = &scan.from {
            keys = keys.from(from);
        }
        if let Some(before) = &scan.before {
            keys = keys.before(before);
        }
        let direction = if scan.down { Direction::Down } else { Direction::Up };
        let found = tx.scan(&WORDS, &keys, scan.after.as_ref(), scan.limit, direction).expect("it scans");
        assert_eq!(found, expected(model, scan), "{scan:?}");
    }
    for key in [word(""), word("a"), word("a\0"), word("zz")] {
        assert_eq!(tx.get(&WORDS, &key).expect("it reads"), model.get(&key).copied());
    }
}

fn apply(tx: &mut WriteTx<'_>, model: &mut Model, op: &Op) {
    match op {
        Op::Put(key, value) => {
            tx.put(&WORDS, key, value);
            model.insert(key.clone(), *value);
        }
        Op::Delete(key) => {
            tx.delete(&WORDS, key);
            model.remove(key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn both_engines_do_as_a_map_does(rounds in prop::collection::vec((ops(), scans(), any::<bool>()), 1..6), redb: bool) {
        let store = store(redb);
        // Neighbours that no scan may show.
        store.write_blocking(|tx| { tx.put(&BEFORE, &u32::MAX, &1); tx.put(&AFTER, &0, &1); Ok::<_, Failure>(()) })?;
        let mut model = Model::new();
        for (ops, scans, refused) in rounds {
            let (start, asked) = (model.clone(), scans.clone());
            let result = store.write_blocking(move |tx| {
                let mut model = start.clone();
                for op in &ops {
                    apply(tx, &mut model, op);
                    same(tx, &model, &asked[..1]);
                }
                same(tx, &model, &asked);
                if refused { Err(No::Refused) } else { Ok(model) }
            });
            match result {
                Ok(changed) => model = changed,
                Err(no) => prop_assert_eq!(no, No::Refused),
            }
            store.read(|tx| { same(tx, &model, &scans); Ok::<_, Failure>(()) })?;
        }
    }
}

#[test]
fn a_table_never_written_is_empty() {
    on_each(|store| {
        assert_eq!(get(&store, "a"), None);
        let all = store.read(|tx| tx.scan(&WORDS, &Keys::all(), None, 10, Direction::Down)).expect("it scans");
        assert_eq!(all, []);
    });
}

#[test]
fn damaged_bytes_are_a_failure_and_not_a_panic() {
    const TEXTS: Table<(String, u32), ()> = Table::new(0xf001, "WORDS_AS_NOTHING");
    const SHORT: Table<u8, u64> = Table::new(0xf001, "SHORTER_KEYS");
    on_each(|store| {
        put(&store, "abc", 1).expect("it writes");
        let value = store.read(|tx| tx.get(&TEXTS, &word("abc")));
        assert!(matches!(value, Err(Failure::Damaged(what)) if what.starts_with("WORDS_AS_NOTHING f001616263")));
        let key = store.read(|tx| tx.each(&SHORT, &Keys::all(), None, Direction::Up, |_, _| ControlFlow::Continue(())));
        assert!(matches!(key, Err(Failure::Damaged(_))));
        assert_eq!(get(&store, "abc"), Some(1), "the rest still reads");
    });
}

// ---- Group commit.

/// Keeps the record's thread busy until the returned sender is used or dropped.
fn gate(store: &Store) -> (mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let (open, closed) = mpsc::channel::<()>();
    let (entered, inside) = mpsc::channel();
    let store = store.clone();
    let closed = Mutex::new(closed);
    let waiter = std::thread::spawn(move || {
        store
            .write_blocking(move |_| {
                let _ = entered.send(());
                let _ = closed.lock().expect("one at a time").recv();
                Ok::<_, Failure>(())
            })
            .expect("the gate passes");
    });
    inside.recv().expect("the gate is reached");
    (open, waiter)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
}

/// Queues all these writes before any is waited for, and gives their answers.
fn together<T: Send + 'static>(
    store: &Store,
    bodies: Vec<impl FnMut(&mut WriteTx<'_>) -> Result<T, No> + Send + 'static>,
) -> Vec<Result<T, No>> {
    runtime().block_on(async {
        let (open, waiter) = gate(store);
        let local = tokio::task::LocalSet::new();
        let tasks: Vec<_> = bodies
            .into_iter()
            .map(|body| {
                let store = store.clone();
                local.spawn_local(async move { store.write(body).await })
            })
            .collect();
        local
            .run_until(async {
                // Each task queues its change before it first waits.
                tokio::task::yield_now().await;
                drop(open);
                let mut answers = Vec::new();
                for task in tasks {
                    answers.push(task.await.expect("no panic"));
                }
                waiter.join().expect("the gate passed");
                answers
            })
            .await
    })
}

#[test]
fn what_waits_shares_one_commit_and_a_refusal_leaves_nothing() {
    on_each(|store| {
        put(&store, "sum", 0).expect("it writes");
        let before = store.counts();
        let bodies = (0..20u32)
            .map(|i| {
                move |tx: &mut WriteTx<'_>| {
                    let sum = tx.get(&WORDS, &word("sum"))?.unwrap_or_default() + 1;
                    tx.put(&WORDS, &word("sum"), &sum);
                    tx.put(&WORDS, &("row".to_owned(), i), &sum);
                    if i % 4 == 3 { Err(No::Refused) } else { Ok(sum) }
                }
            })
            .collect();
        let answers = together(&store, bodies);
        let mut sum = 0;
        for (i, answer) in answers.iter().enumerate() {
            let refused = i % 4 == 3;
            sum += u64::from(!refused);
            assert_eq!(*answer, if refused { Err(No::Refused) } else { Ok(sum) }, "each sees those before it, and none that was refused");
        }
        assert_eq!(get(&store, "sum"), Some(15));
        let rows = store.read(|tx| tx.scan(&WORDS, &Keys::under(&"row".to_owned()), None, 99, Direction::Up)).expect("it scans");
        assert_eq!(rows.len(), 15);
        let after = store.counts();
        assert_eq!((after.changes - before.changes, after.commits - before.commits), (21, 1), "the gate wrote nothing: one commit");
    });
}

#[test]
fn a_panic_is_answered_and_the_others_go_on() {
    on_each(|store| {
        let bodies = (0..3u32)
            .map(|i| {
                move |tx: &mut WriteTx<'_>| {
                    tx.put(&WORDS, &("row".to_owned(), i), &1);
                    assert!(i != 1, "on purpose");
                    Ok(())
                }
            })
            .collect();
        assert_eq!(together(&store, bodies), [Ok(()), Err(No::Failed(Failure::Fault(PANICKED))), Ok(())]);
        put(&store, "later", 1).expect("the thread lives");
        let rows = store.read(|tx| tx.scan(&WORDS, &Keys::under(&"row".to_owned()), None, 9, Direction::Up)).expect("it scans");
        assert_eq!(rows.iter().map(|((_, i), _)| *i).collect::<Vec<_>>(), [0, 2]);
    });
}

#[test]
fn the_record_is_not_used_from_within() {
    on_each(|store| {
        let again = store.clone();
        let nested = store.write_blocking(move |_| put(&again, "nested", 1));
        assert_eq!(nested, Err(No::Failed(Failure::Fault(PANICKED))));
        put(&store, "later", 1).expect("the thread lives");
    });
}

#[test]
fn a_full_queue_is_busy() {
    let options = Options { queue: 2, ..Options::default() };
    let store = Store::on(Arc::new(Redb::in_memory()), options).expect("it opens");
    let bodies = (0..4u32)
        .map(|i| {
            move |tx: &mut WriteTx<'_>| {
                tx.put(&WORDS, &("row".to_owned(), i), &1);
                Ok(())
            }
        })
        .collect();
    let busy = Err(No::Failed(Failure::Busy));
    assert_eq!(together(&store, bodies), [Ok(()), Ok(()), busy.clone(), busy]);
    put(&store, "later", 1).expect("there is room again");
}

#[test]
fn a_change_is_made_even_if_nobody_waits_for_the_answer() {
    on_each(|store| {
        runtime().block_on(async {
            let (open, waiter) = gate(&store);
            {
                let mut asked = Box::pin(store.write(|tx| {
                    tx.put(&WORDS, &word("left"), &1);
                    Ok::<_, Failure>(())
                }));
                let first = std::future::poll_fn(|cx| std::task::Poll::Ready(asked.as_mut().poll(cx))).await;
                assert!(first.is_pending());
            }
            drop(open);
            waiter.join().expect("the gate passed");
        });
        put(&store, "after it", 1).expect("it writes");
        assert_eq!(get(&store, "left"), Some(1));
    });
}

#[test]
fn observers_see_exactly_what_was_committed_before_the_answer() {
    on_each(|store| {
        let seen: Arc<Mutex<Vec<Vec<Touched>>>> = Arc::default();
        let sum = Arc::new(AtomicUsize::new(0));
        let (noted, total) = (Arc::clone(&seen), Arc::clone(&sum));
        store.observe(|_, _| panic!("on purpose: the other observers are told all the same"));
        store.observe(move |tx, touched| {
            noted.lock().expect("unpoisoned").push(touched.to_vec());
            let rows = tx.scan(&WORDS, &Keys::all(), None, 99, Direction::Up).expect("it scans");
            total.store(rows.len(), Ordering::SeqCst);
        });
        put(&store, "b", 1).expect("it writes");
        assert_eq!(sum.load(Ordering::SeqCst), 1, "told before the answer, with what was committed");
        let refused: Result<(), No> = store.write_blocking(|tx| {
            tx.put(&WORDS, &word("never"), &1);
            Err(No::Refused)
        });
        assert_eq!(refused, Err(No::Refused));
        let changes = |tx: &mut WriteTx<'_>| {
            tx.put(&AFTER, &7, &1);
            tx.put(&WORDS, &word("a"), &1);
            tx.put(&WORDS, &word("a"), &2);
            tx.delete(&WORDS, &word("b"));
            Ok::<_, No>(())
        };
        assert_eq!(together(&store, vec![changes, changes]), [Ok(()), Ok(())]);
        let seen = seen.lock().expect("unpoisoned");
        let words = |touched: &[Touched]| touched.iter().filter_map(|t| t.key(&WORDS)).collect::<Vec<_>>();
        assert_eq!(seen.len(), 2, "one call a commit, none for a refusal");
        assert_eq!(words(&seen[0]), [word("b")]);
        assert_eq!(words(&seen[1]), [word("a"), word("b")]);
        assert_eq!(seen[1].iter().filter_map(|t| t.key(&AFTER)).collect::<Vec<_>>(), [7]);
        assert_eq!(seen[1].len(), 3, "each key once");
    });
}

// ---- The file.

#[test]
fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new/data");
    {
        let store = Store::open(&data, Options::default()).expect("it opens");
        assert_eq!(get(&store, "a"), None);
        put(&store, "a", 1).expect("it writes");
        let second = Store::open(&data, Options::default()).map(|_| ());
        assert_eq!(second, Err(OpenError::AlreadyOpen(data.join(super::FILE))));
    }
    let store = Store::open(&data, Options::default()).expect("it opens again as soon as it was dropped");
    assert_eq!(get(&store, "a"), Some(1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = |path: &std::path::Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((rights(&data), rights(&data.join(super::FILE))), (0o700, 0o600));
    }
}

#[test]
fn what_is_no_record_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(super::FILE), "not a record".repeat(1000)).expect("it writes");
    let error = Store::open(folder.path(), Options::default()).map(|_| ()).expect_err("no record");
    assert!(matches!(&error, OpenError::Unusable(_, Failure::Damaged(_))), "{error}");
    let error = Store::open(&folder.path().join(super::FILE), Options::default()).map(|_| ()).expect_err("no folder");
    assert!(matches!(&error, OpenError::Unusable(_, Failure::Io(_))), "{error}");
}
