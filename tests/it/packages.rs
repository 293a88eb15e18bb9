//! How it is shipped: the Debian package, what systemd is told, how far the unit is shut in, the steps of the image.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use tempfile::TempDir;

use crate::cli::{Server, banderole, check, import_all, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The most that `systemd-analyze security` may say of the unit: 1.2, of 10 (below 2 is "OK").
const EXPOSURE: f64 = 1.2;

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(why: &str) {
    eprintln!("NOT RUN: {why}");
}

/// Whether a program is there; what it is for is said when it is not.
fn have(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        skipped(&format!("{program} is not here"));
    }
    found
}

/// Whether we may give files to others, as dpkg does.
fn is_root() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if !root {
        skipped("dpkg installs as root only");
    }
    root
}

/// A package of the program, of this revision.
fn package(out: &Path, revision: &str) -> PathBuf {
    let made = Command::new(format!("{ROOT}/packaging/build-deb"))
        .args([Path::new(env!("CARGO_BIN_EXE_banderole")), out])
        .env("DEB_REVISION", revision)
        .env("DEB_COMPRESSION", "none")
        .output()
        .expect("it runs");
    check(&made, 0, &["banderole_"], &[]);
    let mut files = fs::read_dir(out).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.find(|path| path.to_string_lossy().contains(&format!("-{revision}_"))).expect("a package")
}

fn dpkg(root: &Path, words: &[&str], package: &Path) -> Output {
    let mut command = Command::new("dpkg");
    command.arg(format!("--root={}", root.display())).args(["--force-not-root", "--force-script-chrootless", "--force-unsafe-io"]);
    command.args(words).arg(package).env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").output().expect("it runs")
}

#[test]
fn the_package_is_installed_started_upgraded_and_removed() {
    if !have("dpkg") || !have("dpkg-deb") || !is_root() {
        return;
    }
    let place = TempDir::new().expect("a folder");
    let root = place.path().join("root");
    for folder in ["var/lib/dpkg/updates", "var/lib/dpkg/info", "var/lib/dpkg/triggers"] {
        fs::create_dir_all(root.join(folder)).expect("made");
    }
    fs::write(root.join("var/lib/dpkg/status"), "").expect("written");
    let first = package(&place.path().join("out"), "1");
    check(&dpkg(&root, &["-i"], &first), 0, &["Setting up banderole"], &[]);
    let program = root.join("usr/bin/banderole");
    for file in [
        "usr/lib/systemd/system/banderole.service",
        "usr/share/man/man1/banderole.1.gz",
        "usr/share/man/man1/banderole-backup-verify.1.gz",
        "usr/share/bash-completion/completions/banderole",
        "usr/share/zsh/vendor-completions/_banderole",
        "usr/share/fish/vendor_completions.d/banderole.fish",
        "usr/share/doc/banderole/copyright",
        "usr/share/doc/banderole/changelog.gz",
        "usr/share/doc/banderole/nginx.conf",
    ] {
        assert!(root.join(file).is_file(), "{file} is not in the package");
    }
    let unit = fs::read_to_string(root.join("usr/lib/systemd/system/banderole.service")).expect("a unit");
    assert!(unit.contains("ExecStart=/usr/bin/banderole serve") && !unit.contains("/usr/local"), "{unit}");
    let data = root.join("var/lib/banderole");
    let serve = || {
        let mut command = Command::new(&program);
        command.arg("serve").env("BANDEROLE_DATA", &data);
        Server::up(command)
    };
    let server = serve();
    import_all(&data);
    // The package is upgraded under the running program, as dpkg does it.
    let second = package(&place.path().join("out"), "2");
    check(&dpkg(&root, &["-i"], &second), 0, &["Unpacking banderole", "over (0."], &[]);
    assert_eq!(server.stop(), Some(0));
    assert_eq!(serve().stop(), Some(0));
    check(&run(&data, &["member", "list"], ""), 0, &["lead@exemple.fr"], &[]);
    check(&run(&data, &["doctor"], ""), 0, &["ok      record: its file"], &[]);
    check(&dpkg(&root, &["--remove"], Path::new("banderole")), 0, &["Removing banderole"], &[]);
    check(&dpkg(&root, &["--purge"], Path::new("banderole")), 0, &[], &[]);
    assert!(!program.exists() && !root.join("usr/share/doc/banderole").exists(), "nothing of the package stays");
    assert!(data.join("record.redb").exists(), "the network stays");
}

