//! The folder of pictures: `xx/<id>/{64,256,1024}.jpg`, where `xx` are two characters of the id's chance.
//!
//! A picture appears whole or not at all: its three files are written and synced in `tmp/`, then its folder is renamed into place and
//! the rename synced. A picture never changes once it is there; another one has another id.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::render::Size;
use crate::domain::ids::MediaId;

/// The folder where pictures are made ready, inside the folder of pictures.
const TEMPORARY: &str = "tmp";

/// The folder of pictures. Its functions wait for the disk: call them from a pool that may.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    made: AtomicU64,
    held: Mutex<Held>,
}

/// While something holds the folder, pictures that are removed wait here.
#[derive(Debug, Default)]
struct Held {
    holds: usize,
    waiting: Vec<MediaId>,
}

/// Keeps every picture of the folder where it is, as long as this lives: a backup reads them after the rows that name them.
#[derive(Debug)]
pub struct Hold<'f>(&'f Files);

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let mut held = self.0.held();
        held.holds -= 1;
        let waiting = if held.holds == 0 { std::mem::take(&mut held.waiting) } else { Vec::new() };
        drop(held);
        for id in waiting {
            // What cannot be removed now belongs to nobody, and is found by whoever lists the folder.
            let _ = self.0.remove(id);
        }
    }
}

/// What the folder holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Pictures, in the order of their ids.
    pub pictures: Vec<Stored>,
    /// What is there and is no picture: a keeper's own files, or damage.
    pub strays: Vec<PathBuf>,
    /// What writes that did not finish have left: [`Files::clear_temporaries`] removes it.
    pub temporaries: Vec<PathBuf>,
}

/// A picture in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Which one.
    pub id: MediaId,
    /// Bytes of its files together.
    pub bytes: u64,
    /// Whether all three sizes are there and none is empty.
    pub whole: bool,
}

