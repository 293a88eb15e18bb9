//! The engine of the server: one redb file. Every commit is durable before it returns, and leaves the file ready to open at once after a crash.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use redb::{
    Builder, CommitError, CompactionError, Database, DatabaseError, Durability, ReadOnlyTable, ReadableDatabase, ReadableTable,
    SetDurabilityError, StorageError, TableDefinition, TableError, TransactionError,
};

use super::engine::{Direction, End, Engine, Reader, Visit, Writer};
use super::failure::{Failure, OpenError};
use super::look::Look;

/// The name of the record's file within the data folder.
pub const FILE: &str = "record.redb";

/// The one table of the file: its keys begin with the number of ours.
const KV: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("kv");

/// How a database is opened, the first time and after a failure.
pub type Opener = Box<dyn Fn() -> Result<Database, DatabaseError> + Send + Sync>;

/// A redb database, open or waiting to be opened again.
pub struct Redb {
    opener: Opener,
    /// The open database, or why there is none.
    database: RwLock<Result<Database, Failure>>,
    /// The file, when there is one.
    file: Option<PathBuf>,
    /// Held by whoever writes, and by whoever needs the file to stay as it is.
    writing: Mutex<()>,
}

impl Redb {
    /// Opens the file in this folder; both are made when they are missing, readable by their owner only.
    ///
    /// # Errors
    /// When another program has it open, the folder cannot be used, or the file is damaged.
    pub fn open(folder: &Path, cache_bytes: usize) -> Result<Self, OpenError> {
        let file = folder.join(FILE);
        prepare(folder, &file).map_err(|error| OpenError::Unusable(file.clone(), error.into()))?;
        let opener = {
            let file = file.clone();
            move || {
                let mut builder = Builder::new();
                builder.set_cache_size(cache_bytes);
                builder.set_repair_callback(|repair| tracing::warn!(progress = repair.progress(), "repairing the record"));
                builder.create(&file)
            }
        };
        let mut opened = Self::with(Box::new(opener)).map_err(|error| refused(file.clone(), error))?;
        opened.file = Some(file);
        Ok(opened)
    }

    /// Opens what the opener gives.
    ///
    /// # Errors
    /// Those of the opener; a panic of redb on a damaged file counts as one.
    pub fn with(opener: Opener) -> Result<Self, DatabaseError> {
        let database = RwLock::new(Ok(calmly(&*opener)?));
        Ok(Self { opener, database, file: None, writing: Mutex::default() })
    }

    /// A database in memory that forgets all when it is opened again: the same code as on disk, for tests.
    #[cfg(test)]
    pub fn in_memory() -> Self {
        let opener = || Builder::new().create_with_backend(redb::backends::InMemoryBackend::new());
        Self::with(Box::new(opener)).expect("memory opens")
    }

    fn with_database<T>(&self, use_it: impl FnOnce(&Database) -> Result<T, Failure>) -> Result<T, Failure> {
        use_it(self.database.read().unwrap_or_else(PoisonError::into_inner).as_ref().map_err(Clone::clone)?)
    }
}

/// redb panics where a damaged file makes no sense to it: that is an answer like others.
fn calmly<T, E: From<StorageError>>(ask: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|_| Err(StorageError::Corrupted("its structure makes no sense".to_owned()).into()))
}

/// redb writes when it is let go of, and panics then too where a damaged file makes no sense to it.
fn let_go(database: Result<Database, Failure>) {
    if catch_unwind(AssertUnwindSafe(|| drop(database))).is_err() {
        tracing::error!("the record could not be closed properly: its structure makes no sense");
    }
}

impl Drop for Redb {
    fn drop(&mut self) {
        let database = self.database.get_mut().unwrap_or_else(PoisonError::into_inner);
        let_go(std::mem::replace(database, Err(Failure::Closed)));
    }
}

fn refused(file: PathBuf, error: DatabaseError) -> OpenError {
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => OpenError::AlreadyOpen(file),
        other => OpenError::Unusable(file, other.into()),
    }
}

/// Makes folder and file, with rights for their owner only, and makes their names durable.
fn prepare(folder: &Path, file: &Path) -> io::Result<()> {
    if file.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.recursive(true).create(folder)?;
    options.write(true).create(true).truncate(false).open(file)?.sync_all()?;
    fs::File::open(folder)?.sync_all()
}

impl Engine for Redb {
    fn read(&self, body: &mut dyn FnMut(&dyn Reader)) -> Result<(), Failure> {
        self.with_database(|database| {
            let transaction = calmly(|| database.begin_read())?;
            let table = match calmly(|| transaction.open_table(KV)) {
                Ok(table) => Some(table),
                Err(TableError::TableDoesNotExist(_)) => None,
                Err(error) => return Err(error.into()),
            };
            body(&Reading(table));
            Ok(())
        })
    }