#[test]
fn systemd_is_told_when_the_doors_open_and_that_all_goes_well() {
    let place = TempDir::new().expect("a folder");
    let path = place.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
    let mut command = banderole(&place.path().join("data"));
    command.arg("serve").env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "300000");
    let server = Server::up(command);
    let told = || {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).expect("it is told");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    assert_eq!(told(), "READY=1");
    assert_eq!([told(), told(), told()], ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]);
    assert_eq!(server.stop(), Some(0));
    let last = std::iter::repeat_with(told).find(|state| state != "WATCHDOG=1");
    assert_eq!(last.as_deref(), Some("STOPPING=1"));
}

#[test]
fn the_unit_shuts_the_program_in() {
    if !have("systemd-analyze") {
        return;
    }
    let unit = format!("{ROOT}/packaging/systemd/banderole.service");
    let said = Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager", &unit]).output().expect("it runs");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let exposure = text.lines().find_map(|line| line.split("banderole.service: ").nth(1)?.split(' ').next()?.parse::<f64>().ok());
    let Some(exposure) = exposure else {
        // Versions before 250 know no --offline.
        skipped(&format!("systemd-analyze does not look at files: {}", String::from_utf8_lossy(&said.stderr)));
        return;
    };
    assert!(exposure <= EXPOSURE, "{exposure}: {text}");
}

/// What follows an instruction, on all lines that begin with it; continued lines are one.
fn instructions(dockerfile: &str) -> Vec<(String, String)> {
    let joined = dockerfile.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ').map(|(word, rest)| (word.to_owned(), rest.trim().to_owned()))).collect()
}

#[test]
fn a_linter_has_nothing_against_the_image() {
    if have("hadolint") {
        let said = Command::new("hadolint").arg(format!("{ROOT}/Dockerfile")).output().expect("it runs");
        assert!(said.status.success() && said.stdout.is_empty(), "{}", String::from_utf8_lossy(&said.stdout));
    }
}

/// A front server, where `tests/run` unpacks it or where it is installed.
fn front(name: &str) -> Option<PathBuf> {
    let unpacked = Path::new(ROOT).join("target/tools/fronts/usr");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [unpacked.join("sbin"), unpacked.join("bin")].into_iter().chain(std::env::split_paths(&path));
    let found = folders.chain(["/usr/sbin".into()]).map(|folder| folder.join(name)).find(|program| program.is_file());
    if found.is_none() {
        skipped(&format!("{name} is not here, and its sample was not shown to it"));
    }
    found
}

/// The samples are read by the servers that they are for, certificates of the test's own in their place.
#[test]
fn front_servers_take_their_samples() {
    let place = TempDir::new().expect("a folder");
    let here = place.path().display().to_string();
    let sample = |name: &str| {
        let text = fs::read_to_string(format!("{ROOT}/packaging/proxy/{name}")).expect("it is there");
        text.replace("/etc/letsencrypt/live/agir.example.org", &here)
    };
    let passes = |command: &mut Command, name: &str| {
        let said = command.current_dir(&here).output().expect("it runs");
        let told = [said.stdout, said.stderr].concat();
        assert!(said.status.success(), "{name}: {}", String::from_utf8_lossy(&told));
    };
    if let Some(caddy) = front("caddy") {
        let file = format!("{ROOT}/packaging/proxy/Caddyfile");
        passes(Command::new(caddy).args(["adapt", "--adapter", "caddyfile", "--config", &file]), "Caddyfile");
    }
    if !have("openssl") {
        return;
    }
    let mut pair = Command::new("openssl");
    pair.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=agir.example.org"]);
    passes(pair.args(["-keyout", "privkey.pem", "-out", "fullchain.pem"]), "a certificate");
    if let Some(nginx) = front("nginx") {
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|what| format!("{what}_temp_path {here}/{what};\n"));
        let (folders, server) = (folders.concat(), sample("nginx.conf"));
        let whole = format!("pid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}{server}}}\n");
        fs::write(place.path().join("nginx.conf"), whole).expect("written");
        passes(Command::new(nginx).args(["-t", "-p", &here, "-c", &format!("{here}/nginx.conf")]), "nginx.conf");
    }
    if let Some(apache) = front("apache2") {
        let lib = apache.parent().and_then(Path::parent).expect("sbin, and what it is in").join("lib");
        // What the sample says to enable (a2enmod), and what Debian has enabled from the start.
        let modules = ["mpm_event", "authz_core", "alias", "socache_shmcb", "ssl", "proxy", "proxy_http", "headers"];
        let modules = modules.map(|name| format!("LoadModule {name}_module {}/apache2/modules/mod_{name}.so\n", lib.display())).concat();
        let (own, server) =
            (format!("ServerRoot {here}\nServerName localhost\nPidFile {here}/pid\nErrorLog /dev/stderr\n"), sample("apache.conf"));
        fs::write(place.path().join("apache.conf"), format!("{own}{modules}{server}")).expect("written");
        let libraries = fs::read_dir(&lib).expect("a folder").flatten().map(|entry| entry.path());
        let libraries = std::env::join_paths(libraries.filter(|path| path.to_string_lossy().ends_with("-linux-gnu")));
        let mut command = Command::new(apache);
        command.env("LD_LIBRARY_PATH", libraries.expect("plain names"));
        passes(command.args(["-t", "-f", &format!("{here}/apache.conf")]), "apache.conf");
    }
}