impl Files {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        fs::create_dir_all(root.join(TEMPORARY))?;
        sync_folder(&root)?;
        Ok(Self { root, made: AtomicU64::new(0), held: Mutex::default() })
    }

    /// Keeps a picture: the three files of [`Size::ALL`], in its order. When it returns, they outlive a power cut.
    /// A picture that is there already is left as it is.
    ///
    /// # Errors
    /// The disk's. Nothing is kept then.
    pub fn save(&self, id: MediaId, jpegs: [&[u8]; 3]) -> io::Result<()> {
        let temporary = self.temporary(id);
        let done = self.write_and_place(id, jpegs, &temporary);
        if done.is_err() {
            // The error that matters is the one above; what is left here is cleared at the next start.
            let _ = fs::remove_dir_all(&temporary);
        }
        done
    }

    /// The file of a picture in one size; None when there is no such picture.
    ///
    /// # Errors
    /// The disk's.
    pub fn read(&self, id: MediaId, size: Size) -> io::Result<Option<Vec<u8>>> {
        found(fs::read(self.folder(id).join(file_name(size))))
    }

    /// Has pictures stay until the hold is dropped: those that are removed meanwhile go then.
    pub fn hold(&self) -> Hold<'_> {
        self.held().holds += 1;
        Hold(self)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes a picture, now or when nothing holds the folder any more. False when there was none.
    ///
    /// # Errors
    /// The disk's.
    pub fn delete(&self, id: MediaId) -> io::Result<bool> {
        let mut held = self.held();
        if held.holds > 0 {
            held.waiting.push(id);
            return Ok(self.folder(id).exists());
        }
        drop(held);
        self.remove(id)
    }

    fn remove(&self, id: MediaId) -> io::Result<bool> {
        let (folder, temporary) = (self.folder(id), self.temporary(id));
        if found(fs::rename(&folder, &temporary))?.is_none() {
            return Ok(false);
        }
        sync_parent(&folder)?;
        fs::remove_dir_all(&temporary)?;
        Ok(true)
    }

    /// Whether a picture that is there was made before this time.
    ///
    /// # Errors
    /// The disk's.
    pub fn is_older(&self, id: MediaId, than: SystemTime) -> io::Result<bool> {
        let found = found(fs::metadata(self.folder(id)))?;
        found.map_or(Ok(false), |folder| Ok(folder.modified()? < than))
    }

    /// Removes what writes that did not finish have left. Only while nothing else writes: at the server's start.
    ///
    /// # Errors
    /// The disk's.
    pub fn clear_temporaries(&self) -> io::Result<usize> {
        let left = children(&self.root.join(TEMPORARY))?;
        for path in &left {
            if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
        Ok(left.len())
    }

    /// Everything in the folder.
    ///
    /// # Errors
    /// The disk's.
    pub fn list(&self) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for fan in children(&self.root)? {
            if fan == self.root.join(TEMPORARY) {
                listing.temporaries = children(&fan)?;
            } else if fan.is_dir() {
                for folder in children(&fan)? {
                    match self.stored(&folder)? {
                        Some(stored) => listing.pictures.push(stored),
                        None => listing.strays.push(folder),
                    }
                }
            } else {
                listing.strays.push(fan);
            }
        }
        listing.pictures.sort_unstable_by_key(|stored| stored.id);
        Ok(listing)
    }

    fn stored(&self, folder: &Path) -> io::Result<Option<Stored>> {
        let id = folder.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
        let Some(id) = id.filter(|id| self.folder(*id) == folder) else { return Ok(None) };
        let mut lengths = [0; 3];
        for (size, length) in Size::ALL.into_iter().zip(&mut lengths) {
            *length = found(fs::metadata(folder.join(file_name(size))))?.map_or(0, |file| file.len());
        }
        Ok(Some(Stored { id, bytes: lengths.iter().sum(), whole: !lengths.contains(&0) }))
    }

    fn write_and_place(&self, id: MediaId, jpegs: [&[u8]; 3], temporary: &Path) -> io::Result<()> {
        fs::create_dir(temporary)?;
        for (size, bytes) in Size::ALL.into_iter().zip(jpegs) {
            let mut file = File::create_new(temporary.join(file_name(size)))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        sync_folder(temporary)?;
        let folder = self.folder(id);
        self.make_fan(&folder)?;
        match fs::rename(temporary, &folder) {
            Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => fs::remove_dir_all(temporary),
            placed => placed.and_then(|()| sync_parent(&folder)),
        }
    }

    /// Synced even when it was there: another save may have made it a moment ago and not synced it yet.
    fn make_fan(&self, folder: &Path) -> io::Result<()> {
        match fs::create_dir(folder.parent().unwrap_or(&self.root)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => sync_folder(&self.root),
        }
    }

    /// The bytes of a stray or a temporary, with all that is in it.
    ///
    /// # Errors
    /// The disk's.
    pub fn bytes_of(path: &Path) -> io::Result<u64> {
        let found = fs::symlink_metadata(path)?;
        if !found.is_dir() {
            return Ok(found.len());
        }
        children(path)?.iter().map(|child| Self::bytes_of(child)).sum()
    }

    /// Where a picture's file lies below the folder of pictures: `xx/<id>/<size>.jpg`.
    pub fn place(id: MediaId, size: Size) -> String {
        let name = id.to_string();
        format!("{}/{name}/{}", &name[23..25], file_name(size))
    }

    /// The picture and the size whose file lies there; the other way of [`Files::place`].
    pub fn placed(place: &str) -> Option<(MediaId, Size)> {
        let mut parts = place.split('/').skip(1);
        let id: MediaId = parts.next()?.parse().ok()?;
        let file = parts.next()?;
        let size = Size::ALL.into_iter().find(|size| file_name(*size) == file)?;
        (Self::place(id, size) == place).then_some((id, size))
    }

    /// Characters 23 and 24 of an id are chance: a thousand folders, evenly filled.
    fn folder(&self, id: MediaId) -> PathBuf {
        let name = id.to_string();
        self.root.join(&name[23..25]).join(name)
    }

    fn temporary(&self, id: MediaId) -> PathBuf {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        self.root.join(TEMPORARY).join(format!("{id}-{}-{number}", std::process::id()))
    }
}

fn file_name(size: Size) -> String {
    format!("{}.jpg", size.name())
}