    fn write(&self, body: &mut dyn FnMut(&mut dyn Writer) -> Result<End, Failure>) -> Result<(), Failure> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.with_database(|database| {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::Immediate)?;
            transaction.set_quick_repair(true);
            let end = body(&mut Writing(transaction.open_table(KV)?))?;
            match end {
                End::Commit => transaction.commit()?,
                End::Nothing => transaction.abort()?,
            }
            Ok(())
        })
    }

    fn check_pages(&self) -> Result<Option<String>, Failure> {
        let Some(file) = &self.file else { return Ok(None) };
        let _nobody_writes = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let look = Look::at(file)?;
        let sound = calmly(|| Builder::new().create_with_backend(look).and_then(|mut database| database.check_integrity()));
        match sound {
            Ok(true) => Ok(None),
            Ok(false) => Ok(Some("pages of the file do not have their checksums".to_owned())),
            Err(DatabaseError::Storage(StorageError::Io(error))) => Err(error.into()),
            Err(error) => Ok(Some(error.to_string())),
        }
    }

    fn compact(&self) -> Result<(), Failure> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_mut().map_err(|failure| failure.clone())?;
        calmly(|| database.compact())?;
        Ok(())
    }

    fn reopen(&self) -> Result<(), Failure> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // The file must be let go of before it can be opened again.
        let_go(std::mem::replace(&mut *database, Err(Failure::Closed)));
        *database = calmly(&*self.opener).map_err(Failure::from);
        database.as_ref().map(|_| ()).map_err(Clone::clone)
    }
}

struct Reading(Option<ReadOnlyTable<&'static [u8], &'static [u8]>>);

impl Reader for Reading {
    fn get(&self, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        self.0.as_ref().map_or(Ok(()), |table| get(table, key, found))
    }

    fn scan(&self, from: &[u8], to: Option<&[u8]>, direction: Direction, visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.0.as_ref().map_or(Ok(()), |table| scan(table, from, to, direction, visit))
    }
}

struct Writing<'t>(redb::Table<'t, &'static [u8], &'static [u8]>);

impl Reader for Writing<'_> {
    fn get(&self, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
        get(&self.0, key, found)
    }

    fn scan(&self, from: &[u8], to: Option<&[u8]>, direction: Direction, visit: &mut Visit<'_>) -> Result<(), Failure> {
        scan(&self.0, from, to, direction, visit)
    }
}

impl Writer for Writing<'_> {
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure> {
        self.0.insert(key, value)?;
        Ok(())
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), Failure> {
        self.0.remove(key)?;
        Ok(())
    }

    fn reader(&self) -> &dyn Reader {
        self
    }
}

type Bytes = &'static [u8];

fn get(table: &impl ReadableTable<Bytes, Bytes>, key: &[u8], found: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
    if let Some(value) = calmly(|| table.get(key))? {
        found(calmly(|| Ok::<_, StorageError>(value.value()))?);
    }
    Ok(())
}

fn scan(
    table: &impl ReadableTable<Bytes, Bytes>,
    from: &[u8],
    to: Option<&[u8]>,
    direction: Direction,
    visit: &mut Visit<'_>,
) -> Result<(), Failure> {
    let mut range = match to {
        Some(to) if to <= from => return Ok(()),
        Some(to) => calmly(|| table.range::<&[u8]>(from..to))?,
        None => calmly(|| table.range::<&[u8]>(from..))?,
    };
    loop {
        let next = calmly(|| match direction {
            Direction::Up => range.next().transpose(),
            Direction::Down => range.next_back().transpose(),
        })?;
        let Some((key, value)) = next else { return Ok(()) };
        let (key, value) = calmly(|| Ok::<_, StorageError>((key.value(), value.value())))?;
        if visit(key, value).is_break() {
            return Ok(());
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error) => error.into(),
            StorageError::Corrupted(what) => Self::Damaged(what),
            StorageError::DatabaseClosed => Self::Closed,
            other => Self::Io(other.to_string()),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Storage(error) => error.into(),
            other => Self::Io(other.to_string()),
        }
    }
}

impl From<TransactionError> for Failure {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            other => Self::Io(other.to_string()),
        }
    }
}

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            other => Self::Io(other.to_string()),
        }
    }
}

impl From<CompactionError> for Failure {
    fn from(error: CompactionError) -> Self {
        match error {
            CompactionError::Storage(error) => error.into(),
            other => Self::Io(other.to_string()),
        }
    }
}

impl From<SetDurabilityError> for Failure {
    fn from(error: SetDurabilityError) -> Self {
        Self::Io(error.to_string())
    }
}