#[test]
fn the_image_is_made_of_steps_that_work() {
    let text = fs::read_to_string(format!("{ROOT}/Dockerfile")).expect("it is there");
    let steps = instructions(&text);
    let of = |word: &str| steps.iter().filter(|(name, _)| name == word).map(|(_, rest)| rest.as_str()).collect::<Vec<_>>();
    let known = ["FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"];
    assert!(steps.iter().all(|(word, _)| known.contains(&word.as_str())), "an instruction that is not looked at: {steps:?}");
    // What linters ask for: named versions, a user by number, words and not a shell, an end that the program hears.
    assert!(
        of("FROM").iter().all(|from| from.contains(':') && !from.contains(":latest") || from.starts_with("scratch")),
        "{:?}",
        of("FROM")
    );
    assert_eq!(of("USER"), ["10001:10001"]);
    assert_eq!(of("STOPSIGNAL"), ["SIGTERM"]);
    for (words, parts) in [(of("ENTRYPOINT"), 1), (of("CMD"), 1)] {
        let [list] = words.as_slice() else { panic!("one of each: {words:?}") };
        assert_eq!(serde_json::from_str::<Vec<String>>(list).expect("a list of words").len(), parts);
    }
    // The steps of the second stage, by hand in a folder.
    let image = TempDir::new().expect("a folder");
    fs::copy(env!("CARGO_BIN_EXE_banderole"), image.path().join("banderole")).expect("copied");
    fs::copy(format!("{ROOT}/LICENSE"), image.path().join("LICENSE")).expect("copied");
    for folder in of("COPY").iter().filter(|step| step.contains("/empty ")).filter_map(|step| step.rsplit('/').next()) {
        let folder = image.path().join(folder);
        fs::create_dir(&folder).expect("made");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("set");
    }
    assert!(image.path().join("data").is_dir() && image.path().join("tmp").is_dir());
    let mut command = Command::new(image.path().join("banderole"));
    command.current_dir(image.path()).env("TMPDIR", image.path().join("tmp"));
    for pair in of("ENV").iter().flat_map(|pairs| pairs.split(' ')) {
        let (name, value) = pair.split_once('=').expect("NAME=value");
        // Its folders lie below the image's own; and this test takes any free port.
        command.env(name, value.strip_prefix('/').map_or_else(|| value.to_owned(), |below| image.path().join(below).display().to_string()));
    }
    let server = Server::up({
        command.arg("serve");
        command
    });
    let check_words = of("HEALTHCHECK").first().and_then(|rest| rest.split_once(" CMD ")).expect("it has one").1.to_owned();
    let words: Vec<String> = serde_json::from_str(&check_words).expect("a list of words");
    let words: Vec<String> =
        words.iter().map(|word| if word.contains("127.0.0.1:") { server.address.clone() } else { word.clone() }).collect();
    let healthy = (0..200).any(|_| {
        let mut command = Command::new(format!("{}{}", image.path().display(), words[0]));
        command.args(&words[1..]).output().is_ok_and(|output| output.status.success())
    });
    assert!(healthy, "{words:?}");
    assert_eq!(server.stop(), Some(0));
    assert!(image.path().join("data/record.redb").exists());
}