/// What is not there is None, and no error.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JPEGS: [&[u8]; 3] = [b"small", b"medium", b"large"];

    fn id(n: u8) -> MediaId {
        MediaId::from_bytes([n; 16])
    }

    fn open() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::open(folder.path().join("media")).expect("opened");
        (folder, files)
    }

    fn read(files: &Files, id: MediaId) -> [Option<Vec<u8>>; 3] {
        Size::ALL.map(|size| files.read(id, size).expect("read"))
    }

    #[test]
    fn a_picture_is_kept_in_three_sizes_until_it_is_deleted() {
        let (_folder, files) = open();
        assert_eq!(read(&files, id(1)), [None, None, None]);
        files.save(id(1), JPEGS).expect("saved");
        assert_eq!(read(&files, id(1)), JPEGS.map(|jpeg| Some(jpeg.to_vec())));
        assert!(files.delete(id(1)).expect("deleted"));
        assert!(!files.delete(id(1)).expect("nothing to delete"));
        assert_eq!(read(&files, id(1)), [None, None, None]);
        assert_eq!(files.list().expect("listed"), Listing::default());
    }

    #[test]
    fn a_second_save_changes_nothing() {
        let (_folder, files) = open();
        files.save(id(1), JPEGS).expect("saved");
        files.save(id(1), [b"a", b"b", b"c"]).expect("saved again");
        assert_eq!(read(&files, id(1)), JPEGS.map(|jpeg| Some(jpeg.to_vec())));
        assert_eq!(files.list().expect("listed").temporaries, Vec::<PathBuf>::new());
    }

    #[test]
    fn the_list_tells_pictures_damage_strays_and_temporaries_apart() {
        let (_folder, files) = open();
        for n in [9, 3, 200] {
            files.save(id(n), JPEGS).expect("saved");
        }
        fs::remove_file(files.folder(id(3)).join("256.jpg")).expect("removed");
        fs::write(files.folder(id(9)).join("64.jpg"), b"").expect("emptied");
        let strays = [files.root.join("notes.txt"), files.folder(id(3)).with_file_name("not-an-id")];
        let misplaced = files.folder(id(3)).with_file_name(id(200).to_string());
        fs::write(&strays[0], "x").expect("written");
        fs::write(&strays[1], "x").expect("written");
        fs::create_dir(&misplaced).expect("made");
        fs::create_dir(files.temporary(id(5))).expect("made");
        fs::write(files.temporary(id(6)), "x").expect("written");

        let mut listing = files.list().expect("listed");
        let stored = |n, bytes, whole| Stored { id: id(n), bytes, whole };
        assert_eq!(listing.pictures, [stored(3, 10, false), stored(9, 11, false), stored(200, 16, true)]);
        listing.strays.sort();
        let mut want = vec![strays[0].clone(), strays[1].clone(), misplaced];
        want.sort();
        assert_eq!(listing.strays, want);
        assert_eq!(listing.temporaries.len(), 2);

        assert_eq!(files.clear_temporaries().expect("cleared"), 2);
        assert_eq!(files.clear_temporaries().expect("cleared"), 0);
        assert_eq!(files.list().expect("listed").pictures.len(), 3);
    }

    #[test]
    fn a_picture_that_is_held_goes_when_it_is_let_go() {
        let (_folder, files) = open();
        files.save(id(1), JPEGS).expect("saved");
        let (first, second) = (files.hold(), files.hold());
        assert!(files.delete(id(1)).expect("removed later"));
        assert!(!files.delete(id(2)).expect("not there"));
        drop(first);
        assert!(files.read(id(1), Size::Small).expect("read").is_some());
        drop(second);
        assert_eq!(files.read(id(1), Size::Small).expect("read"), None);
        assert_eq!(files.list().expect("listed"), Listing::default());
    }

    #[test]
    fn a_place_names_its_picture() {
        for size in Size::ALL {
            assert_eq!(Files::placed(&Files::place(id(7), size)), Some((id(7), size)));
        }
        let good = Files::place(id(7), Size::Small);
        for bad in ["", "..", "../../etc/passwd", &good[1..], &format!("{good}x"), &format!("{good}/.."), &good.to_uppercase()] {
            assert_eq!(Files::placed(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_save_that_fails_leaves_nothing() {
        let (_folder, files) = open();
        let fan = files.folder(id(1)).parent().expect("a fan").to_path_buf();
        fs::write(&fan, "in the way").expect("written");
        files.save(id(1), JPEGS).expect_err("the folder's place is taken by a file");
        let listing = files.list().expect("listed");
        assert_eq!((listing.pictures, listing.temporaries, listing.strays), (vec![], vec![], vec![fan]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn every_picture_saved_is_listed_in_order(ids in proptest::collection::btree_set(any::<[u8; 16]>(), 0..12)) {
            let (_folder, files) = open();
            let ids: Vec<_> = ids.into_iter().map(MediaId::from_bytes).collect();
            for id in ids.iter().rev() {
                files.save(*id, JPEGS).expect("saved");
            }
            let listing = files.list().expect("listed");
            prop_assert_eq!(listing.pictures.iter().map(|stored| stored.id).collect::<Vec<_>>(), ids);
            prop_assert!(listing.pictures.iter().all(|stored| stored.whole && stored.bytes == 16));
        }
    }
}
